using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Surfacing;

namespace Assay.Calibrating.Juries;

/// <summary>A jury's figures as the members of a JSON object.</summary>
public static class JuryJson
{
    public static void Write(Utf8JsonWriter json, JuryReport report)
    {
        json.WriteNumber("items", report.N);
        json.WriteStartArray("members");
        foreach (JuryReport.Member member in report.Members)
        {
            json.WriteStartObject();
            json.WriteString("judge", member.Name);
            EstimateJson.Write(json, "accuracy", member.Accuracy);
            json.WriteNumber("weight", member.Weight);
            EstimateJson.Write(json, "jury_without", member.WithoutIt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("error_correlation");
        if (report.Errors.Mean is { } mean)
        {
            json.WriteNumber("mean", mean);
        }

        json.WriteStartArray("pairs");
        foreach ((string a, string b, Statistic value) in report.Errors.Pairs)
        {
            json.WriteStartObject();
            json.WriteString("a", a);
            json.WriteString("b", b);
            if (value.ValueOrNull is { } number)
            {
                json.WriteNumber("value", number);
            }
            else
            {
                json.WriteString("undefined", value.Reason);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        if (report.Errors.EffectiveJudges is { } effective)
        {
            json.WriteNumber("effective_judges", effective);
        }

        json.WriteStartObject("rules");
        foreach ((JuryRule rule, Estimate accuracy) in report.Rules)
        {
            EstimateJson.Write(json, rule.ToSnakeCase(), accuracy);
        }

        json.WriteEndObject();
        EstimateJson.Write(json, "unanimous_accuracy", report.Unanimous);
        EstimateJson.Write(json, "split_accuracy", report.Split);
        json.WriteStartObject("best_member");
        json.WriteString("judge", report.BestMember.Name);
        json.WriteString("rule", report.BestMember.Rule.ToSnakeCase());
        EstimateJson.Write(json, "gain", report.BestMember.Gain);
        json.WriteEndObject();
        MeasureJson.WriteTexts(json, "warnings", report.Warnings);
    }
}
