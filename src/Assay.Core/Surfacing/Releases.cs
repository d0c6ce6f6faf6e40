using Assay.Scoring.Serving;

namespace Assay.Surfacing;

/// <summary>The releases of the application that a judge has scored.</summary>
public static class Releases
{
    /// <summary>The field of a response that names its release; figures are always split by it.</summary>
    public const string Field = "release";

    /// <summary>In the order in which they were first scored, each with the hour of that.</summary>
    public static async Task<IReadOnlyList<(string Name, DateTimeOffset Begin)>> ReadAsync(ILedgerFigures ledger, string judge, DateTimeOffset to, CancellationToken cancellationToken) =>
    [
        .. (await ledger.RollupsAsync(new RollupQuery(DateTimeOffset.UnixEpoch, to) { Judge = judge, By = Field, Hours = 1, OutcomesOnly = true }, cancellationToken))
            .Where(r => r.Value is not null && r.Scored > 0)
            .GroupBy(r => r.Value!).Select(g => (g.Key, Begin: g.Min(r => r.Begin))).OrderBy(r => r.Begin),
    ];
}
