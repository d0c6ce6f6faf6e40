using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Surfacing;

namespace Assay.Calibrating.Correcting;

/// <summary>Corrected means as the members of a JSON object.</summary>
public static class CorrectionJson
{
    public static void Write(Utf8JsonWriter json, CorrectedMean corrected)
    {
        json.WriteString("method", corrected.Method.ToSnakeCase());
        EstimateJson.Write(json, "corrected", corrected.Corrected);
        EstimateJson.Write(json, "raw", corrected.Raw);
        EstimateJson.Write(json, "labels_only", corrected.LabelsOnly);
        EstimateJson.Write(json, "ppi", corrected.Ppi);
        json.WriteNumber("labels", corrected.Corrected.N);
        json.WriteNumber("judged", corrected.Judged);
        json.WriteNumber("lambda", corrected.Lambda);
        if (corrected.LabelGain is { } gain)
        {
            json.WriteNumber("label_gain", gain);
        }

        json.WriteBoolean("judge_adds_nothing", corrected.JudgeAddsNothing);
        json.WriteStartArray("strata");
        foreach ((string stratum, int labels, int judged, double mean) in corrected.Strata)
        {
            json.WriteStartObject();
            json.WriteString("stratum", stratum);
            json.WriteNumber("labels", labels);
            json.WriteNumber("judged", judged);
            json.WriteNumber("mean", mean);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A corrected mean, or why there is none, as members.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Correction correction)
    {
        switch (correction)
        {
            case Correction.Known { Mean: var mean }:
                Write(json, mean);
                MeasureJson.WriteTexts(json, "warnings", mean.Warnings);
                break;
            case Correction.Absent absent:
                json.WriteNumber("labels", absent.Labels);
                json.WriteString("undefined", absent.Reason);
                break;
        }
    }

    /// <summary>As one member; absent where nobody labelled anything.</summary>
    public static void Write(Utf8JsonWriter json, string name, CorrectedCriterion? corrected)
    {
        if (corrected is not null)
        {
            json.WriteStartObject(name);
            WriteMembers(json, corrected.Mean);
            json.WriteEndObject();
        }
    }

    public static void Write(Utf8JsonWriter json, RoganGladen transferred, Estimate raw)
    {
        json.WriteString("method", "rogan_gladen");
        EstimateJson.Write(json, "corrected", transferred.Share);
        EstimateJson.Write(json, "raw", raw);
        EstimateJson.Write(json, "youden_j", transferred.Youden);
        if (transferred.Reason is { } reason)
        {
            json.WriteString("undefined", reason);
        }
    }
}
