using System.Text.Json;
using Assay.Calibrating.Correcting;

namespace Assay.Surfacing.Reporting;

/// <summary>The figures of a report as one JSON object.</summary>
public static class ReportJson
{
    public static void Write(Utf8JsonWriter json, Report report)
    {
        json.WriteString("title", report.Title);
        json.WriteString("made_at", report.MadeAt.UtcDateTime);
        if (report.Range is var (from, to))
        {
            json.WriteStartObject("range");
            json.WriteString("from", from.UtcDateTime);
            json.WriteString("to", to.UtcDateTime);
            json.WriteEndObject();
        }

        json.WriteNumber("bar", report.Bar.Share);
        json.WriteStartArray("judges");
        foreach (JudgeReport judge in report.Judges)
        {
            Write(json, judge, report.Bar);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, JudgeReport judge, LowBar bar)
    {
        json.WriteStartObject();
        json.WriteString("judge", judge.Judge);
        json.WriteString("judge_version", judge.JudgeVersion);
        json.WriteString("model", judge.Model);
        json.WriteBoolean("heuristic", judge.IsHeuristic);
        json.WriteStartArray("other_versions");
        foreach ((string version, _) in judge.OtherVersions)
        {
            json.WriteStringValue(version);
        }

        json.WriteEndArray();
        json.WriteNumber("accepted", judge.Counts.Accepted);
        json.WriteNumber("scored", judge.Counts.Scored);
        Write(json, "unscored", judge.Counts.Unscored);
        Write(json, "skipped", judge.Counts.Skipped);
        json.WriteNumber("owed", judge.Counts.Owed);
        if (judge.Counts.Coverage is { } coverage)
        {
            json.WriteNumber("coverage", coverage);
        }

        json.WriteStartObject("criteria");
        foreach (ScoreHistogram scores in judge.Scores.Where(s => s.N > 0))
        {
            json.WriteStartObject(scores.Criterion);
            EstimateJson.Write(json, "mean", scores.Mean());
            EstimateJson.Write(json, "low_share", bar.ShareOf(scores));
            CorrectionJson.Write(json, "corrected", judge.Corrected?.Of(scores.Criterion));
            EstimateJson.WriteDesignEffect(json, scores);
            EstimateJson.WriteHistogram(json, scores);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        EstimateJson.Write(json, "change", judge.Change);
        json.WriteStartArray("slices");
        foreach (ReportSlice slice in judge.Slices)
        {
            json.WriteStartObject();
            json.WriteString("field", slice.Field);
            json.WriteString("value", slice.Value);
            EstimateJson.Write(json, "mean", slice.Scores.Mean());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("cost_usd", judge.Cost.Usd);
        json.WriteNumber("attempts", judge.Cost.Attempts);
        json.WriteNumber("cached", judge.Cost.Cached);
        json.WriteNumber("shared", judge.Cost.Shared);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<(string Reason, long Count)> reasons)
    {
        json.WriteStartObject(name);
        foreach ((string reason, long count) in reasons)
        {
            json.WriteNumber(reason, count);
        }

        json.WriteEndObject();
    }
}
