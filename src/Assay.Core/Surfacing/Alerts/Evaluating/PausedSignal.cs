namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>Whether a judge's provider will not have it.</summary>
internal static class PausedSignal
{
    public static IReadOnlyList<AlertReading> Of(AlertRule rule, JudgeFacts facts) => facts.Standing is not { } standing
        ? []
        :
        [
            new AlertReading(AlertEvaluation.Subject(rule, facts.Judge), standing.Trouble is null ? AlertSignal.Well : AlertSignal.Bad, new AlertEvidence
            {
                Statement = standing.Trouble is { } trouble ? $"{facts.Judge} is paused: {trouble}" : $"{facts.Judge} is at work",
                From = facts.Now,
                To = facts.Now,
            }),
        ];
}
