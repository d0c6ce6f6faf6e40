using System.Collections.Concurrent;
using System.Globalization;
using Assay.Calibrating.Probing;
using Assay.Simulator;
using Assay.Tests.Calibrating.Probing;

namespace Assay.Benchmarks;

/// <summary>How often a probe recovers biases that simulated judges are known to have, and how often it finds one where there is none.</summary>
internal static class ProbeRecovery
{
    private const int OtherSeeds = 1_000_000;

    private static readonly SimulatorOptions Quiet = new() { Noise = 0, RepeatNoise = 0.01 };
    private static readonly SimulatorOptions Noisy = new() { Noise = 0, RepeatNoise = 0.05 };

    private static readonly (string Judge, SimulatorOptions Options, (string Name, ProbeTest Test, string Figure, double? Declared)[] Figures)[] Cases =
    [
        ("liking for the first place .06, noise .05", Noisy with { PositionBias = 0.06 }, [("position", ProbeTest.Position, "first_shown_preference", null), ("conflicts", ProbeTest.Position, "conflicts", null)]),
        ("liking for length .06, noise .05", Noisy with { LengthBias = 0.06 }, [("per doubling", ProbeTest.Verbosity, "change_per_doubling", 0.24), ("restatement", ProbeTest.Verbosity, "score_change", null)]),
        ("noise .05 from call to call", Noisy, [("repeat consistency", ProbeTest.Repeat, "repeat_consistency", null)]),
        ("noise .02 from call to call", Noisy with { RepeatNoise = 0.02 }, [("repeat consistency", ProbeTest.Repeat, "repeat_consistency", null)]),
        ("all three at once", Noisy with { PositionBias = 0.06, LengthBias = 0.06 }, [("position", ProbeTest.Position, "first_shown_preference", null), ("per doubling", ProbeTest.Verbosity, "change_per_doubling", 0.24), ("repeat consistency", ProbeTest.Repeat, "repeat_consistency", null)]),
        ("likings .1 for Markdown, crowds, authority, order", Noisy with { FormatBias = 0.1, BandwagonBias = 0.1, AuthorityBias = 0.1, OrderBias = 0.1 },
            [("bandwagon", ProbeTest.Bandwagon, "score_change", 0.4), ("authority", ProbeTest.Authority, "score_change", 0.4), ("rubric order", ProbeTest.RubricOrder, "score_change", 0.4), ("format", ProbeTest.Format, "score_change", 0.4)]),
    ];

    public static async Task<int> RunAsync(int seeds)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{SimulatedProbe.Plan.Calls} calls a probe, {SimulatedProbe.Plan.Items.Count} items, {seeds} seeds; truth: the mean of as many other seeds"));
        Console.WriteLine("| simulated judge | figure | declared | truth | in its interval | declared in it | called biased |");
        Console.WriteLine("|---|---|--:|--:|--:|--:|--:|");
        foreach ((string judge, SimulatorOptions options, var figures) in Cases)
        {
            ProbeReport[] others = await ReportsAsync(options, OtherSeeds, seeds);
            ProbeReport[] reports = await ReportsAsync(options, 0, seeds);
            foreach ((string name, ProbeTest test, string figure, double? declared) in figures)
            {
                double truth = others.Average(r => r[test].Figure(figure)!.Estimate.Mean);
                double covered = Share(reports, r => Holds(r, test, figure, truth));
                string known = declared is { } value ? string.Create(CultureInfo.InvariantCulture, $"{Share(reports, r => Holds(r, test, figure, value)):0.0 %}") : "";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {judge} | {name} | {declared:0.00} | {truth:0.000} | {covered:0.0 %} | {known} | {Share(reports, r => r[test].Verdict == ProbeVerdict.Biased):0.0 %} |"));
            }
        }

        ProbeReport[] quiet = await ReportsAsync(Quiet, 0, seeds);
        ProbeReport[] noisy = await ReportsAsync(Noisy, 0, seeds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a judge without bias, noise .01: passes {Share(quiet, r => r.Outcome == ProbeVerdict.Ok):0.0 %}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a judge without bias, noise .05: no test but that of repeats is broken {Share(noisy, r => r.Tests.All(t => t.Test == ProbeTest.Repeat || t.Verdict != ProbeVerdict.Biased)):0.0 %}"));
        return 0;
    }

    private static async Task<ProbeReport[]> ReportsAsync(SimulatorOptions options, int first, int seeds)
    {
        var reports = new ConcurrentBag<ProbeReport>();
        await Parallel.ForEachAsync(Enumerable.Range(first, seeds), async (seed, _) => reports.Add(await SimulatedProbe.RunAsync(options with { Seed = seed })));
        return [.. reports];
    }

    private static bool Holds(ProbeReport report, ProbeTest test, string figure, double value) =>
        report[test].Figure(figure)!.Estimate is { Low: { } low, High: { } high } && low <= value && value <= high;

    private static double Share(ProbeReport[] reports, Func<ProbeReport, bool> holds) => (double)reports.Count(holds) / reports.Length;
}
