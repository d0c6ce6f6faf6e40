using System.Globalization;

namespace Assay.Calibrating.Probing.Readings;

/// <summary>
/// Decides over all tests together: a figure is beyond its limit where its interval is, at a level that Holm's procedure (1979) gives it
/// among all limited figures. So a judge without a fault is called biased by any test at all in fewer than one probe of twenty.
/// </summary>
internal static class ProbeDecision
{
    private const double Level = 0.05;
    private const long MostItems = 100_000;

    public static IReadOnlyList<ProbeTestResult> Of(IReadOnlyList<ProbeDraft> drafts)
    {
        ProbeFigure[] looked = [.. drafts.Where(d => d.Fixed is null).SelectMany(d => d.Figures).OfType<ProbeFigure>().Where(f => f.Limit is not null && IsEnough(f))];
        var broken = new HashSet<ProbeFigure>(ReferenceEqualityComparer.Instance);
        double outside;
        do
        {
            // A limit is crossed on one side only.
            outside = 2 * Level / Math.Max(1, looked.Length - broken.Count);
        }
        while (looked.Any(f => IsBroken(f, outside) && broken.Add(f)));
        return [.. drafts.Select(d => Of(d, broken, outside))];
    }

    private static bool IsBroken(ProbeFigure figure, double outside) => figure.Sample.Interval(outside) is var (low, high) && figure.Limit!.IsBrokenBy(low, high);

    private static ProbeTestResult Of(ProbeDraft draft, HashSet<ProbeFigure> broken, double outside)
    {
        ProbeFigure[] figures = [.. draft.Figures.OfType<ProbeFigure>()];
        (ProbeVerdict verdict, string why) = draft.Fixed ?? Decide(figures, broken, outside);
        return new ProbeTestResult { Test = draft.Test, Verdict = verdict, Why = why, Figures = figures, Missing = draft.Missing, Generators = draft.Generators, McNemar = draft.McNemar };
    }

    private static (ProbeVerdict, string) Decide(ProbeFigure[] figures, HashSet<ProbeFigure> broken, double outside)
    {
        ProbeFigure[] limited = [.. figures.Where(f => f.Limit is not null)];
        ProbeFigure[] enough = [.. limited.Where(IsEnough)];
        if (enough.Length == 0)
        {
            long most = limited.Length == 0 ? 0 : limited.Max(f => f.Sample.N);
            return (ProbeVerdict.Unclear, most == 0 ? $"no item could be used; {SmallSample.FewestItems} are needed" : SmallSample.TooFew((int)most));
        }

        ProbeFigure[] found = [.. enough.Where(broken.Contains)];
        if (found.Length > 0)
        {
            return (ProbeVerdict.Biased, string.Join("; ", found.Select(f => $"{Said(f)}, but must be {f.Limit!.Text}")));
        }

        ProbeFigure[] beyond = [.. enough.Where(f => f.Limit!.Beyond(f.Estimate.Mean) > 1e-9)];
        return beyond.Length == 0
            ? (ProbeVerdict.Ok, string.Join("; ", enough.Select(f => $"{Said(f)}, {f.Limit!.Text}")))
            : (ProbeVerdict.Unclear, string.Join("; ", beyond.Select(f => $"{Said(f)}, and should be {f.Limit!.Text}, but {f.Sample.N} items do not make it sure{Needed(f, outside)}")));
    }

    private static bool IsEnough(ProbeFigure figure) => figure.Sample.N >= SmallSample.FewestItems;

    private static string Said(ProbeFigure figure) => string.Create(CultureInfo.InvariantCulture, $"{figure.Name.Replace('_', ' ')} is {figure.Estimate.Mean:0.###}");

    /// <summary>Where the interval would end at the limit, were the figure to stay as it is.</summary>
    private static string Needed(ProbeFigure figure, double outside)
    {
        (double low, double high) = figure.Sample.Interval(outside);
        double ratio = (high - low) / 2 / figure.Limit!.Beyond(figure.Estimate.Mean);
        double needed = figure.Sample.N * ratio * ratio;
        return needed is > 0 and < MostItems ? string.Create(CultureInfo.InvariantCulture, $"; about {Math.Ceiling(needed):N0} would") : "";
    }
}
