namespace Assay.Surfacing.Regressions;

/// <summary>
/// What changed at a time that nobody announced. A release is no seam for it: who releases every day would never have a reference,
/// and many small falls would never be one. A change that began with a release is that release's.
/// </summary>
/// <param name="releases">In their order.</param>
internal sealed class UnannouncedChanges(RegressionFigures figures, RegressionQuestion question, IReadOnlyList<KnownRelease> releases)
{
    /// <summary>When a change began is known to within about so many scores.</summary>
    private const long Uncertain = 200;

    private const int PeriodDays = 30;

    /// <summary>
    /// Two to three months back, always from the beginning of a month of 30 days: a reference that moved with every hour would be
    /// another test with every hour.
    /// </summary>
    private DateTimeOffset From => DateTimeOffset.UnixEpoch.AddDays(Math.Max(0, Math.Floor((question.Now - DateTimeOffset.UnixEpoch).TotalDays / PeriodDays) - 2) * PeriodDays);

    /// <summary>One shift is told once: since the release that it began with, else by itself.</summary>
    /// <param name="since">How criteria stand since the last release.</param>
    public async Task<IReadOnlyList<Regression>> AddAsync(IReadOnlyList<Regression> since, CancellationToken cancellationToken)
    {
        var query = new RollupQuery(From, question.Now) { Hours = 1, Slice = question.RollupSlice };
        IReadOnlyList<Rollup> hours = await figures.ReadAsync(query, cancellationToken);
        string[] criteria = [.. hours.SelectMany(h => h.Scores.Select(s => s.Criterion)).Distinct()];
        string? main = hours.Count > 0 ? hours[^1].Scores[0].Criterion : null;
        List<Regression> all = [.. since];
        foreach (string criterion in criteria.Where(c => question.Criterion is null || c == question.Criterion))
        {
            int? others = question.Criterion is not null || criterion == main ? null : criteria.Length - 1;
            ScoreBlock[] blocks = [.. hours.SelectMany(h => h.Scores.Where(s => s.Criterion == criterion), (h, scores) => new ScoreBlock(h.Begin, scores))];
            if (ChangeSearch.FindLast(blocks, FalseAlarms.Level(others)) is { IsOver: false } change)
            {
                Regression described = await DescribeAsync(change, blocks, FalseAlarms.Level(others), cancellationToken);
                if (described.IsAlarm || !change.IsFall)
                {
                    await MergeAsync(all, described, change.ReferenceBegin, cancellationToken);
                }
            }
        }

        return all;
    }

    private async Task<Regression> DescribeAsync(ChangePoint change, ScoreBlock[] blocks, double level, CancellationToken cancellationToken)
    {
        ScoreHistogram scores = ScoreHistogram.Sum([.. blocks.Where(b => b.Begin >= change.Begin).Select(b => b.Scores)]);
        Baseline reference = change.Reference;
        double difference = scores.Mean()!.Mean - reference.Mean;
        bool hasFallen = change.IsFall && ChangeSearch.Sum(reference, -difference, scores.InformativeN) >= change.Threshold;
        MixShift? mix = hasFallen
            ? await new MixReading(figures, question, (change.ReferenceBegin, change.ReferenceEnd), (change.Begin, question.Now)).ReadAsync(reference.Scores, cancellationToken)
            : null;
        double half = new FallTest(reference).HalfWidth(scores.InformativeN, reference.N);
        double fall = (mix?.Points ?? 0) - difference;
        double sum = ChangeSearch.Sum(reference, fall, scores.InformativeN);
        int release = NearTo(change.Begin, blocks);
        return new Regression
        {
            Judge = figures.Judge,
            JudgeVersion = figures.JudgeVersion,
            Criterion = scores.Criterion,
            Slice = question.Slice,
            Release = release >= 0 ? releases[release].Name : null,
            Before = release > 0 ? releases[release - 1].Name : null,
            Begin = change.Begin,
            Baseline = reference.Scores,
            Scores = scores,
            Change = new Difference(difference, difference - half, difference + half, reference.Scores.N + scores.N),
            MixShift = mix?.Points,
            Evidence = Evidence(sum, change.Threshold, level),
            IsAlarm = hasFallen && fall >= question.LeastOn(scores) && sum >= change.Threshold,
        };
    }

    /// <summary>The likelihood ratio of a fall of twice the slack is exp(2 slack S); at the threshold it counts as 1 over the level.</summary>
    private static double Evidence(double sum, double threshold, double level) =>
        Math.Min(FallTest.Most, Math.Exp(Math.Min(Math.Log(FallTest.Most), 2 * ChangeThreshold.Slack * (sum - threshold))) / level);

    /// <param name="referenceBegin">Of what the change is compared with.</param>
    private async Task MergeAsync(List<Regression> all, Regression change, DateTimeOffset referenceBegin, CancellationToken cancellationToken)
    {
        int at = all.FindIndex(r => r.Criterion == change.Criterion && r.Slice == question.Slice);
        if (at < 0)
        {
            all.Add(change);
        }
        else if (all[at].Release == change.Release || (await HadFallenAsync(all[at], change, cancellationToken) && referenceBegin < all[at].Begin))
        {
            all[at] = all[at] with { IsAlarm = all[at].IsAlarm || change.IsAlarm, Evidence = Math.Max(all[at].Evidence, change.Evidence) };
        }
        else
        {
            // A release is not blamed for what began well after it.
            bool isLater = change.IsAlarm && change.Begin > all[at].Begin && referenceBegin < all[at].Begin;
            all[at] = all[at] with { IsAlarm = all[at].IsAlarm && !isLater };
            all.Add(change);
        }
    }

    /// <summary>Before the change began, the release's own scores were likelier lower than not: it reached its users one after another, and the sum saw it late.</summary>
    private async Task<bool> HadFallenAsync(Regression since, Regression change, CancellationToken cancellationToken)
    {
        if (!change.IsAlarm || change.Begin <= since.Begin || releases.FirstOrDefault(r => r.Name == since.Release) is not { } release)
        {
            return false;
        }

        RollupQuery query = question.RollupSlice is { } slice ? new RollupQuery(since.Begin, change.Begin) { Slice = slice } : release.Scores(change.Begin);
        ScoreHistogram? until = (await figures.ReadAsync(query, cancellationToken)).SelectMany(r => r.Scores).FirstOrDefault(s => s.Criterion == since.Criterion);
        var baseline = new Baseline(since.Baseline);
        return until?.Mean() is { } mean && new FallTest(baseline).Evidence(baseline.Mean - mean.Mean, until.InformativeN, baseline.N) >= 1;
    }

    /// <returns>The last release that began too near to a time to be told apart; -1 where there is none.</returns>
    private int NearTo(DateTimeOffset time, ScoreBlock[] blocks) =>
        releases.ToList().FindLastIndex(r => blocks.Where(b => b.Begin >= Earlier(r.Begin, time) && b.Begin < Later(r.Begin, time)).Sum(b => b.Scores.N) <= Uncertain);

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a < b ? b : a;
}
