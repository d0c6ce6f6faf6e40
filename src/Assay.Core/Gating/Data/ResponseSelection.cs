using System.Security.Cryptography;
using System.Text;
using Assay.Collecting;

namespace Assay.Gating.Data;

/// <summary>Picks some responses of many for a data set: the lowest scores, or by a hash, so that the same are picked again. Holds no more than it picks.</summary>
/// <param name="limit">So many at most.</param>
/// <param name="seed">Another seed picks otherwise; null: the lowest scores first.</param>
public sealed class ResponseSelection(int limit, string? seed)
{
    /// <summary>The one that is the first to go comes first.</summary>
    private readonly PriorityQueue<Response, (double Rank, string Id)> _picked = new(Comparer<(double Rank, string Id)>.Create((a, b) => b.Rank.CompareTo(a.Rank) is var by and not 0 ? by : string.CompareOrdinal(b.Id, a.Id)));
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>In the order in which they were wanted most.</summary>
    public IReadOnlyList<Response> Picked => [.. _picked.UnorderedItems.OrderBy(p => p.Priority.Rank).ThenBy(p => p.Priority.Id, StringComparer.Ordinal).Select(p => p.Element)];

    /// <param name="score">Null: it has none, and comes last where scores decide.</param>
    public void Add(Response response, double? score)
    {
        // Several judges may have judged it.
        if (!_ids.Add(response.Id))
        {
            return;
        }

        _picked.Enqueue(response, (seed is null ? score ?? double.MaxValue : Draw(response.Id), response.Id));
        if (_picked.Count > limit)
        {
            _ids.Remove(_picked.Dequeue().Id);
        }
    }

    private double Draw(string id) => BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{id}")), 0);
}
