using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Surfacing.Reporting;

/// <summary>Adds rows up as they come by, and keeps the few that are shown: as much memory for a million rows as for a hundred.</summary>
public sealed class RowSums
{
    private readonly int _mostLowest;
    private readonly int _mostPerReason;
    private readonly Dictionary<(OutcomeState State, string Reason), long> _counts = [];
    private readonly PriorityQueue<ResultRow, (double Lowness, long Place)> _lowest = new();
    private readonly List<ResultRow> _unscored = [];
    private readonly Dictionary<VerdictOrigin, long> _origins = [];
    private decimal _costUsd;
    private long _attempts;
    private long _place;

    private RowSums(int lowest, int unscoredPerReason) => (_mostLowest, _mostPerReason) = (lowest, unscoredPerReason);

    public OutcomeCounts Counts => new()
    {
        Scored = _counts.Where(c => c.Key.State == OutcomeState.Scored).Sum(c => c.Value),
        Owed = _counts.Where(c => c.Key.State == OutcomeState.Owed).Sum(c => c.Value),
        Unscored = Reasons(OutcomeState.Unscored),
        Skipped = Reasons(OutcomeState.Skipped),
    };

    /// <summary>Worst first.</summary>
    public IReadOnlyList<ResultRow> Lowest
    {
        get
        {
            var rows = new PriorityQueue<ResultRow, (double, long)>(_lowest.UnorderedItems);
            var worst = new List<ResultRow>();
            while (rows.TryDequeue(out ResultRow? row, out _))
            {
                worst.Insert(0, row);
            }

            return worst;
        }
    }

    public IReadOnlyList<ResultRow> Unscored => [.. _unscored.OrderBy(r => r.Reason, StringComparer.Ordinal)];

    public ReportCost Cost => new()
    {
        Usd = _costUsd,
        Attempts = _attempts,
        Cached = _origins.GetValueOrDefault(VerdictOrigin.Cache),
        Shared = _origins.GetValueOrDefault(VerdictOrigin.Shared),
    };

    /// <param name="lowest">How many of the worst rated are kept.</param>
    public static async Task<RowSums> OfAsync(IAsyncEnumerable<ResultRow> rows, int lowest, int unscoredPerReason)
    {
        var sums = new RowSums(lowest, unscoredPerReason);
        await foreach (ResultRow row in rows)
        {
            sums.Add(row);
        }

        return sums;
    }

    private void Add(ResultRow row)
    {
        string reason = row.Outcome is OutcomeState.Unscored or OutcomeState.Skipped ? row.Reason ?? "" : "";
        long count = _counts[(row.Outcome, reason)] = _counts.GetValueOrDefault((row.Outcome, reason)) + 1;
        _origins[row.Origin] = _origins.GetValueOrDefault(row.Origin) + 1;
        _costUsd += row.CostUsd;
        _attempts += row.Attempts;
        _place++;
        if (row.Outcome == OutcomeState.Unscored && count <= _mostPerReason)
        {
            _unscored.Add(row);
        }

        // Without a declared overall score, the mean of the criteria only orders the list; it is never shown.
        if (row.Outcome == OutcomeState.Scored && (row.Overall ?? (row.Scores.Count > 0 ? row.Scores.Average(s => s.Score) : null)) is { } lowness)
        {
            // The least is what leaves first: the highest score, and of equal ones the one that came last.
            _lowest.Enqueue(row, (-lowness, -_place));
            if (_lowest.Count > _mostLowest)
            {
                _lowest.Dequeue();
            }
        }
    }

    private IReadOnlyList<(string, long)> Reasons(OutcomeState state) =>
        [.. _counts.Where(c => c.Key.State == state).Select(c => (c.Key.Reason, c.Value)).OrderByDescending(r => r.Value).ThenBy(r => r.Reason, StringComparer.Ordinal)];
}
