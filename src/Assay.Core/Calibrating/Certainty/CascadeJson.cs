using System.Text.Json;
using Assay.Surfacing;

namespace Assay.Calibrating.Certainty;

/// <summary>A cascade's certificate as the members of a JSON object.</summary>
public static class CascadeJson
{
    public static void Write(Utf8JsonWriter json, CascadeReport report)
    {
        json.WriteNumber("target", report.Goal.Target);
        json.WriteNumber("delta", report.Goal.Delta);
        json.WriteNumber("gold", report.Gold);
        MeasureJson.WriteTexts(json, "judges", report.Judges);
        json.WriteBoolean("certified", report.Certificate is not null);
        Write(json, "certificate", report.Certificate);
        if (report.Refusal is { } refusal)
        {
            json.WriteString("refusal", refusal);
        }

        json.WriteStartArray("alone");
        foreach (CascadeReport.Alone alone in report.Each)
        {
            json.WriteStartObject();
            json.WriteString("judge", alone.Judge);
            EstimateJson.Write(json, "accuracy", alone.Accuracy);
            Write(json, "certificate", alone.Certificate);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        MeasureJson.WriteTexts(json, "warnings", report.Warnings);
    }

    private static void Write(Utf8JsonWriter json, string name, CascadeCertificate? certificate)
    {
        if (certificate is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteStartArray("stages");
        foreach (CascadeCertificate.Stage stage in certificate.Stages)
        {
            json.WriteStartObject();
            json.WriteString("judge", stage.Judge);
            if (stage.Threshold is { } threshold)
            {
                json.WriteNumber("threshold", threshold);
            }

            json.WriteNumber("share", stage.Share);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("risk_bound", certificate.RiskBound);
        json.WriteNumber("tested", certificate.Tested);
        json.WriteNumber("calibrated", certificate.Calibrated);
        EstimateJson.Write(json, "coverage", certificate.Coverage);
        EstimateJson.Write(json, "agreement", certificate.Agreement);
        if (certificate.CostPerItem is { } cost)
        {
            json.WriteNumber("cost_per_item_usd", cost);
        }

        if (certificate.CostOfLast is { } last)
        {
            json.WriteNumber("cost_of_last_judge_usd", last);
        }

        json.WriteEndObject();
    }
}
