using MathNet.Numerics.Distributions;

namespace Assay.Surfacing.Causes.Texts;

/// <summary>Groups that are tested in the same way, and corrected for together.</summary>
/// <param name="weights">Of each row; 0: it is none of those that the groups were made of.</param>
internal abstract class Family(CauseKind kind, IReadOnlyList<Group> groups, double[] weights)
{
    /// <summary>Fewer responses than this are no pattern, and could tell who they are of.</summary>
    public const int FewestRows = 10;

    public CauseKind Kind => kind;

    public IReadOnlyList<Group> Groups => groups;

    public double[] Weights => weights;

    /// <returns>How probable it is that the group does so badly by chance, and its contrast where it does badly at all.</returns>
    public abstract (double P, Contrast? Contrast) Test(Both own, Both all, Fisher fisher);

    public abstract Estimate Lift(Contrast contrast);
}

/// <summary>Groups by what was said. Low scores are to be more frequent in one than elsewhere, and where there is a before, more so than they were then.</summary>
internal sealed class SaidFamily(CauseKind kind, IReadOnlyList<Group> groups, double[] weights) : Family(kind, groups, weights)
{
    public override (double P, Contrast? Contrast) Test(Both own, Both all, Fisher fisher)
    {
        Both others = all - own;
        if (own.After.N < FewestRows || others.After.N < FewestRows || own.After.Low * all.After.N <= all.After.Low * own.After.N)
        {
            return (1, null);
        }

        double p = fisher.Upper((int)own.After.Low, (int)own.After.N, (int)all.After.Low, (int)all.After.N);
        if (Contrast.IsKnownBefore(own, others, FewestRows))
        {
            // Woolf's comparison of two odds ratios, which do not depend on how many low ones and others were chosen.
            (double after, double ofAfter) = LogOdds(own.After, others.After);
            (double before, double ofBefore) = LogOdds(own.Before, others.Before);
            p = Math.Max(p, Normal.CDF(0, 1, (before - after) / Math.Sqrt(ofAfter + ofBefore)));
        }
        else if (all.Before.N > 0)
        {
            // Too few before to tell how bad they were; then there are to be more of them among the low ones now.
            p = Math.Max(p, fisher.Upper((int)own.After.Low, (int)(own.After.Low + own.Before.Low), (int)all.After.Low, (int)(all.After.Low + all.Before.Low)));
        }

        return (p, Contrast.Of(own, all, FewestRows));
    }

    public override Estimate Lift(Contrast contrast) => contrast.Lift();

    /// <summary>The logarithm of the odds ratio with its variance; half a response is added everywhere.</summary>
    private static (double LogRatio, double Variance) LogOdds(Cell own, Cell others)
    {
        (double low, double rest, double otherLow, double otherRest) = (own.Low + 0.5, own.N - own.Low + 0.5, others.Low + 0.5, others.N - others.Low + 0.5);
        return (Math.Log(low * otherRest / (rest * otherLow)), (1 / low) + (1 / rest) + (1 / otherLow) + (1 / otherRest));
    }
}

/// <summary>
/// Groups of low responses by what the judge said of them. That they are low says nothing, for this is why they were named so:
/// among the low ones, a group is to be more frequent than it was before.
/// </summary>
internal sealed class NamedFamily(CauseKind kind, IReadOnlyList<Group> groups, double[] weights) : Family(kind, groups, weights)
{
    public override (double P, Contrast? Contrast) Test(Both own, Both all, Fisher fisher)
    {
        if (own.After.N < FewestRows)
        {
            return (1, null);
        }

        double p = fisher.Upper((int)own.After.N, (int)(own.After.N + own.Before.N), (int)all.After.Low, (int)(all.After.Low + all.Before.Low));
        (double now, double then) = (own.After.Weight / all.After.Weight, own.Before.Weight / all.Before.Weight);
        Both others = all - own;
        double gap = others.After.Mean - own.After.Mean;
        double error = Math.Sqrt((now * now / own.After.N) + (then * then / Math.Max(1, own.Before.N)));
        return (p, now > then && gap > 0 ? new Contrast(own, others, -gap * (now - then) / now, gap * error / now) : null);
    }

    public override Estimate Lift(Contrast contrast)
    {
        (Cell now, Cell then) = (contrast.Own.After, contrast.Own.Before);
        (double allNow, double allThen) = (now.Weight + contrast.Others.After.Weight, then.Weight + contrast.Others.Before.Weight);
        return Contrast.Ratio(now.Weight / allNow, now.N + contrast.Others.After.N, then.Weight / allThen, then.N + contrast.Others.Before.N, contrast.Count);
    }
}
