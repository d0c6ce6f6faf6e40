using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Pairs;
using Assay.Scoring.Running;
using Assay.Scoring.Sampling;

namespace Assay.Surfacing;

/// <summary>One response's result as a JSON object.</summary>
public static class ResultJson
{
    /// <summary>Text stays readable; what the file is shown in must escape it for itself.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="withRevision">Where nothing around it tells which revision it is about.</param>
    public static void Write(Utf8JsonWriter json, ResultRow row, bool withRevision = false)
    {
        json.WriteStartObject();
        json.WriteString("id", row.Id);
        if (withRevision)
        {
            json.WriteNumber("revision", row.Revision);
        }

        json.WriteString("outcome", row.Outcome.ToSnakeCase());
        json.WriteString("reason", row.Reason);
        if (row.Detail is { } detail)
        {
            json.WriteString("detail", detail);
        }

        if (row.Overall is { } overall)
        {
            json.WriteNumber("overall", overall);
        }
        else
        {
            json.WriteNull("overall");
        }

        WritePair(json, row);
        json.WriteStartObject("scores");
        foreach ((string criterion, double score, string? label, string? reason, IReadOnlyList<string> evidence) in row.Scores)
        {
            json.WriteStartObject(criterion);
            json.WriteNumber("score", score);
            if (label is not null)
            {
                json.WriteString("label", label);
            }

            json.WriteString("reason", reason);
            WriteSamples(json, [.. row.Samples.Where(s => s.Criterion == criterion)]);
            if (evidence.Count > 0)
            {
                json.WriteStartArray("evidence");
                foreach (string quote in evidence)
                {
                    json.WriteStringValue(quote);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (row.FailureCode is { } code)
        {
            json.WriteString("failure_code", code);
        }

        json.WriteString("judge", row.Judge);
        json.WriteString("judge_version", row.JudgeVersion);
        json.WriteBoolean("cached", row.Origin == VerdictOrigin.Cache);
        if (row.Lane is { } lane)
        {
            json.WriteString("lane", lane.ToSnakeCase());
        }

        json.WriteNumber("cost_usd", row.CostUsd);
        json.WriteNumber("latency_ms", Math.Round(row.LatencyMs, 1));
        json.WriteNumber("attempts", row.Attempts);
        if (row.IsUnkept)
        {
            json.WriteString("content", "not_kept");
        }

        if (row.RawReply is { } raw)
        {
            json.WriteString("raw_reply", raw);
        }

        if (row.Panel is { } panel)
        {
            PanelJson.Write(json, panel);
        }

        json.WriteEndObject();
    }

    /// <summary>What each sample said, and how far they lie apart; where there is more than one grade of one reply.</summary>
    private static void WriteSamples(Utf8JsonWriter json, IReadOnlyList<ScoreSample> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }

        if (WithinItem.Deviation([.. samples.Where(s => s.Value is not null).Select(s => s.Value!.Value)]) is { } deviation)
        {
            json.WriteNumber("sd", Math.Round(deviation, 6));
        }

        json.WriteStartArray("samples");
        foreach (ScoreSample sample in samples)
        {
            json.WriteStartObject();
            SampleJson.Write(json, sample);
            if (sample.Problem is null)
            {
                json.WriteString("reason", sample.Reason);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Who won, and who met whom, where the row is a comparison.</summary>
    private static void WritePair(Utf8JsonWriter json, ResultRow row)
    {
        if (!row.Criteria.SequenceEqual(PairRubric.Orders))
        {
            return;
        }

        Rival? rival = UnkeptContent.Read(Encoding.UTF8.GetBytes(row.Body), 0).Rival;
        json.WriteString("winner", row.Overall is { } outcome ? PairRubric.Named(outcome) : null);
        if (rival?.Item is { } item)
        {
            json.WriteString("item", item);
        }

        if (rival?.Systems is var (first, second))
        {
            json.WriteString("system_1", first);
            json.WriteString("system_2", second);
        }
    }
}
