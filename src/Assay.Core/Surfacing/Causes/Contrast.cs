namespace Assay.Surfacing.Causes;

/// <summary>Some responses against all others, over time where there is a before.</summary>
/// <param name="Own">Of the responses.</param>
/// <param name="Others">Of all others.</param>
/// <param name="Effect">Points of the scale; negative: they are below the others, or fell more.</param>
/// <param name="Error">The effect's standard error.</param>
internal sealed record Contrast(Both Own, Both Others, double Effect, double Error)
{
    public const double Z = 1.959963984540054;

    /// <summary>Points of all scores' sum that they explain at least, with 97.5 % certainty.</summary>
    public double Explains => Own.After.Weight * (-Effect - (Z * Error));

    /// <param name="fewest">Fewer before are compared with nothing: what is new is compared with what the others are now.</param>
    /// <returns>Null where the scores show no spread, and so nothing.</returns>
    public static Contrast? Of(Both own, Both all, long fewest)
    {
        Both others = all - own;
        (double effect, double variance) = (own.After.Mean - others.After.Mean, own.After.VarianceOfMean + others.After.VarianceOfMean);
        if (IsKnownBefore(own, others, fewest))
        {
            effect -= own.Before.Mean - others.Before.Mean;
            variance += own.Before.VarianceOfMean + others.Before.VarianceOfMean;
        }

        double error = Math.Sqrt(variance);
        return error > 0 && double.IsFinite(error) ? new Contrast(own, others, effect, error) : null;
    }

    public static bool IsKnownBefore(Both own, Both others, long fewest) => own.Before.N >= fewest && others.Before.N >= fewest;

    public Estimate EffectEstimate() => new(Effect, Effect - (Z * Error), Effect + (Z * Error), Count);

    /// <summary>Low scores in it over those elsewhere, with Katz's interval of the logarithm; half a response is added everywhere, so that none is infinite.</summary>
    public Estimate Lift() => Ratio(Own.After.LowShare, Own.After.N, Others.After.LowShare, Others.After.N, Count);

    /// <summary>How much of the fall of the mean they explain; where nothing is compared, of the low scores. Null where there is no fall.</summary>
    /// <param name="all">Of all responses, also of those that another cause explains.</param>
    public Estimate? ShareOfDrop(Both all)
    {
        if (all.Before.N == 0)
        {
            Cell own = Own.After;
            return all.After.Low == 0 || Others.After.N == 0 ? null : Share(own.Weight * (own.LowShare - Others.After.LowShare) / all.After.LowWeight, 0, Count);
        }

        double drop = all.Before.Mean - all.After.Mean;
        return drop <= 0 ? null : Share(-Effect * Own.After.Weight / all.After.Weight / drop, Error * Own.After.Weight / all.After.Weight / drop, Count);
    }

    public static Estimate Share(double share, double error, long n) =>
        new(Math.Clamp(share, 0, 1), error > 0 ? Math.Clamp(share - (Z * error), 0, 1) : null, error > 0 ? Math.Clamp(share + (Z * error), 0, 1) : null, n);

    public static Estimate Ratio(double share, long ofN, double otherShare, long ofOthers, long count)
    {
        (double part, double n, double other, double otherN) = ((share * ofN) + 0.5, ofN + 0.5, (otherShare * ofOthers) + 0.5, ofOthers + 0.5);
        double ratio = part / n / (other / otherN);
        double half = Z * Math.Sqrt((1 / part) - (1 / n) + (1 / other) - (1 / otherN));
        return new Estimate(ratio, ratio * Math.Exp(-half), ratio * Math.Exp(half), count);
    }

    /// <summary>Responses, those that they stand for among them.</summary>
    public long Count => (long)Math.Round(Own.After.Weight);
}
