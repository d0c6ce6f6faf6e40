using System.Globalization;
using Assay.Surfacing;

namespace Assay.Calibrating.Gates;

/// <summary>Holds what was measured of a judge against the bars that were declared for it.</summary>
public static class JudgeGates
{
    /// <summary>
    /// A judge is trusted when it agrees with people (by kappa or by the alt-test) and misses nothing else that was measured or is
    /// required. Where agreement was not measured it is advisory: not knowing is no reason to trust.
    /// </summary>
    public static JudgeStanding Check(JudgeEvidence evidence, JudgeBars bars)
    {
        GateCheck kappa = OfKappa(evidence.Kappa, bars);
        var test = new GateCheck(
            CheckName.AltTest, bars.WinningRate is { } rate ? $"instead of kappa: a winning rate of at least {Number(rate)}" : "not held",
            evidence.WinningRate is { } won ? new Estimate(won, null, null, 0) : null, evidence.WinningRate is { } wins && bars.WinningRate is { } least ? wins >= least : null);
        GateCheck[] others =
        [
            AtLeast(CheckName.Youden, evidence.Youden, bars.Youden),
            AtLeast(CheckName.TruePositives, evidence.TruePositiveRate, bars.Rates),
            AtLeast(CheckName.TrueNegatives, evidence.TrueNegativeRate, bars.Rates),
            new GateCheck(
                CheckName.Bias, bars.Bias is { } most ? $"at most {Number(most)} points either way" : "not held",
                evidence.Bias, evidence.Bias is { } bias && bars.Bias is { } off ? Math.Abs(bias.Mean) <= off : null),
            AtLeast(CheckName.Consistency, evidence.RepeatConsistency, bars.RepeatConsistency),
            AtLeast(CheckName.PlantedFaults, evidence.Sensitivity, bars.Sensitivity),
        ];
        List<string> reasons =
        [
            .. Agreement(kappa, test, bars),
            .. others.Where(c => c.Passes == false).Select(c => $"{c.Name} is {Number(c.Found!.Mean)}, but must be {c.Bar}"),
            .. others.Where(c => c.Found is null && bars.Required.Contains(c.Name)).Select(c => $"{c.Name} was not measured, but must be {c.Bar}"),
        ];
        GateCheck[] checks = [kappa, test, .. others];
        return reasons.Count == 0 ? new JudgeStanding.Trusted(checks) : new JudgeStanding.Advisory(checks, reasons);
    }

    private static IEnumerable<string> Agreement(GateCheck kappa, GateCheck test, JudgeBars bars)
    {
        if (kappa.Passes == true || test.Passes == true || (bars.Kappa is null && bars.WinningRate is null))
        {
            yield break;
        }

        yield return kappa.Passes is null && test.Passes is null ? "its agreement with people was not measured"
            : kappa.Passes == false ? $"kappa is {Number(kappa.Found!.Mean)}{(kappa.Found.Low is { } low ? $" (not below {Number(low)} by its interval)" : " (without an interval)")}, but must be {kappa.Bar}"
            : $"it wins {Number(test.Found!.Mean)} of the alt-test, but must win {Number(bars.WinningRate!.Value)}";
    }

    private static GateCheck OfKappa(Estimate? found, JudgeBars bars) => bars.Kappa is not { } bar
        ? new GateCheck(CheckName.Kappa, "not held", found, null)
        : new GateCheck(
            CheckName.Kappa, $"at least {Number(bar)}{(bars.KappaLow is { } low ? $", and not below {Number(low)} by its interval" : "")}",
            found, found is null ? null : found.Mean >= bar && (bars.KappaLow is null || found.Low >= bars.KappaLow));

    private static GateCheck AtLeast(string name, Estimate? found, double? bar) => bar is not { } least
        ? new GateCheck(name, "not held", found, null)
        : new GateCheck(name, $"at least {Number(least)}", found, found is null ? null : found.Mean >= least);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
