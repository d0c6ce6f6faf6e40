using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Storage;

/// <summary>The rows of a page while it is read: all in their order until it is full, or the lowest of all that are looked at.</summary>
internal sealed class ListedRows(OutcomeQuery query)
{
    private readonly List<OutcomeListing> _rows = [];

    /// <summary>The highest of them is the first to go.</summary>
    private readonly PriorityQueue<OutcomeListing, double> _lowest = new();

    public bool IsFull => !query.LowestFirst && _rows.Count >= query.Limit;

    /// <summary>Whether a row with this score would stand on the page.</summary>
    public bool Takes(double? overall) =>
        !query.LowestFirst || (overall is { } score && (_lowest.Count < query.Limit || (_lowest.TryPeek(out _, out double highest) && score < -highest)));

    public void Add(OutcomeListing row)
    {
        if (!query.LowestFirst)
        {
            _rows.Add(row);
        }
        else if (_lowest.Count < query.Limit)
        {
            _lowest.Enqueue(row, -row.Overall!.Value);
        }
        else
        {
            _lowest.EnqueueDequeue(row, -row.Overall!.Value);
        }
    }

    public OutcomePage Page(long? next) =>
        new(query.LowestFirst ? [.. _lowest.UnorderedItems.Select(i => i.Element).OrderBy(r => r.Overall).ThenByDescending(r => r.ReceivedAt).ThenBy(r => r.Id, StringComparer.Ordinal)] : _rows, next);
}
