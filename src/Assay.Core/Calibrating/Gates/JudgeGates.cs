using System.Globalization;
using Assay.Surfacing;

namespace Assay.Calibrating.Gates;

/// <summary>Holds what was measured of a judge against the bars that were declared for it.</summary>
public static class JudgeGates
{
    /// <summary>
    /// A judge is trusted when it agrees with people (by kappa or by the alt-test) and misses nothing else that was measured. Where
    /// agreement was not measured it is advisory: not knowing is no reason to trust.
    /// </summary>
    public static JudgeStanding Check(JudgeEvidence evidence, JudgeBars bars)
    {
        bool? byKappa = evidence.Kappa is { } kappa ? kappa.Mean >= bars.Kappa && kappa.Low >= bars.KappaLow : null;
        bool? byTest = evidence.WinningRate is { } rate ? rate >= bars.WinningRate : null;
        GateCheck[] checks =
        [
            new GateCheck("kappa", $"at least {Number(bars.Kappa)}, and not below {Number(bars.KappaLow)} by its interval", evidence.Kappa, byKappa),
            new GateCheck("alt_test", $"instead of kappa: a winning rate of at least {Number(bars.WinningRate)}", evidence.WinningRate is { } w ? new Estimate(w, null, null, 0) : null, byTest),
            AtLeast("youden_j", evidence.Youden, bars.Youden),
            AtLeast("sensitivity", evidence.TruePositiveRate, bars.Rates),
            AtLeast("specificity", evidence.TrueNegativeRate, bars.Rates),
            new GateCheck("mean_bias", $"at most {Number(bars.Bias)} points either way", evidence.Bias, evidence.Bias is { } bias ? Math.Abs(bias.Mean) <= bars.Bias : null),
            AtLeast("repeat_consistency", evidence.RepeatConsistency, bars.RepeatConsistency),
            AtLeast("planted_faults_found", evidence.Sensitivity, bars.Sensitivity),
        ];
        List<string> reasons = [.. checks.Skip(2).Where(c => c.Passes == false).Select(c => $"{c.Name} is {Number(c.Found!.Mean)}, but must be {c.Bar}")];
        if (byKappa is null && byTest is null)
        {
            reasons.Insert(0, "its agreement with people was not measured");
        }
        else if (byKappa != true && byTest != true)
        {
            reasons.Insert(0, evidence.Kappa is { } found
                ? $"kappa is {Number(found.Mean)}{(found.Low is { } low ? $" (not below {Number(low)} by its interval)" : " (without an interval)")}, but must be {checks[0].Bar}"
                : $"it wins {Number(evidence.WinningRate!.Value)} of the alt-test, but must win {Number(bars.WinningRate)}");
        }

        return reasons.Count == 0 ? new JudgeStanding.Trusted(checks) : new JudgeStanding.Advisory(checks, reasons);
    }

    private static GateCheck AtLeast(string name, Estimate? found, double bar) => new(name, $"at least {Number(bar)}", found, found is null ? null : found.Mean >= bar);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
