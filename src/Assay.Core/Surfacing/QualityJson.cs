using System.Text.Json;
using Assay.Calibrating.Correcting;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Surfacing.Reporting;

namespace Assay.Surfacing;

/// <summary>Quality over a range as one JSON object.</summary>
public static class QualityJson
{
    /// <param name="quality">Null where the judge judged nothing in the range.</param>
    /// <param name="criterion">Only this one; null: all.</param>
    /// <param name="corrected">What people would say, where somebody labelled something.</param>
    public static byte[] Write(QualityQuery query, Quality? quality, string? criterion, CorrectedPeriod? corrected)
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
                Write(json, quality, criterion, corrected);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Quality quality, string? criterion, CorrectedPeriod? corrected)
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
            EstimateJson.Write(json, "mean", scores.Mean());
            EstimateJson.Write(json, "low_share", LowBar.Usual.ShareOf(scores));
            CorrectionJson.Write(json, "corrected", corrected?.Of(scores.Criterion));
            EstimateJson.WriteDesignEffect(json, scores);
            EstimateJson.WriteHistogram(json, scores);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
