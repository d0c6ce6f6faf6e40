using MathNet.Numerics.Distributions;

namespace Assay.Surfacing.Alerts.Evaluating;

/// <summary>Whether the mean of a window is below a score: surely, by its interval, or only as it looks.</summary>
internal static class MeanSignal
{
    public static AlertWindow Window(AlertCondition.MeanBelow condition) => new(condition.Window, condition.Last);

    public static AlertReading Of(AlertRule rule, AlertCondition.MeanBelow condition, JudgeFacts facts)
    {
        AlertWindow window = Window(condition);
        WindowFigures figures = facts.Windows[window];
        AlertSubject subject = AlertEvaluation.Subject(rule, facts.Judge);
        string name = AlertText.Name(subject, figures.Scores?.Criterion);
        AlertReading Said(AlertSignal signal, string statement) => new(subject, signal, new AlertEvidence
        {
            Statement = statement, Value = figures.Scores?.Mean(), Threshold = condition.Score, From = figures.From, To = figures.To,
        });
        if (Blindness.Of(figures) is { } blind)
        {
            return Said(AlertSignal.Unknown, $"{name}: {blind}");
        }

        if (figures.Scores is not { } scores || scores.N < condition.MinimumN)
        {
            return Said(AlertSignal.Unknown, FormattableString.Invariant($"{name}: {figures.Scores?.N ?? 0} scores in {window}, fewer than {condition.MinimumN}"));
        }

        double mean = scores.Mean()!.Mean;
        AlertSignal signal = mean >= condition.Score ? AlertSignal.Well : UpperEnd(scores, condition.Confidence) < condition.Score ? AlertSignal.Bad : AlertSignal.Suspect;
        string stands = signal == AlertSignal.Well ? "not below" : signal == AlertSignal.Bad ? "below" : "not surely below";
        return Said(signal, FormattableString.Invariant($"{name} is {AlertText.Of(mean)} over {window} ({scores.N} scores), {stands} {AlertText.Of(condition.Score)}"));
    }

    /// <summary>Of the two-sided interval of the mean: Student's, and Wilson's for scores at the two ends of the scale.</summary>
    internal static double UpperEnd(ScoreHistogram scores, double confidence)
    {
        double mean = scores.Mean()!.Mean;
        double tail = (1 + confidence) / 2;
        if (scores.IsTwoValued)
        {
            double range = scores.Max - scores.Min;
            return scores.Min + (range * Wilson.Upper((mean - scores.Min) / range, scores.EffectiveN, Normal.InvCDF(0, 1, tail)));
        }

        return mean + (StudentT.InvCDF(0, 1, Math.Max(1, scores.EffectiveN - 1), tail) * Math.Sqrt(scores.VarianceOfMean()));
    }
}
