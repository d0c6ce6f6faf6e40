using Assay.Calibrating.Labelling;

namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>Whether a judge says too seldom what people say: on the responses that were labelled last, each criterion by itself.</summary>
internal static class DisagreementSignal
{
    private const double Z = 1.959963984540054;

    /// <summary>As a share of the scale: half a point of 1 to 5. One more apart is no agreement.</summary>
    private const double UsuallyWithin = 0.125;

    public static IReadOnlyList<AlertReading> Of(AlertRule rule, AlertCondition.Disagreement condition, JudgeFacts facts) =>
        [.. facts.Labelled.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => Of(rule, condition, facts, (l.Key, l.Value)))];

    private static AlertReading Of(AlertRule rule, AlertCondition.Disagreement condition, JudgeFacts facts, (string Criterion, IReadOnlyList<LabelledResponse> All) labelled)
    {
        AlertSubject subject = AlertEvaluation.Subject(rule, facts.Judge) with { Criterion = labelled.Criterion };
        LabelledResponse[] judged = [.. labelled.All.Where(l => l.Judge is not null).OrderByDescending(LabelledAt)];
        // What an earlier version said is no sign of how this one judges.
        string? version = judged.MaxBy(l => l.ReceivedAt)?.JudgeVersion;
        LabelledResponse[] counted = [.. judged.Where(l => l.JudgeVersion == version).Take(condition.Last)];
        Estimate? agreement = Share(counted, condition.Within);
        DateTimeOffset from = counted.Length > 0 ? LabelledAt(counted[^1]) : facts.Now;
        AlertSignal signal = agreement is null || agreement.N < condition.MinimumN ? AlertSignal.Unknown
            : agreement.Mean >= condition.Share ? AlertSignal.Well
            : agreement.High < condition.Share ? AlertSignal.Bad
            : AlertSignal.Suspect;
        string name = $"{labelled.Criterion} of {facts.Judge}";
        return new AlertReading(subject, signal, new AlertEvidence
        {
            Statement = signal == AlertSignal.Unknown
                ? FormattableString.Invariant($"{name}: {counted.Length} responses with labels of people, fewer than {condition.MinimumN}")
                : FormattableString.Invariant($"{name} agrees with people on {AlertText.Share(agreement!.Mean)} of the last {agreement.N} labelled responses{(signal == AlertSignal.Bad ? $", below {AlertText.Share(condition.Share)}" : "")}"),
            Value = agreement,
            Threshold = condition.Share,
            From = from,
            To = facts.Now,
        });
    }

    /// <summary>Weighed by the inverse of the probability with which each was drawn, where that is known of all of them: queues hold more of what is uncertain or alarming.</summary>
    private static Estimate? Share(LabelledResponse[] labelled, double? within)
    {
        if (labelled.Length == 0)
        {
            return null;
        }

        bool isWeighed = labelled.All(l => l.Draw is not null);
        (double Weight, bool Agrees)[] values = [.. labelled.Select(l => (isWeighed ? 1 / l.Draw!.Probability : 1, Agrees(l, within)))];
        double weight = values.Sum(v => v.Weight);
        double share = values.Sum(v => v.Agrees ? v.Weight : 0) / weight;
        double effective = weight * weight / values.Sum(v => v.Weight * v.Weight);
        return new Estimate(share, Wilson.Lower(share, effective, Z), Wilson.Upper(share, effective, Z), labelled.Length);
    }

    private static bool Agrees(LabelledResponse labelled, double? within) =>
        Math.Abs(labelled.Judge!.Value - labelled.Human) <= (within ?? UsuallyWithin * (labelled.Labels[0].High - labelled.Labels[0].Low)) + 1e-9;

    private static DateTimeOffset LabelledAt(LabelledResponse labelled) => labelled.Labels.Max(l => l.At);
}
