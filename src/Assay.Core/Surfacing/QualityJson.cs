using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Surfacing;

/// <summary>Quality over a range as one JSON object.</summary>
public static class QualityJson
{
    /// <param name="quality">Null where the judge judged nothing in the range.</param>
    /// <param name="criterion">Only this one; null: all.</param>
    public static byte[] Write(QualityQuery query, Quality? quality, string? criterion)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("range");
            json.WriteString("from", query.From);
            json.WriteString("to", query.To);
            json.WriteEndObject();
            json.WriteString("judge", query.Judge);
            if (quality is not null)
            {
                Write(json, quality, criterion);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Quality quality, string? criterion)
    {
        json.WriteString("judge_version", quality.JudgeVersion);
        json.WriteStartArray("other_versions");
        foreach (string version in quality.OtherVersions)
        {
            json.WriteStringValue(version);
        }

        json.WriteEndArray();
        json.WriteStartObject("coverage");
        foreach (OutcomeState state in Enum.GetValues<OutcomeState>().Where(quality.Outcomes.ContainsKey))
        {
            json.WriteNumber(state.ToSnakeCase(), quality.Count(state));
        }

        if (quality.Coverage is { } coverage)
        {
            json.WriteNumber("share", coverage);
        }

        json.WriteEndObject();
        json.WriteStartObject("criteria");
        foreach (ScoreHistogram scores in quality.Scores.Where(s => criterion is null || s.Criterion == criterion))
        {
            json.WriteStartObject(scores.Criterion);
            Write(json, "mean", scores.Mean());
            Write(json, "low_share", Quality.LowShare(scores));
            if (scores.DesignEffect > 1)
            {
                json.WriteNumber("design_effect", scores.DesignEffect);
            }

            json.WriteStartArray("histogram");
            foreach ((double score, long count) in scores.Counts)
            {
                json.WriteStartObject();
                json.WriteNumber("score", score);
                json.WriteNumber("n", count);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Over nothing there is no estimate, and so no member.</summary>
    private static void Write(Utf8JsonWriter json, string name, Estimate? estimate)
    {
        if (estimate is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("value", estimate.Mean);
        if (estimate is { Low: { } low, High: { } high })
        {
            json.WriteStartArray("ci95");
            json.WriteNumberValue(low);
            json.WriteNumberValue(high);
            json.WriteEndArray();
        }

        json.WriteNumber("n", estimate.N);
        json.WriteEndObject();
    }
}
