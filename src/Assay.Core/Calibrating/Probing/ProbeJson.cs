using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Surfacing;

namespace Assay.Calibrating.Probing;

/// <summary>What a probe found, as JSON members. <c>repeat_consistency</c> and <c>sensitivity</c> are evidence for the gates of a judge.</summary>
public static class ProbeJson
{
    public static void Write(Utf8JsonWriter json, ProbeReport report)
    {
        Judge judge = report.Plan.Judge;
        json.WriteString("judge", judge.Name);
        json.WriteString("judge_version", judge.Version);
        json.WriteString("model", judge.Model.ToString());
        json.WriteBoolean("heuristic", judge.Model.IsHeuristic);
        json.WriteString("outcome", report.Outcome.ToSnakeCase());
        json.WriteString("items_from", report.Plan.Set.Source);
        json.WriteNumber("items", report.Plan.Items.Count);
        json.WriteNumber("pairs", report.Plan.Pairs.Count);
        EstimateJson.Write(json, "repeat_consistency", report.RepeatConsistency);
        EstimateJson.Write(json, "sensitivity", report.Sensitivity);
        json.WriteStartArray("tests");
        foreach (ProbeTestResult test in report.Tests)
        {
            Write(json, test);
        }

        json.WriteEndArray();
        MeasureJson.WriteTexts(json, "warnings", report.Warnings);
    }

    private static void Write(Utf8JsonWriter json, ProbeTestResult test)
    {
        json.WriteStartObject();
        json.WriteString("name", test.Test.ToSnakeCase());
        json.WriteString("verdict", test.Verdict.ToSnakeCase());
        json.WriteString("why", test.Why);
        foreach (ProbeFigure figure in test.Figures)
        {
            EstimateJson.Write(json, figure.Name, figure.Estimate);
        }

        if (test.McNemar is { } p)
        {
            json.WriteNumber("mcnemar_p", p);
        }

        json.WriteStartObject("limits");
        foreach (ProbeFigure figure in test.Figures.Where(f => f.Limit is not null))
        {
            json.WriteString(figure.Name, figure.Limit!.Text);
        }

        json.WriteEndObject();
        json.WriteStartObject("missing");
        foreach ((string reason, long count) in test.Missing.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(reason, count);
        }

        json.WriteEndObject();
        if (test.Generators.Count > 0)
        {
            json.WriteStartArray("generators");
            foreach ((string generator, bool isOwn, Estimate mean) in test.Generators)
            {
                json.WriteStartObject();
                json.WriteString("generator", generator);
                json.WriteBoolean("own_family", isOwn);
                EstimateJson.Write(json, "mean", mean);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
