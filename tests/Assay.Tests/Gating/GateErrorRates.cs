using Assay.Gating;
using Assay.Gating.Looking;

namespace Assay.Tests.Gating;

/// <summary>How often gates are wrong: they fail where nothing changed, and miss a fall as large as they said they would see.</summary>
/// <param name="WronglyFailed">Of gates between two equals.</param>
/// <param name="Seen">Of gates whose candidate fell by what a gate before them said it could see, how many told that it fell.</param>
internal sealed record GateErrorRates(int Gates, int WronglyFailed, int Seen, int Passed)
{
    public double FalseFailures => (double)WronglyFailed / Gates;

    public double Power => (double)Seen / Gates;

    /// <summary>Of its cases that a gate between equals judges, on average; and one after such a fall.</summary>
    public (double Equal, double Fallen) Judged { get; init; }

    /// <summary>Intervals of the first gates that do not hold what is true: that nothing changed.</summary>
    public double Missed { get; init; }

    public static GateErrorRates Of(ICaseSource cases, GateTerms terms, int gates, int seed)
    {
        var gate = new Gate(cases.Scales, terms, cases.Samples);
        (int failed, int seen, int passed, int missed) = (0, 0, 0, 0);
        (double equal, double fallen) = (0, 0);
        for (int i = 0; i < gates; i++)
        {
            var random = new Random(seed + i);
            GateResult same = Hold(gate, cases.Draw(random, fall: 0), terms);
            failed += same.Outcome == GateOutcome.Fail ? 1 : 0;
            passed += same.Outcome == GateOutcome.Pass ? 1 : 0;
            missed += same.Main!.Shift is { Low: > 0 } or { High: < 0 } ? 1 : 0;
            equal += Share(same);
            if (same.Main!.Shift?.Detectable is { } detectable)
            {
                GateResult worse = Hold(gate, cases.Draw(random, detectable), terms);
                // One that ended early because something else had fallen already has told.
                seen += worse.Main!.WorseP <= Assay.Gating.Statistics.Shift.WorseLevel || worse is { Look.IsEarly: true, Outcome: GateOutcome.Fail } ? 1 : 0;
                fallen += Share(worse);
            }
        }

        return new GateErrorRates(gates, failed, seen, passed) { Judged = (equal / gates, fallen / gates), Missed = (double)missed / gates };
    }

    private static double Share(GateResult result) => result.Look is { } look ? (double)look.Cases / look.AllCases : 1;

    private static GateResult Hold(Gate gate, IReadOnlyList<GateCase> cases, GateTerms terms)
    {
        if (terms.EarlyStop is not { } stop)
        {
            return gate.Decide(cases, hasBaseline: true);
        }

        var looks = GateLooks.Plan(cases, stop, terms.MinN);
        for (int number = 1; ; number++)
        {
            GateLook look = looks.At(number);
            GateResult result = gate.Decide([.. cases.Where(look.Needs)], hasBaseline: true, look: look);
            if (look.IsLast || result.Outcome != GateOutcome.Inconclusive || result.Look!.IsFutile)
            {
                return result;
            }
        }
    }
}
