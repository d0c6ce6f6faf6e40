using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Surfacing;

/// <summary>
/// Quality over a range: from the rollups, at a cost that does not depend on the number of responses, as far as these are split by
/// what is asked for; else from the rows.
/// </summary>
public static class QualityReading
{
    /// <returns>Null where the judge judged nothing in the range.</returns>
    public static async Task<Quality?> ReadAsync(IServiceLedger ledger, QualityQuery query, CancellationToken cancellationToken)
    {
        (string Field, string Value)? slice = query.Slice ?? (query.Release is { } release ? ("release", release) : null);
        bool isSplitBy = slice is not var (field, _) || (await ledger.SliceFieldsAsync(cancellationToken)).Contains(field);
        if (!isSplitBy || (query.Slice is not null && query.Release is not null))
        {
            return await FromRowsAsync(ledger, query, cancellationToken);
        }

        IReadOnlyList<Rollup> rollups = await ledger.RollupsAsync(new RollupQuery(query.From, query.To) { Judge = query.Judge, Slice = slice }, cancellationToken);
        if (rollups.Count == 0)
        {
            // A value beyond those that are kept apart is in the rows all the same; so is what is only owed so far.
            return await FromRowsAsync(ledger, query, cancellationToken);
        }

        LedgerAccount? account = slice is null ? await ledger.AccountAsync(cancellationToken) : null;
        return Of(rollups, query, account);
    }

    /// <summary>By the time of receipt, what came in a moment ago among it.</summary>
    private static Task<Quality?> FromRowsAsync(IServiceLedger ledger, QualityQuery query, CancellationToken cancellationToken) =>
        ledger.QualityAsync(query with { To = query.To.AddMilliseconds(1) }, cancellationToken);

    /// <param name="account">Tells what is owed and skipped; null: that is not known of a slice.</param>
    private static Quality Of(IReadOnlyList<Rollup> rollups, QualityQuery query, LedgerAccount? account)
    {
        // What was scored decides; a version that has only just begun has nothing to show.
        Rollup latest = rollups.OrderByDescending(r => r.VersionSince).FirstOrDefault(r => r.Scored > 0) ?? rollups.MaxBy(r => r.VersionSince)!;
        var outcomes = new Dictionary<OutcomeState, long> { [OutcomeState.Scored] = latest.Scored, [OutcomeState.Unscored] = latest.Unscored.Values.Sum() };
        foreach (OutcomeState state in account is null ? Array.Empty<OutcomeState>() : [OutcomeState.Owed, OutcomeState.Skipped])
        {
            outcomes[state] = account!.Entries.Where(e => e.Judge == query.Judge && e.State == state && e.Hour.AddHours(1) > query.From && e.Hour < query.To).Sum(e => e.Count);
        }

        return new Quality
        {
            JudgeVersion = latest.JudgeVersion,
            OtherVersions = [.. rollups.Where(r => r != latest).Select(r => r.JudgeVersion)],
            Outcomes = outcomes,
            Scores = latest.Scores,
        };
    }
}
