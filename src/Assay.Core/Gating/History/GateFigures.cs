using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Surfacing;

namespace Assay.Gating.History;

/// <summary>What a kept report says.</summary>
public sealed record GateFigures
{
    public required GateOutcome Outcome { get; init; }

    public required int ExitCode { get; init; }

    public required IReadOnlyList<string> Reasons { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required string Candidate { get; init; }

    public string? Baseline { get; init; }

    /// <summary>The run whose outputs were gated: what can be a baseline later.</summary>
    public long? Run { get; init; }

    public long? BaselineRun { get; init; }

    public required string Judge { get; init; }

    public required string JudgeVersion { get; init; }

    public required string Model { get; init; }

    /// <inheritdoc cref="GateReport.IsHeuristic"/>
    public required bool IsHeuristic { get; init; }

    public required int Cases { get; init; }

    public required int Judged { get; init; }

    public required long Calls { get; init; }

    public required long Cached { get; init; }

    public required decimal CostUsd { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Criteria first, then groups, then bars.</summary>
    public required IReadOnlyList<GateLine> Lines { get; init; }

    public required IReadOnlyList<Flip> Flips { get; init; }

    /// <summary>How many could not be judged, by reason.</summary>
    public required IReadOnlyDictionary<string, int> NotJudged { get; init; }

    /// <summary>What the gate looked at first; null where nothing was compared and no bar was to be held.</summary>
    public GateLine? Main => Lines.Count > 0 ? Lines[0] : null;

    /// <param name="report">As <see cref="GateJson"/> writes it.</param>
    public static GateFigures Read(string report)
    {
        JsonElement gate = JsonElement.Parse(report);
        return new GateFigures
        {
            Outcome = SnakeCase.Parse<GateOutcome>(gate.GetProperty("outcome").GetString()!),
            ExitCode = gate.GetProperty("exit_code").GetInt32(),
            Reasons = Texts(gate, "reasons"),
            Warnings = Texts(gate, "warnings"),
            Candidate = gate.GetProperty("candidate").GetString()!,
            Baseline = gate.TryGetProperty("baseline", out JsonElement baseline) ? baseline.GetString() : null,
            Run = Whole(gate, "run"),
            BaselineRun = Whole(gate, "baseline_run"),
            Judge = gate.GetProperty("judge").GetString()!,
            JudgeVersion = gate.GetProperty("judge_version").GetString()!,
            Model = gate.GetProperty("model").GetString()!,
            IsHeuristic = gate.GetProperty("heuristic").GetBoolean(),
            Cases = gate.GetProperty("cases").GetInt32(),
            Judged = gate.GetProperty("judged").GetInt32(),
            Calls = gate.GetProperty("calls").GetInt64(),
            Cached = gate.GetProperty("cached").GetInt64(),
            CostUsd = gate.GetProperty("cost_usd").GetDecimal(),
            Seconds = gate.GetProperty("seconds").GetDouble(),
            Lines =
            [
                .. gate.GetProperty("criteria").EnumerateObject().Select(c => GateLine.Read(c.Name, c.Value)),
                .. gate.GetProperty("groups").EnumerateArray().Select(g => GateLine.Read($"{g.GetProperty("field").GetString()}={g.GetProperty("value").GetString()}", g)),
                .. gate.GetProperty("bars").EnumerateObject().Select(b => GateLine.Read(b.Name, b.Value)),
            ],
            Flips = [.. gate.GetProperty("flips").EnumerateArray().Select(f => new Flip(f.GetProperty("id").GetString()!, f.GetProperty("before").GetDouble(), f.GetProperty("now").GetDouble()))],
            NotJudged = gate.GetProperty("not_judged").EnumerateObject().ToDictionary(r => r.Name, r => r.Value.GetInt32(), StringComparer.Ordinal),
        };
    }

    private static string[] Texts(JsonElement gate, string name) => [.. gate.GetProperty(name).EnumerateArray().Select(t => t.GetString()!)];

    private static long? Whole(JsonElement gate, string name) => gate.TryGetProperty(name, out JsonElement number) ? number.GetInt64() : null;
}

/// <summary>One mean of a kept report, and how it stood.</summary>
/// <param name="Name">The criterion, or a group as <c>field=value</c>.</param>
public sealed record GateLine(string Name, Standing Standing, double Margin)
{
    public Estimate? Before { get; init; }

    public Estimate? Now { get; init; }

    public Difference? Change { get; init; }

    /// <summary>What it must hold, where it is a bar.</summary>
    public double? Bar { get; init; }

    public double? Detectable { get; init; }

    internal static GateLine Read(string name, JsonElement line) => new(name, SnakeCase.Parse<Standing>(line.GetProperty("standing").GetString()!), line.GetProperty("margin").GetDouble())
    {
        Before = EstimateJson.Read(line, "before"),
        Now = EstimateJson.Read(line, "now"),
        Change = EstimateJson.ReadDifference(line, "difference"),
        Bar = line.TryGetProperty("min", out JsonElement bar) ? bar.GetDouble() : null,
        Detectable = line.TryGetProperty("minimum_detectable_effect", out JsonElement detectable) ? detectable.GetDouble() : null,
    };
}
