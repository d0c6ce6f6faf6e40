using System.Text.Json;
using Assay.Calibrating.Correcting;
using Assay.Calibrating.Pairwise;
using Assay.Gating.Looking;
using Assay.Gating.Prompts;
using Assay.Gating.Statistics;
using Assay.Scoring.Judging;
using Assay.Surfacing;

namespace Assay.Gating;

/// <summary>A gate as JSON members.</summary>
public static class GateJson
{
    public static void Write(Utf8JsonWriter json, GateReport report)
    {
        GateResult result = report.Result;
        json.WriteString("outcome", result.Outcome.ToSnakeCase());
        WriteTexts(json, "reasons", result.Reasons);
        if (result.Main is { } main)
        {
            WriteComparison(json, main);
        }

        if (report.Pairs is { } pairs)
        {
            EstimateJson.Write(json, "win_rate", result.Main?.Now);
            json.WriteStartObject("pairwise");
            PairwiseJson.Write(json, pairs);
            json.WriteEndObject();
        }

        json.WriteNumber("cases", result.Cases.Count);
        json.WriteNumber("judged", result.Judged);
        if (result.Coverage is { } coverage)
        {
            json.WriteNumber("coverage", coverage);
        }

        json.WriteNumber("unchanged", result.Unchanged);
        json.WriteNumber("new", result.New);
        json.WriteNumber("missing", result.Missing);
        json.WriteStartObject("not_judged");
        foreach ((string reason, int count) in result.NotJudged)
        {
            json.WriteNumber(reason, count);
        }

        json.WriteEndObject();
        WriteCriteria(json, "criteria", result.Criteria);
        WriteCriteria(json, "bars", result.Bars);
        WriteGroups(json, result.Groups);
        WriteMustPass(json, result.MustPass);
        WriteFlips(json, result.Flips);
        WriteLook(json, result.Look);
        WriteTexts(json, "warnings", result.Warnings);
        json.WriteNumber("samples", result.Samples);
        WriteTexts(json, "advisory", report.Advisory);
        WriteCorrected(json, report.Corrected);
        WriteAccount(json, report);
    }

    private static void WriteCorrected(Utf8JsonWriter json, IReadOnlyList<CorrectedSide> corrected)
    {
        json.WriteStartArray("corrected");
        foreach (CorrectedSide side in corrected)
        {
            json.WriteStartObject();
            json.WriteString("outputs", side.Outputs);
            json.WriteString("criterion", side.Scale.Criterion);
            CorrectionJson.WriteMembers(json, side.Mean);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAccount(Utf8JsonWriter json, GateReport report)
    {
        if (report.Number is { } number)
        {
            json.WriteNumber("gate", number);
        }

        json.WriteString("candidate", report.Candidate);
        if (report.Baseline is { } baseline)
        {
            json.WriteString("baseline", baseline);
        }

        WritePrompt(json, "prompt", report.MadeWith);
        WritePrompt(json, "baseline_prompt", report.BaselineMadeWith);
        if (report.Asked is { } asked)
        {
            json.WriteStartObject("asked");
            json.WriteNumber("calls", asked.Calls);
            json.WriteNumber("cached", asked.Cached);
            if (asked.CostUsd is { } usd)
            {
                json.WriteNumber("cost_usd", usd);
            }

            json.WriteEndObject();
        }

        if (report.Run is { } run)
        {
            json.WriteNumber("run", run);
        }

        if (report.BaselineRun is { } before)
        {
            json.WriteNumber("baseline_run", before);
        }

        json.WriteString("judge", report.Judge);
        json.WriteString("judge_version", report.JudgeVersion);
        json.WriteString("model", report.Model);
        json.WriteBoolean("heuristic", report.IsHeuristic);
        json.WriteNumber("calls", report.Calls);
        json.WriteNumber("cached", report.Cached);
        json.WriteNumber("cost_usd", report.CostUsd);
        json.WriteNumber("seconds", Math.Round(report.Seconds, 3));
        json.WriteNumber("exit_code", report.ExitCode);
    }

    private static void WritePrompt(Utf8JsonWriter json, string name, PromptIdentity? prompt)
    {
        if (prompt is null)
        {
            return;
        }

        json.WriteStartObject(name);
        if (prompt.Name is { } file)
        {
            json.WriteString("name", file);
        }

        json.WriteString("version", prompt.Version);
        if (prompt.Model is { } model)
        {
            json.WriteString("model", model);
        }

        json.WriteEndObject();
    }

    private static void WriteCriteria(Utf8JsonWriter json, string name, IReadOnlyList<Comparison> comparisons)
    {
        json.WriteStartObject(name);
        foreach (Comparison comparison in comparisons)
        {
            json.WriteStartObject(comparison.Scale.Criterion);
            WriteComparison(json, comparison);
            WriteMeans(json, comparison);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteGroups(Utf8JsonWriter json, IReadOnlyList<Comparison> groups)
    {
        json.WriteStartArray("groups");
        foreach (Comparison group in groups)
        {
            json.WriteStartObject();
            json.WriteString("field", group.Group!.Value.Field);
            json.WriteString("value", group.Group.Value.Value);
            WriteComparison(json, group);
            WriteMeans(json, group);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteComparison(Utf8JsonWriter json, Comparison comparison)
    {
        if (comparison.Shift is { } shift)
        {
            EstimateJson.Write(json, "difference", new Difference(shift.Value, shift.Low, shift.High, shift.N));
        }

        json.WriteNumber("margin", comparison.Margin);
        if (comparison.Shift?.Detectable is { } detectable)
        {
            json.WriteNumber("minimum_detectable_effect", detectable);
        }
    }

    private static void WriteMeans(Utf8JsonWriter json, Comparison comparison)
    {
        json.WriteString("standing", comparison.Standing.ToSnakeCase());
        json.WriteBoolean("decides", comparison.IsDeciding);
        if (comparison.Shift is not null)
        {
            json.WriteNumber("p_worse", comparison.WorseP);
        }

        if (comparison.Bar is { } bar)
        {
            json.WriteNumber("min", bar);
        }

        EstimateJson.Write(json, "before", comparison.Before);
        EstimateJson.Write(json, "now", comparison.Now);
    }

    private static void WriteLook(Utf8JsonWriter json, LookTaken? look)
    {
        if (look is null)
        {
            return;
        }

        json.WriteStartObject("early_stop");
        json.WriteNumber("look", look.Number);
        json.WriteNumber("looks", look.Of);
        json.WriteNumber("cases", look.Cases);
        json.WriteNumber("all_cases", look.AllCases);
        json.WriteString("spending", look.Spending.ToSnakeCase());
        json.WriteBoolean("futile", look.IsFutile);
        if (look.Saved is { } saved)
        {
            json.WriteNumber("calls_saved", saved.Calls);
            json.WriteNumber("usd_saved", saved.Usd);
        }

        json.WriteEndObject();
    }

    private static void WriteMustPass(Utf8JsonWriter json, MustPass? must)
    {
        if (must is null)
        {
            return;
        }

        json.WriteStartObject("must_pass");
        json.WriteNumber("score", must.Score);
        json.WriteNumber("times", must.Times);
        json.WriteNumber("passed", must.Passed.Count);
        WriteTexts(json, "failed", must.Failed);
        WriteTexts(json, "not_judged", must.NotJudged);
        json.WriteEndObject();
    }

    private static void WriteFlips(Utf8JsonWriter json, IReadOnlyList<Flip> flips)
    {
        json.WriteStartArray("flips");
        foreach (Flip flip in flips)
        {
            json.WriteStartObject();
            json.WriteString("id", flip.Id);
            json.WriteNumber("before", flip.Before);
            json.WriteNumber("now", flip.Now);
            json.WriteNumber("difference", flip.Difference);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
