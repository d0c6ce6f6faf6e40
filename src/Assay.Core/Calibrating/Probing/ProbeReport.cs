using Assay.Calibrating.Probing.Readings;
using Assay.Surfacing;

namespace Assay.Calibrating.Probing;

/// <summary>What a probe found of a judge.</summary>
public sealed record ProbeReport
{
    private const double Crowded = 0.5;

    public required ProbePlan Plan { get; init; }

    public required IReadOnlyList<ProbeTestResult> Tests { get; init; }

    /// <summary>The share of questions that get the same verdict when asked again; null where none was asked twice.</summary>
    public Estimate? RepeatConsistency { get; init; }

    /// <summary>The share of planted faults that lower the score; null where none was planted.</summary>
    public Estimate? Sensitivity { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Biased where a limit is broken; unclear where no test could tell anything.</summary>
    public ProbeVerdict Outcome =>
        Tests.Any(t => t.Verdict == ProbeVerdict.Biased) ? ProbeVerdict.Biased
        : Tests.Any(t => t.Verdict == ProbeVerdict.Ok && t.Test != ProbeTest.NullAnswers) ? ProbeVerdict.Ok
        : ProbeVerdict.Unclear;

    public ProbeTestResult this[ProbeTest test] => Tests.First(t => t.Test == test);

    public static ProbeReport Of(ProbePlan plan, ProbeAnswers answers, ProbeLimits limits)
    {
        var table = new ProbeTable(plan, answers, limits);
        IReadOnlyList<ProbeTestResult> tests = ProbeDecision.Of(
        [
            PositionReading.Of(table), .. HarmlessReading.Of(table), SelfPreferenceReading.Of(table), RepeatReading.Of(table), .. AbuseReading.Of(table), .. FaultReading.Of(table),
        ]);
        return new ProbeReport
        {
            Plan = plan,
            Tests = tests,
            RepeatConsistency = tests.First(t => t.Test == ProbeTest.Repeat).Figure("repeat_consistency")?.Estimate,
            Sensitivity = FaultReading.Sensitivity(table),
            Warnings = [.. WarningsOf(table)],
        };
    }

    private static IEnumerable<string> WarningsOf(ProbeTable table)
    {
        if (table.Plan.ItemsLeftOut > 0)
        {
            yield return $"{table.Plan.ItemsLeftOut} items were left out to stay within the number of calls (--max-calls).";
        }

        double[] scores = [.. table.Plan.Items.Select(i => table.Answers.Score(ProbeSitting.Plain, i.Id)).OfType<double>()];
        int best = scores.Count(s => s >= table.Scale.Max - 1e-9);
        if (scores.Length > 0 && best > Crowded * scores.Length)
        {
            yield return $"{best} of {scores.Length} answers have the best score already: what makes a judge score higher cannot show on them. Probe it with answers of mixed quality.";
        }
    }
}
