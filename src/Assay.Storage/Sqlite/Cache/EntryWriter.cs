using Assay.Scoring.Caching;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite.Cache;

/// <summary>Saves entries, and with every batch removes some of those that have expired.</summary>
internal sealed class EntryWriter(SqliteConnection connection, TagIndex index, TimeProvider clock) : IDisposable
{
    private readonly CacheTransaction _transaction = new(connection, writes: true);
    private readonly TagTable _tags = new(connection, index);
    private readonly ExpiredSweep _sweep = new(connection, clock);
    private readonly List<(int Place, long Key)> _candidates = [];
    private readonly Dictionary<UInt128, long> _there = [];
    private readonly List<uint> _added = [];

    private readonly RawStatement _compare = new(connection, "SELECT 1 FROM entries WHERE entry_key = ?1 AND question_high = ?2 AND question_low = ?3");

    private readonly RawStatement _addEntry = new(connection, """
        INSERT INTO entries (entry_key, question_high, question_low, material, judge_version, model, cost_nano_usd, saved_at, expires_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """);

    private readonly RawStatement _replaceEntry = new(connection, """
        UPDATE entries SET material = ?4, judge_version = ?5, model = ?6, cost_nano_usd = ?7, saved_at = ?8, expires_at = ?9
        WHERE entry_key = ?1 AND question_high = ?2 AND question_low = ?3
        """);

    private readonly RawStatement _addReply = new(connection, "INSERT INTO replies (entry_key, reply) VALUES (?1, ?2)");
    private readonly RawStatement _replaceReply = new(connection, "UPDATE replies SET reply = ?2 WHERE entry_key = ?1");
    private readonly RawStatement _removeEntry = new(connection, "DELETE FROM entries WHERE entry_key = ?1");
    private readonly RawStatement _removeReply = new(connection, "DELETE FROM replies WHERE entry_key = ?1");
    private readonly RawStatement _cutLog = new(connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    /// <summary>All of them or, when it throws, none.</summary>
    public void Save(IReadOnlyList<CacheEntry> entries)
    {
        long first = 0;
        _transaction.Run(() =>
        {
            FindThere([.. entries.Select(e => e.Key)]);
            first = _tags.NextKey();
            _added.Clear();
            foreach (CacheEntry entry in entries)
            {
                Save(entry, next: first + _added.Count);
            }

            _tags.Append(first, _added);
            _sweep.Run(saved: entries.Count);
        });
        _tags.Committed(first, _added);
    }

    /// <summary>All of them or, when it throws, none; what is freed is overwritten, and gone from the log where nobody reads in it.</summary>
    public void Remove(IReadOnlyList<UInt128> questions)
    {
        CacheKey[] keys = [.. questions.Select(q => new CacheKey(q, Material: 0))];
        using (var overwrite = new RawStatement(connection, "PRAGMA secure_delete = ON"))
        {
            overwrite.Execute();
        }

        _transaction.Run(() =>
        {
            FindThere(keys);
            foreach (long key in _there.Values)
            {
                _removeEntry.Set(1, key).Execute();
                _removeReply.Set(1, key).Execute();
            }
        });
        if (_there.Count > 0)
        {
            _cutLog.Execute();
        }
    }

    public void Dispose()
    {
        _removeEntry.Dispose();
        _removeReply.Dispose();
        _cutLog.Dispose();
        _compare.Dispose();
        _addEntry.Dispose();
        _replaceEntry.Dispose();
        _addReply.Dispose();
        _replaceReply.Dispose();
        _sweep.Dispose();
        _tags.Dispose();
        _transaction.Dispose();
    }

    /// <summary>The keys of those questions that have a row.</summary>
    private void FindThere(CacheKey[] questions)
    {
        var tags = new uint[questions.Length];
        for (int i = 0; i < tags.Length; i++)
        {
            tags[i] = EntryRow.Tag(questions[i]);
        }

        _tags.Find(tags, _candidates);
        _there.Clear();
        foreach ((int place, long key) in _candidates)
        {
            CacheKey question = questions[place];
            if (_compare.Set(1, key).Set(2, EntryRow.High(question)).Set(3, EntryRow.Low(question)).Step())
            {
                _there[question.Question] = key;
            }

            _compare.Reset();
        }
    }

    private void Save(CacheEntry entry, long next)
    {
        // A question may stand twice in a batch.
        bool isNew = _there.TryAdd(entry.Key.Question, next);
        long key = isNew ? next : _there[entry.Key.Question];
        (isNew ? _addEntry : _replaceEntry)
            .Set(1, key)
            .Set(2, EntryRow.High(entry.Key))
            .Set(3, EntryRow.Low(entry.Key))
            .Set(4, unchecked((long)entry.Key.Material))
            .Set(5, entry.Reply.JudgeVersion)
            .Set(6, entry.Reply.Model)
            .Set(7, EntryRow.NanoUsd(entry.Reply.CostUsd))
            .Set(8, entry.Reply.SavedAt.ToUnixTimeMilliseconds())
            .Set(9, entry.Reply.ExpiresAt.ToUnixTimeMilliseconds())
            .Execute();
        (isNew ? _addReply : _replaceReply).Set(1, key).Set(2, entry.Reply.Text).Execute();
        if (isNew)
        {
            _added.Add(EntryRow.Tag(entry.Key));
        }
    }
}
