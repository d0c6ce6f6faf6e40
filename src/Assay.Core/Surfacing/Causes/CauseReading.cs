using Assay.Scoring.Serving;
using Assay.Surfacing.Reporting;

namespace Assay.Surfacing.Causes;

/// <summary>Looks for causes in what a ledger holds.</summary>
public static class CauseReading
{
    /// <summary>As many responses are looked at, and no more: what a search costs is bounded.</summary>
    public const int MostObservations = 200_000;

    /// <summary>With less before, slices are compared with each other instead.</summary>
    private const long FewestBefore = 100;

    private const string Release = "release";

    /// <returns>Null where the judge scored nothing in the time, or the release is not known.</returns>
    public static async Task<CauseReport?> ReadAsync(ILedgerFigures ledger, CauseQuestion question, CancellationToken cancellationToken)
    {
        IReadOnlyList<Rollup> everything = await ledger.RollupsAsync(new RollupQuery(DateTimeOffset.UnixEpoch, question.Range.To) { Judge = question.Judge, OutcomesOnly = true }, cancellationToken);
        if (everything.MaxBy(r => r.Scored) is not { Scored: > 0 } most)
        {
            return null;
        }

        (DateTimeOffset before, DateTimeOffset from, string? release) = (question.Range.Before, question.Range.From, null);
        if (question.Release is { } asked)
        {
            if (await FindAsync(ledger, asked, most.Judge, question.Range.To, cancellationToken) is not var (name, begin))
            {
                return null;
            }

            (before, from, release) = (begin - (question.Range.Now - begin), begin, name);
        }

        IReadOnlyList<Rollup> now = await ledger.RollupsAsync(new RollupQuery(from, question.Range.To) { Judge = most.Judge }, cancellationToken);
        Rollup? latest = now.Where(r => r.Main is not null).MaxBy(r => r.VersionSince);
        if (latest?.Main is not { } scores)
        {
            return null;
        }

        ScoreHistogram? earlier = (await ledger.RollupsAsync(new RollupQuery(before, from) { Judge = most.Judge }, cancellationToken)).FirstOrDefault(r => r.JudgeVersion == latest.JudgeVersion)?.Main;
        bool isCompared = earlier?.N >= FewestBefore;
        var query = new ObservationQuery(latest.Judge, latest.JudgeVersion, isCompared ? before : from, from, question.Range.To, MostObservations) { Fields = question.Fields };
        IReadOnlyList<Observation> observations = await ledger.ObserveAsync(query, cancellationToken);
        // What a release is to explain, its own name explains by definition.
        IReadOnlyList<Observation> seen = release is null ? observations : [.. observations.Select(o => o with { Facets = [.. o.Facets.Where(f => f.Field != Release)] })];
        IReadOnlyList<Cause> causes = CauseSearch.Find(seen, LowBar.Usual.On(scores), cancellationToken);
        return new CauseReport
        {
            Judge = latest.Judge,
            JudgeVersion = latest.JudgeVersion,
            OtherVersions = [.. now.Where(r => r.JudgeVersion != latest.JudgeVersion && r.Scored > 0).Select(r => r.JudgeVersion)],
            Release = release,
            Before = isCompared ? before : null,
            From = from,
            To = question.Range.To,
            Scores = scores,
            Change = isCompared ? Difference.Between(earlier, scores) : null,
            LookedAt = observations.Count,
            Causes = await NameAsync(ledger, causes, cancellationToken),
        };
    }

    private static async Task<(string, DateTimeOffset)?> FindAsync(ILedgerFigures ledger, string asked, string judge, DateTimeOffset to, CancellationToken cancellationToken)
    {
        IReadOnlyList<(string Name, DateTimeOffset Begin)> releases = await Releases.ReadAsync(ledger, judge, to, cancellationToken);
        foreach ((string name, DateTimeOffset begin) in releases.Where(r => r.Name == asked).Concat(asked == CauseQuestion.Latest ? releases.Reverse() : []))
        {
            return (name, begin);
        }

        return null;
    }

    private static async Task<IReadOnlyList<Cause>> NameAsync(ILedgerFigures ledger, IReadOnlyList<Cause> causes, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<long, string> ids = await ledger.IdsAsync([.. causes.SelectMany(c => c.ExampleKeys)], cancellationToken);
        return [.. causes.Select(c => c with { Examples = [.. c.ExampleKeys.Where(ids.ContainsKey).Select(k => ids[k])] })];
    }
}
