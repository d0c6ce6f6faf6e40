using Assay.Scoring.Caching;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite.Cache;

/// <summary>Looks keys up. Nearly all look-ups are misses, which end in the index in memory.</summary>
internal sealed class EntryReader(SqliteConnection connection, TagIndex index) : IDisposable
{
    private readonly CacheTransaction _transaction = new(connection, writes: false);
    private readonly TagTable _tags = new(connection, index);
    private readonly List<(int Place, long Key)> _candidates = [];

    private readonly RawStatement _read = new(connection, $"""
        SELECT {EntryRow.Columns}, e.question_high, e.question_low FROM entries e JOIN replies r USING (entry_key) WHERE e.entry_key = ?1
        """);

    /// <summary>All of them as of one moment, also expired ones.</summary>
    public void Find(IReadOnlyList<CacheKey> keys, CachedReply?[] found) => _transaction.Run(() =>
    {
        var tags = new uint[keys.Count];
        for (int i = 0; i < tags.Length; i++)
        {
            tags[i] = EntryRow.Tag(keys[i]);
        }

        _tags.Find(tags, _candidates);
        foreach ((int place, long key) in _candidates)
        {
            found[place] ??= Read(key, keys[place]);
        }
    });

    public void Dispose()
    {
        _read.Dispose();
        _tags.Dispose();
        _transaction.Dispose();
    }

    private CachedReply? Read(long key, CacheKey question)
    {
        bool same = _read.Set(1, key).Step() && _read.Number(6) == EntryRow.High(question) && _read.Number(7) == EntryRow.Low(question);
        CachedReply? reply = same ? EntryRow.Read(_read) : null;
        _read.Reset();
        return reply;
    }
}
