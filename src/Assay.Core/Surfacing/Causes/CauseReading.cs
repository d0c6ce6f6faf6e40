using Assay.Scoring.Serving;
using Assay.Surfacing.Causes.Texts;
using Assay.Surfacing.Reporting;

namespace Assay.Surfacing.Causes;

/// <summary>Looks for causes in what a ledger holds.</summary>
public static class CauseReading
{
    /// <summary>As many responses are looked at, and no more: what a search costs is bounded.</summary>
    public const int MostObservations = 200_000;

    /// <summary>With less before, slices are compared with each other instead.</summary>
    private const long FewestBefore = 100;

    /// <returns>Null where the judge scored nothing in the time, or the release is not known.</returns>
    public static async Task<CauseReport?> ReadAsync(ILedgerFigures ledger, CauseQuestion question, CancellationToken cancellationToken)
    {
        IReadOnlyList<Rollup> everything = await ledger.RollupsAsync(new RollupQuery(DateTimeOffset.UnixEpoch, question.Range.To) { Judge = question.Judge, OutcomesOnly = true }, cancellationToken);
        if (everything.MaxBy(r => r.Scored) is not { Scored: > 0 } most)
        {
            return null;
        }

        (DateTimeOffset before, DateTimeOffset from, string? release) = (question.Range.Before, question.Range.From, null);
        IReadOnlyList<KnownRelease> releases = await Releases.ReadAsync(ledger, most.Judge, question.Range.To, cancellationToken);
        if (question.Release is { } asked)
        {
            if (Find(releases, asked) is not var (name, begin))
            {
                return null;
            }

            (before, from, release) = (begin - (question.Range.Now - begin), begin, name);
        }

        IReadOnlyList<Rollup> now = await ledger.RollupsAsync(new RollupQuery(from, question.Range.To) { Judge = most.Judge }, cancellationToken);
        Rollup? latest = now.Where(r => r.Main is not null).MaxBy(r => r.VersionSince);
        if (latest is null || ScoresOf(latest, question.Criterion) is not { } scores)
        {
            return null;
        }

        Rollup? then = (await ledger.RollupsAsync(new RollupQuery(before, from) { Judge = most.Judge }, cancellationToken)).FirstOrDefault(r => r.JudgeVersion == latest.JudgeVersion);
        ScoreHistogram? earlier = then is null ? null : ScoresOf(then, question.Criterion);
        bool isCompared = earlier?.N >= FewestBefore;
        var query = new ObservationQuery(latest.Judge, latest.JudgeVersion, isCompared ? before : from, from, question.Range.To, MostObservations)
        {
            Fields = question.Fields,
            Criterion = scores.Criterion == latest.Main!.Criterion ? null : scores.Criterion,
        };
        IReadOnlyList<Observation> observations = await ledger.ObserveAsync(query, cancellationToken);
        if (question.Within.Count > 0)
        {
            observations = [.. observations.Where(o => question.Within.All(f => Has(o, f)))];
            (scores, earlier) = (Histogram(scores, observations, isBefore: false), Histogram(scores, observations, isBefore: true));
            isCompared &= earlier.N >= FewestBefore;
            observations = isCompared ? observations : [.. observations.Where(o => !o.IsBefore)];
            if (scores.N == 0)
            {
                return null;
            }
        }

        // What a release is to explain, its own name explains by definition; and so does what all have.
        Observation[] seen = [.. observations.Select(o => o with { Facets = [.. o.Facets.Where(f => (release is null || f.Field != Releases.Field) && !question.Within.Contains(f))] })];
        (IReadOnlyList<Cause> causes, int texts) = await CauseFinder.FindAsync(seen, LowBar.Usual.On(scores), (keys, cancel) => ledger.SaidAsync(latest.Judge, latest.JudgeVersion, keys, cancel), cancellationToken);
        return new CauseReport
        {
            Judge = latest.Judge,
            JudgeVersion = latest.JudgeVersion,
            OtherVersions = [.. now.Where(r => r.JudgeVersion != latest.JudgeVersion && r.Scored > 0).Select(r => r.JudgeVersion)],
            Release = release,
            Within = question.Within,
            Before = isCompared ? before : null,
            From = from,
            To = question.Range.To,
            Scores = scores,
            Change = isCompared ? Difference.Between(earlier, scores) : null,
            LookedAt = observations.Count,
            TextsRead = texts,
            Causes = await NameAsync(ledger, causes, cancellationToken),
            Changed =
            [
                .. releases.Where(r => r.Begin >= from && r.Begin < question.Range.To && r.Name != release && releases[0] != r).Select(r => new Novelty(Releases.Field, r.Name) { Since = r.Begin }),
                .. now.Where(r => r.VersionSince >= from && everything.Any(e => e.Judge == r.Judge && e.VersionSince < r.VersionSince)).Select(r => new Novelty(Novelty.OfJudge, r.JudgeVersion) { Since = r.VersionSince }),
                .. Novelty.Of(seen, CauseSearch.FewestResponses).Where(n => n.Field != Releases.Field),
            ],
        };
    }

    private static (string, DateTimeOffset)? Find(IReadOnlyList<KnownRelease> releases, string asked)
    {
        foreach ((string name, DateTimeOffset begin) in releases.Where(r => r.Name == asked).Concat(asked == CauseQuestion.Latest ? releases.Reverse() : []))
        {
            return (name, begin);
        }

        return null;
    }

    private static ScoreHistogram? ScoresOf(Rollup rollup, string? criterion) => criterion is null ? rollup.Main : rollup.Scores.FirstOrDefault(s => s.Criterion == criterion);

    private static bool Has(Observation observation, Facet facet) => observation.Facets.Contains(facet) || (facet.Field == GroupSearch.FailureField && observation.Failure == facet.Value);

    private static ScoreHistogram Histogram(ScoreHistogram scale, IReadOnlyList<Observation> observations, bool isBefore) =>
        scale with { Counts = [.. observations.Where(o => o.IsBefore == isBefore).GroupBy(o => o.Score).OrderBy(g => g.Key).Select(g => new ScoreCount(g.Key, g.Count()))] };

    private static async Task<IReadOnlyList<Cause>> NameAsync(ILedgerFigures ledger, IReadOnlyList<Cause> causes, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<long, string> ids = await ledger.IdsAsync([.. causes.SelectMany(c => c.ExampleKeys)], cancellationToken);
        return [.. causes.Select(c => c with { Examples = [.. c.ExampleKeys.Where(ids.ContainsKey).Select(k => ids[k])] })];
    }
}
