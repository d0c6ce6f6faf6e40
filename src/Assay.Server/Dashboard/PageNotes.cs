using System.Collections.Concurrent;
using Microsoft.AspNetCore.WebUtilities;

namespace Assay.Server.Dashboard;

/// <summary>What the next page is to say, kept here under a number: an address that held the words would let anybody put words into a page.</summary>
internal sealed class PageNotes
{
    private const int Most = 200;

    private readonly ConcurrentDictionary<string, string> _notes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <returns>Its number.</returns>
    private string Keep(string note)
    {
        string id = Guid.NewGuid().ToString("N");
        _notes[id] = note;
        _order.Enqueue(id);
        while (_order.Count > Most && _order.TryDequeue(out string? oldest))
        {
            _notes.TryRemove(oldest, out _);
        }

        return id;
    }

    /// <summary>The address of a page that is to say it.</summary>
    public string Address(string path, string note) => QueryHelpers.AddQueryString(path, "note", Keep(note));

    public string? Find(string? id) => id is not null && _notes.TryGetValue(id, out string? note) ? note : null;
}
