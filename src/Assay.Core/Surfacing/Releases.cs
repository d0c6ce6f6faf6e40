using Assay.Scoring.Serving;

namespace Assay.Surfacing;

/// <summary>The releases of the application that a judge has scored.</summary>
public static class Releases
{
    /// <summary>In the order in which they were first scored, each with the hour of that.</summary>
    public static async Task<IReadOnlyList<(string Name, DateTimeOffset Begin)>> ReadAsync(ILedgerFigures ledger, string judge, DateTimeOffset to, CancellationToken cancellationToken) =>
    [
        .. (await ledger.RollupsAsync(new RollupQuery(DateTimeOffset.UnixEpoch, to) { Judge = judge, By = "release", Hours = 1, OutcomesOnly = true }, cancellationToken))
            .Where(r => r.Value is not null && r.Scored > 0)
            .GroupBy(r => r.Value!).Select(g => (g.Key, Begin: g.Min(r => r.Begin))).OrderBy(r => r.Begin),
    ];
}
