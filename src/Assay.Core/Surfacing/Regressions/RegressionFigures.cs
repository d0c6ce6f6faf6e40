using Assay.Scoring.Serving;

namespace Assay.Surfacing.Regressions;

/// <summary>The rollups of one version of one judge: scores of others are never compared with its.</summary>
internal sealed class RegressionFigures(ILedgerFigures ledger, string judge, string version, IReadOnlyList<string> fields)
{
    public string Judge => judge;

    public string JudgeVersion => version;

    /// <summary>Declared ones, by which scores are split.</summary>
    public IReadOnlyList<string> Fields => fields;

    /// <param name="query">Of whichever judge.</param>
    public async Task<IReadOnlyList<Rollup>> ReadAsync(RollupQuery query, CancellationToken cancellationToken) =>
        [.. (await ledger.RollupsAsync(query with { Judge = judge }, cancellationToken)).Where(r => r.JudgeVersion == version && r.Scored > 0)];
}
