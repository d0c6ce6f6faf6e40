using Assay.Gating;

namespace Assay.Tests.Gating;

/// <summary>How often gates are wrong: they fail where nothing changed, and miss a fall as large as they said they would see.</summary>
/// <param name="WronglyFailed">Of gates between two equals.</param>
/// <param name="Seen">Of gates whose candidate fell by what a gate before them said it could see, how many told that it fell.</param>
internal sealed record GateErrorRates(int Gates, int WronglyFailed, int Seen, int Passed)
{
    public double FalseFailures => (double)WronglyFailed / Gates;

    public double Power => (double)Seen / Gates;

    public static GateErrorRates Of(ICaseSource cases, GateTerms terms, int gates, int seed)
    {
        var gate = new Gate(cases.Scales, terms, cases.Samples);
        (int failed, int seen, int passed) = (0, 0, 0);
        for (int i = 0; i < gates; i++)
        {
            var random = new Random(seed + i);
            GateResult same = gate.Decide(cases.Draw(random, fall: 0), hasBaseline: true);
            failed += same.Outcome == GateOutcome.Fail ? 1 : 0;
            passed += same.Outcome == GateOutcome.Pass ? 1 : 0;
            if (same.Main!.Shift?.Detectable is { } detectable)
            {
                GateResult worse = gate.Decide(cases.Draw(random, detectable), hasBaseline: true);
                seen += worse.Main!.WorseP <= Assay.Gating.Statistics.Shift.WorseLevel ? 1 : 0;
            }
        }

        return new GateErrorRates(gates, failed, seen, passed);
    }
}
