using System.Text.Json;
using Assay.Scoring.Judging;

namespace Assay.Calibrating.Labelling;

/// <summary>Labels and queues for programs.</summary>
public static class LabelRecordJson
{
    public static void Write(Utf8JsonWriter json, HumanLabel label)
    {
        json.WriteStartObject();
        json.WriteString("id", label.Key.ResponseId);
        json.WriteNumber("revision", label.Key.Revision);
        json.WriteString("judge", label.Key.Judge);
        json.WriteString("criterion", label.Key.Criterion);
        json.WriteString("rater", label.Key.Rater);
        if (label.Grade is { } grade)
        {
            json.WriteString("label", grade);
        }
        else
        {
            json.WriteNumber("label", label.Score);
        }

        json.WriteNumber("value", label.Score);
        json.WriteString("at", label.At);
        json.WriteString("note", label.Note);
        json.WriteBoolean("blind", label.IsBlind);
        json.WriteBoolean("adjudication", label.Key.IsAdjudication);
        json.WriteString("queue", label.Draw?.Queue);
        json.WriteString("arm", label.Draw?.Arm.ToSnakeCase());
        json.WriteString("stratum", label.Draw?.Stratum);
        if (label.Draw is { } draw)
        {
            json.WriteNumber("inclusion_probability", draw.Probability);
        }
        else
        {
            json.WriteNull("inclusion_probability");
        }

        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, LabelQueue queue)
    {
        json.WriteStartObject();
        json.WriteString("queue", queue.Id);
        json.WriteString("judge", queue.Judge);
        json.WriteString("judge_version", queue.JudgeVersion);
        json.WriteString("from", queue.From);
        json.WriteString("to", queue.To);
        json.WriteString("drawn_at", queue.DrawnAt);
        json.WriteNumber("seed", queue.Seed);
        json.WriteNumber("population", queue.Population);
        json.WriteNumber("asked", queue.Asked);
        json.WriteNumber("labelled", queue.Labelled);
        json.WriteStartArray("criteria");
        foreach (AskedCriterion criterion in queue.Criteria)
        {
            AskedCriterionJson.Write(json, criterion);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, LabelCount count)
    {
        json.WriteStartObject();
        json.WriteString("judge", count.Judge);
        json.WriteString("criterion", count.Criterion);
        json.WriteNumber("responses", count.Responses);
        json.WriteNumber("labels", count.Labels);
        json.WriteNumber("doubly_labelled", count.DoublyLabelled);
        json.WriteNumber("drawn", count.Drawn);
        json.WriteString("latest", count.Latest);
        json.WriteStartObject("raters");
        foreach ((string rater, int labels) in count.Raters)
        {
            json.WriteNumber(rater, labels);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What is asked and how far people are.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<LabelQueue> queues, IReadOnlyList<LabelCount> counts)
    {
        json.WriteStartArray("queues");
        foreach (LabelQueue queue in queues)
        {
            Write(json, queue);
        }

        json.WriteEndArray();
        json.WriteStartArray("criteria");
        foreach (LabelCount count in counts)
        {
            Write(json, count);
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, LabelImportReport report)
    {
        json.WriteNumber("added", report.Added);
        json.WriteNumber("known", report.Known);
        json.WriteNumber("replaced", report.Replaced);
        json.WriteNumber("empty", report.Empty);
        json.WriteStartArray("findings");
        foreach (LabelFinding finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("place", finding.Place);
            json.WriteString("problem", finding.Problem);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
