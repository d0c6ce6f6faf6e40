using Assay.Scoring.Serving;

namespace Assay.Surfacing.Regressions;

/// <summary>How the scores since a release stand against the last ones before it.</summary>
internal sealed class ReleaseRegressions(RegressionFigures figures, RegressionQuestion question)
{
    /// <summary>As many of the last scores are the baseline: more would only be older.</summary>
    private const long MostBaseline = 5_000;

    /// <summary>Where the release before has fewer, those before it are taken in too.</summary>
    private const long FewestBaseline = 200;

    /// <summary>With fewer before nothing is compared.</summary>
    private const long FewestBefore = 100;

    private static readonly TimeSpan Back = TimeSpan.FromDays(28);

    /// <param name="releases">In their order.</param>
    public async Task<IReadOnlyList<Regression>> ReadAsync(IReadOnlyList<KnownRelease> releases, CancellationToken cancellationToken)
    {
        int at = question.Release is { } asked ? releases.ToList().FindIndex(r => r.Name == asked) : releases.Count - 1;
        if (at < 1)
        {
            return [];
        }

        (string name, DateTimeOffset begin) = releases[at];
        DateTimeOffset end = releases[at].End ?? question.Now;
        IReadOnlyList<Rollup> hours = await figures.ReadAsync(new RollupQuery(begin - Back, begin) { Hours = 1, Slice = question.RollupSlice }, cancellationToken);
        DateTimeOffset first = FirstOf(hours, releases[at - 1].Begin);
        Rollup[] last = [.. hours.Where(h => h.Begin >= first)];
        Rollup? since = await SinceAsync(releases[at], end, cancellationToken);
        if (since is null || last.Length == 0)
        {
            return [];
        }

        string? before = first >= releases[at - 1].Begin ? releases[at - 1].Name : null;
        var mix = new MixReading(figures, question, (first, begin), (begin, end));
        var found = new List<Regression>();
        foreach ((ScoreHistogram baseline, ScoreHistogram scores, int? others) in Pairs(last, since))
        {
            Regression one = Compare(baseline, scores, await mix.ReadAsync(baseline, cancellationToken), others);
            found.Add(one with { Release = name, Before = before, Begin = begin });
        }

        if (question.WithSlices)
        {
            IReadOnlyList<(Causes.Facet Slice, ScoreHistogram Before, ScoreHistogram After)> slices = await mix.SlicesAsync(cancellationToken);
            found.AddRange(
                from s in slices
                where s.Before.N >= FewestBefore && (question.Criterion is null || s.Before.Criterion == question.Criterion)
                select Compare(s.Before, s.After, null, slices.Count) with { Slice = s.Slice, Release = name, Before = before, Begin = begin });
        }

        return found;
    }

    /// <summary>Of a slice, which is not split by release, all since then.</summary>
    private async Task<Rollup?> SinceAsync(KnownRelease release, DateTimeOffset end, CancellationToken cancellationToken)
    {
        RollupQuery query = question.RollupSlice is { } slice ? new RollupQuery(release.Begin, end) { Slice = slice } : release.Scores(end);
        return await figures.ReadAsync(query, cancellationToken) is [var since, ..] ? since : null;
    }

    /// <summary>The hour with which the baseline begins: back until there is enough.</summary>
    private static DateTimeOffset FirstOf(IReadOnlyList<Rollup> hours, DateTimeOffset releaseBefore)
    {
        (long n, DateTimeOffset first) = (0, DateTimeOffset.MaxValue);
        foreach (Rollup hour in hours.Reverse().TakeWhile(h => n < (h.Begin >= releaseBefore ? MostBaseline : FewestBaseline)))
        {
            n += hour.Scored;
            first = hour.Begin;
        }

        return first;
    }

    private IEnumerable<(ScoreHistogram Baseline, ScoreHistogram Scores, int? Others)> Pairs(IReadOnlyList<Rollup> before, Rollup since)
    {
        int others = since.Scores.Count - 1;
        foreach (ScoreHistogram scores in since.Scores.Where(s => question.Criterion is null || s.Criterion == question.Criterion))
        {
            ScoreHistogram[] earlier = [.. before.SelectMany(h => h.Scores).Where(s => s.Criterion == scores.Criterion)];
            if (earlier.Sum(s => s.N) >= FewestBefore)
            {
                bool isMain = question.Criterion is not null || scores == since.Main;
                yield return (ScoreHistogram.Sum(earlier), scores, isMain ? null : others);
            }
        }
    }

    private Regression Compare(ScoreHistogram before, ScoreHistogram after, MixShift? mix, int? others)
    {
        var baseline = new Baseline(before);
        var test = new FallTest(baseline);
        double change = after.Mean()!.Mean - baseline.Mean;
        double half = test.HalfWidth(after.InformativeN, baseline.N);
        double fall = (mix?.Points ?? 0) - change;
        double evidence = test.Evidence(fall, after.InformativeN, mix?.BaselineN ?? baseline.N);
        return new Regression
        {
            Judge = figures.Judge,
            JudgeVersion = figures.JudgeVersion,
            Criterion = after.Criterion,
            Slice = question.Slice,
            Release = null,
            Before = null,
            Begin = default,
            Baseline = before,
            Scores = after,
            Change = new Difference(change, change - half, change + half, before.N + after.N),
            MixShift = mix?.Points,
            Evidence = evidence,
            IsAlarm = after.N >= MinimumSample.ForMean && fall >= question.LeastOn(after) && evidence >= FalseAlarms.Evidence(others),
        };
    }
}
