using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite.Cache;

/// <summary>
/// Goes round the entries and removes the expired ones, two looked at for each one saved: so a file of a steady use stops growing,
/// no save ever waits long, and no index over the times is kept. All processes move the same hand.
/// </summary>
internal sealed class ExpiredSweep(SqliteConnection connection, TimeProvider clock) : IDisposable
{
    private const int FewestLookedAt = 16;

    private readonly RawStatement _readHand = new(connection, "SELECT entry_key FROM sweep");
    private readonly RawStatement _moveHand = new(connection, "UPDATE sweep SET entry_key = ?1");
    private readonly RawStatement _findEnd = new(connection, "SELECT entry_key FROM entries WHERE entry_key > ?1 ORDER BY entry_key LIMIT 1 OFFSET ?2");
    private readonly RawStatement _findExpired = new(connection, "SELECT entry_key FROM entries WHERE entry_key > ?1 AND entry_key <= ?2 AND expires_at <= ?3");
    private readonly RawStatement _removeEntry = new(connection, "DELETE FROM entries WHERE entry_key = ?1");
    private readonly RawStatement _removeReply = new(connection, "DELETE FROM replies WHERE entry_key = ?1");

    private readonly RawStatement _removeTags = new(connection, FormattableString.Invariant($"""
        DELETE FROM tags WHERE thousand >= ?1 AND thousand < ?2 AND thousand < (SELECT max(thousand) FROM tags)
        AND NOT EXISTS (SELECT 1 FROM entries WHERE entry_key >= thousand * {TagTable.RowEntries} AND entry_key < (thousand + 1) * {TagTable.RowEntries})
        """));

    private readonly List<long> _expired = [];

    /// <summary>Belongs into the transaction of the saving.</summary>
    public void Run(int saved)
    {
        long hand = Number(_readHand) ?? -1;
        long? end = Number(_findEnd.Set(1, hand).Set(2, Math.Max(FewestLookedAt, 2 * saved) - 1));
        _expired.Clear();
        _findExpired.Set(1, hand).Set(2, end ?? long.MaxValue).Set(3, clock.GetUtcNow().ToUnixTimeMilliseconds());
        while (_findExpired.Step())
        {
            _expired.Add(_findExpired.Number(0));
        }

        foreach (long entry in _expired)
        {
            _removeEntry.Set(1, entry).Execute();
            _removeReply.Set(1, entry).Execute();
        }

        // The thousand that the hand is in has not been seen to its end.
        (long first, long last) = (Math.Max(0, hand) / TagTable.RowEntries, (end ?? long.MaxValue) / TagTable.RowEntries);
        if (first < last)
        {
            _removeTags.Set(1, first).Set(2, last).Execute();
        }

        _moveHand.Set(1, end ?? -1).Execute();
    }

    public void Dispose()
    {
        _readHand.Dispose();
        _moveHand.Dispose();
        _findEnd.Dispose();
        _findExpired.Dispose();
        _removeEntry.Dispose();
        _removeReply.Dispose();
        _removeTags.Dispose();
    }

    private static long? Number(RawStatement statement)
    {
        long? number = statement.Step() ? statement.Number(0) : null;
        statement.Reset();
        return number;
    }
}
