using Assay.Scoring.Serving;

namespace Assay.Surfacing.Regressions;

/// <summary>
/// How judges' scores stand against before: since the last release against the one before it, and since a time that nobody announced.
/// Read from rollups, at a cost that does not depend on the number of responses. A new version of a judge is a seam: what it says is
/// compared with what it said itself, and with nothing else.
/// </summary>
public static class RegressionReading
{
    /// <returns>Judge by judge: each criterion since the release, then slices if asked for, then what changed at a time that nobody announced.</returns>
    public static async Task<IReadOnlyList<Regression>> ReadAsync(ILedgerFigures ledger, RegressionQuestion question, CancellationToken cancellationToken)
    {
        IReadOnlyList<Rollup> everything = await ledger.RollupsAsync(new RollupQuery(DateTimeOffset.UnixEpoch, question.Now) { Judge = question.Judge, OutcomesOnly = true }, cancellationToken);
        string[] fields = [.. (await ledger.SliceFieldsAsync(cancellationToken)).Union(question.Fields, StringComparer.Ordinal).Where(f => f != Releases.Field)];
        var found = new List<Regression>();
        foreach (IGrouping<string, Rollup> judge in everything.Where(r => r.Scored > 0).GroupBy(r => r.Judge))
        {
            var figures = new RegressionFigures(ledger, judge.Key, judge.MaxBy(r => r.VersionSince)!.JudgeVersion, fields);
            IReadOnlyList<KnownRelease> releases = await Releases.ReadAsync(ledger, judge.Key, question.Now, cancellationToken);
            IReadOnlyList<Regression> since = await new ReleaseRegressions(figures, question).ReadAsync(releases, cancellationToken);
            found.AddRange(question.Release is null ? await new UnannouncedChanges(figures, question, releases).AddAsync(since, cancellationToken) : since);
        }

        double[] q = FalseDiscovery.Adjusted([.. found.Select(r => Math.Min(1, 1 / r.Evidence))]);
        return [.. found.Zip(q, (r, adjusted) => r with { Q = adjusted })];
    }
}
