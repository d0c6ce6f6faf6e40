using Assay.Scoring.Serving;

namespace Assay.Surfacing.Reporting;

/// <summary>Where the responses that one judge version judged are worst: its scores by the values of some fields.</summary>
public static class SliceRanking
{
    /// <summary>The lowest means first; those of too few scores behind all others, for they are not ranked.</summary>
    /// <param name="query">The range.</param>
    public static async Task<IReadOnlyList<ReportSlice>> ReadAsync(ILedgerFigures ledger, RollupQuery query, Rollup judge, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        var found = new List<ReportSlice>();
        foreach (string field in fields)
        {
            found.AddRange(
                from r in await ledger.RollupsAsync(query with { Judge = judge.Judge, By = field, Slice = null, Hours = null }, cancellationToken)
                where r.JudgeVersion == judge.JudgeVersion && r is { Value: not null, Main: not null }
                select new ReportSlice(field, r.Value!, r.Main!));
        }

        return Ranked(found);
    }

    internal static IReadOnlyList<ReportSlice> Ranked(IEnumerable<ReportSlice> found) =>
        [.. found.Where(s => s.Scores.N > 0).OrderByDescending(s => s.IsRanked).ThenBy(s => s.IsRanked ? s.Scores.Mean()!.Mean : -s.Scores.N)];
}
