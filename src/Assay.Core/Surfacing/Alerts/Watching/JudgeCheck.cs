using Assay.Calibrating.Anchors;
using Assay.Surfacing.Reporting;

namespace Assay.Surfacing.Alerts.Watching;

/// <summary>What is told of a fall once the judge's anchors were asked about it.</summary>
public static class JudgeCheck
{
    /// <summary>While they are being scored it is a suspicion; then it says what they say.</summary>
    public static AlertReading Of(AlertRule rule, AlertReading reading, AnchorCheck check) => check switch
    {
        AnchorCheck.Done done => With(reading, Finding(rule, reading, done)),
        AnchorCheck.Failed failed => With(reading, AnchorFinding.NotChecked(failed.Why, failed.At)),
        _ => reading with { Signal = AlertSignal.Suspect, Evidence = reading.Evidence with { Statement = $"{reading.Evidence.Statement}; the judge is being checked on its anchors" } },
    };

    private static AnchorFinding Finding(AlertRule rule, AlertReading reading, AnchorCheck.Done done)
    {
        AlertEvidence evidence = reading.Evidence;
        if (done.Book.Measure(reading.Subject.Criterion ?? done.Book.Main.Criterion) is not { } measure || Fallen(rule, evidence) is not { } fall)
        {
            return AnchorFinding.NotChecked("they have no such score", done.At);
        }

        if (rule.Condition is AlertCondition.BadShare bad)
        {
            measure = measure with { AtMost = bad.AtMost ?? measure.Min + (LowBar.Usual.Share * (measure.Max - measure.Min)) };
        }

        AnchorBaseline baseline = done.Book.Reference(fall.Since)!;
        // Figures go by whole hours: a fall may have begun at the end of the one that it is dated by.
        bool isYounger = fall.Since is { } since && baseline.CompletedAt >= since.AddHours(1);
        return AnchorFinding.Of(fall, AnchorShift.Of(baseline.Readings, done.Burst, measure), measure, isYounger, done.At) with { Calls = done.Calls };
    }

    private static Fall? Fallen(AlertRule rule, AlertEvidence evidence) => evidence switch
    {
        { Change: { } change } when rule.Condition is AlertCondition.Drop => Fall.Of(change, evidence.From),
        { Value: { } value, Threshold: { } bar } => Fall.Below(value, bar),
        _ => null,
    };

    private static AlertReading With(AlertReading reading, AnchorFinding finding) => reading with { Evidence = reading.Evidence with { Judge = finding } };
}
