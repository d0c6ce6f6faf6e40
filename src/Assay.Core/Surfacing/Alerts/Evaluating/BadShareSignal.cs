using Assay.Surfacing.Reporting;

namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>Whether the share of bad responses uses its budget up too fast.</summary>
internal static class BadShareSignal
{
    private const long FewestJudged = 50;
    private const long FewestBad = 10;
    private const double Z = 1.959963984540054;

    public static AlertReading Of(AlertRule rule, AlertCondition.BadShare condition, JudgeFacts facts) =>
        // Each pace is a test of its own; the one that says most speaks.
        BurnRate.Of(rule.Severity).Paces.Select(p => Of(rule, condition, facts, p)).OrderByDescending(r => Weight(r.Signal)).First();

    private static AlertReading Of(AlertRule rule, AlertCondition.BadShare condition, JudgeFacts facts, BurnRate.Pace pace)
    {
        WindowFigures whole = facts.Windows[AlertWindow.Of(pace.Long)];
        WindowFigures now = facts.Windows[AlertWindow.Of(pace.Short)];
        AlertSubject subject = AlertEvaluation.Subject(rule, facts.Judge);
        string name = AlertText.Name(subject, whole.Scores?.Criterion);
        double limit = pace.Share(condition.Budget);
        Estimate? share = Share(whole.Scores, condition);
        AlertReading Said(AlertSignal signal, string statement) => new(subject, signal, new AlertEvidence
        {
            Statement = statement, Value = share, Threshold = limit, From = whole.From, To = whole.To,
        });
        if (Blindness.Of(whole) is { } blind)
        {
            return Said(AlertSignal.Unknown, $"{name}: {blind}");
        }

        if (share is null || share.N < FewestJudged)
        {
            return Said(AlertSignal.Unknown, FormattableString.Invariant($"{name}: {share?.N ?? 0} scores in the last {AlertText.Of(pace.Long)}, fewer than {FewestJudged}"));
        }

        double? recent = Share(now.Scores, condition)?.Mean;
        bool isSure = share.N * share.Mean >= FewestBad && Wilson.Lower(share.Mean, whole.Scores!.EffectiveN, Z) > limit;
        AlertSignal signal = isSure && recent >= limit ? AlertSignal.Bad
            : (recent ?? share.Mean) >= limit / 2 ? AlertSignal.Suspect
            : AlertSignal.Well;
        return Said(signal, FormattableString.Invariant(
            $"{AlertText.Share(share.Mean)} of {share.N} responses were bad by {name} over the last {AlertText.Of(pace.Long)}, {share.Mean / condition.Budget:0.#} times the budget of {AlertText.Share(condition.Budget)}"));
    }

    private static Estimate? Share(ScoreHistogram? scores, AlertCondition.BadShare condition) => scores?.ShareAtMost(condition.AtMost ?? LowBar.Usual.On(scores));

    private static int Weight(AlertSignal signal) => signal switch { AlertSignal.Bad => 3, AlertSignal.Suspect => 2, AlertSignal.Well => 1, _ => 0 };
}
