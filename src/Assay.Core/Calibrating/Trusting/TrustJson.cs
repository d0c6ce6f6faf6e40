using System.Text.Json;
using Assay.Calibrating.Correcting;
using Assay.Calibrating.Gates;
using Assay.Scoring.Judging;
using Assay.Surfacing;

namespace Assay.Calibrating.Trusting;

/// <summary>How right a judge is, as one JSON object.</summary>
public static class TrustJson
{
    /// <param name="corrected">Of a range; null: nobody labelled anything.</param>
    public static void Write(Utf8JsonWriter json, JudgeTrust trust, CorrectedPeriod? corrected)
    {
        json.WriteStartObject();
        json.WriteString("judge", trust.Subject.Judge);
        json.WriteString("judge_version", trust.Subject.JudgeVersion);
        json.WriteString("standing", trust.Level.ToSnakeCase());
        json.WriteBoolean("bars_declared", trust.HasBars);
        MeasureJson.WriteTexts(json, "advisory", trust.WhyAdvisory(null));
        json.WriteStartObject("criteria");
        foreach (CriterionTrust criterion in trust.Criteria)
        {
            json.WriteStartObject(criterion.Criterion);
            Write(json, criterion);
            CorrectionJson.Write(json, "corrected", corrected?.Of(criterion.Criterion));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CriterionTrust criterion)
    {
        json.WriteString("standing", criterion.Level.ToSnakeCase());
        MeasureJson.WriteTexts(json, "standing_reasons", criterion.Reasons);
        json.WriteNumber("items", criterion.Items);
        json.WriteNumber("unscored", criterion.Unscored);
        json.WriteNumber("disputed", criterion.Disputed);
        if (criterion.Latest is { } latest)
        {
            json.WriteString("latest", latest.UtcDateTime);
        }

        json.WriteStartArray("raters");
        foreach ((string rater, int labels) in criterion.Raters)
        {
            json.WriteStartObject();
            json.WriteString("name", rater);
            json.WriteNumber("labels", labels);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        MeasureJson.WriteObject(json, "agreement", criterion.Figures);
        MeasureJson.WriteObject(json, "human_ceiling", criterion.HumanCeiling);
        MeasureJson.WriteObject(json, "leave_one_out", criterion.LeaveOneOut);
        WriteChecks(json, criterion.Standing.Checks);
        WriteConfusion(json, criterion);
        WriteCalibration(json, criterion.Calibration);
        if (criterion.Length is { } length)
        {
            json.WriteStartObject("length");
            json.WriteNumber("judge", length.Judge);
            json.WriteNumber("human", length.Human);
            EstimateJson.Write(json, "excess", length.Excess);
            json.WriteEndObject();
        }

        WriteParts(json, "over_time", criterion.OverTime);
        WriteParts(json, "slices", criterion.Slices);
        if (criterion.ForKappa is { } needed)
        {
            json.WriteStartObject("labels_needed");
            json.WriteString("for", criterion.KappaName);
            json.WriteNumber("half_width", needed.HalfWidth);
            json.WriteNumber("wanted", needed.Wanted);
            json.WriteNumber("more", needed.More);
            json.WriteEndObject();
        }
    }

    private static void WriteChecks(Utf8JsonWriter json, IReadOnlyList<GateCheck> checks)
    {
        json.WriteStartArray("bars");
        foreach (GateCheck check in checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Name);
            json.WriteString("bar", check.Bar);
            EstimateJson.Write(json, "found", check.Found);
            if (check.Passes is { } passes)
            {
                json.WriteBoolean("passes", passes);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteConfusion(Utf8JsonWriter json, CriterionTrust criterion)
    {
        json.WriteStartArray("confusion");
        foreach (ConfusionCell cell in criterion.Confusion)
        {
            json.WriteStartObject();
            json.WriteString("human", criterion.Scale.Names[cell.Human]);
            json.WriteString("judge", criterion.Scale.Names[cell.Judge]);
            json.WriteNumber("n", cell.Items.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCalibration(Utf8JsonWriter json, IReadOnlyList<CalibrationBin> bins)
    {
        json.WriteStartArray("calibration");
        foreach (CalibrationBin bin in bins)
        {
            json.WriteStartObject();
            json.WriteNumber("judge", bin.Judge);
            EstimateJson.Write(json, "human", bin.Human);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter json, string name, IReadOnlyList<AgreementPart> parts)
    {
        json.WriteStartArray(name);
        foreach (AgreementPart part in parts)
        {
            json.WriteStartObject();
            if (part.Field is { } field)
            {
                json.WriteString("field", field);
            }

            json.WriteString("name", part.Name);
            json.WriteNumber("items", part.Items);
            EstimateJson.Write(json, "agreement", part.Agreement);
            EstimateJson.Write(json, "bias", part.Bias);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
