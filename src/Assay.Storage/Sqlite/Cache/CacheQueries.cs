using Assay.Scoring.Caching;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite.Cache;

/// <summary>What people ask of a cache: account, inspection, clearing.</summary>
internal static class CacheQueries
{
    private const int RemovedAtOnce = 5_000;

    public static CacheStats Stats(SqliteConnection connection, string path, DateTimeOffset now)
    {
        using var count = new RawStatement(connection, """
            SELECT judge_version, expires_at > ?1, count(*), sum(cost_nano_usd), min(saved_at) FROM entries GROUP BY 1, 2
            """);
        long expired = 0;
        decimal worth = 0;
        long? oldest = null;
        var good = new List<(string JudgeVersion, long Entries)>();
        count.Set(1, now.ToUnixTimeMilliseconds());
        while (count.Step())
        {
            if (count.Number(1) == 0)
            {
                expired += count.Number(2);
                continue;
            }

            good.Add((count.Text(0) ?? "", count.Number(2)));
            worth += EntryRow.Usd(count.Number(3));
            oldest = Math.Min(oldest ?? long.MaxValue, count.Number(4));
        }

        return new CacheStats(
            good.Sum(v => v.Entries), expired, Size(path) + Size(path + "-wal"), worth,
            oldest is { } time ? EntryRow.Time(time) : null,
            [.. good.OrderByDescending(v => v.Entries).ThenBy(v => v.JudgeVersion, StringComparer.Ordinal)]);
    }

    /// <summary>The judge versions that hold a good reply about the same material, the latest first.</summary>
    public static IReadOnlyList<string> VersionsOf(SqliteConnection connection, CacheKey key, DateTimeOffset now)
    {
        // Asked by people, one at a time: reading all entries is cheaper than an index that every save would have to keep.
        using var find = new RawStatement(connection, """
            SELECT judge_version FROM entries WHERE material = ?1 AND expires_at > ?2 GROUP BY judge_version ORDER BY max(saved_at) DESC, judge_version
            """);
        var versions = new List<string>();
        find.Set(1, unchecked((long)key.Material)).Set(2, now.ToUnixTimeMilliseconds());
        while (find.Step())
        {
            versions.Add(find.Text(0) ?? "");
        }

        return versions;
    }

    /// <summary>In portions, so that other writers get their turn.</summary>
    public static long Clear(SqliteConnection connection, string? judgeVersion, DateTimeOffset? expiredBy, CancellationToken cancellationToken)
    {
        using var find = new RawStatement(connection, """
            SELECT entry_key FROM entries
            WHERE entry_key > ?1 AND (?2 IS NULL OR judge_version = ?2) AND expires_at <= ?3 ORDER BY entry_key LIMIT ?4
            """);
        using var removeEntry = new RawStatement(connection, "DELETE FROM entries WHERE entry_key = ?1");
        using var removeReply = new RawStatement(connection, "DELETE FROM replies WHERE entry_key = ?1");
        using var transaction = new CacheTransaction(connection, writes: true);
        long removed = 0;
        long last = -1;
        var keys = new List<long>(RemovedAtOnce);
        find.Set(2, judgeVersion).Set(3, expiredBy?.ToUnixTimeMilliseconds() ?? long.MaxValue).Set(4, RemovedAtOnce);
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            transaction.Run(() =>
            {
                keys.Clear();
                find.Set(1, last);
                while (find.Step())
                {
                    keys.Add(find.Number(0));
                }

                foreach (long key in keys)
                {
                    removeEntry.Set(1, key).Execute();
                    removeReply.Set(1, key).Execute();
                }
            });
            removed += keys.Count;
            last = keys.Count > 0 ? keys[^1] : last;
        }
        while (keys.Count == RemovedAtOnce);

        return removed;
    }

    /// <summary>Removes every entry at once, and gives the room back to the disk.</summary>
    public static long ClearAll(SqliteConnection connection)
    {
        using var count = new RawStatement(connection, "SELECT count(*) FROM entries");
        using var removeEntries = new RawStatement(connection, "DELETE FROM entries");
        using var removeReplies = new RawStatement(connection, "DELETE FROM replies");
        // Keys go on where they were: other processes have the earlier ones in memory.
        using var removeTags = new RawStatement(connection, "DELETE FROM tags WHERE thousand < (SELECT max(thousand) FROM tags)");
        using var transaction = new CacheTransaction(connection, writes: true);
        long removed = 0;
        transaction.Run(() =>
        {
            count.Step();
            removed = count.Number(0);
            count.Reset();
            removeEntries.Execute();
            removeReplies.Execute();
            removeTags.Execute();
        });
        try
        {
            using var shrink = new RawStatement(connection, "VACUUM");
            shrink.Execute();
            using var checkpoint = new RawStatement(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            checkpoint.Execute();
        }
        catch (SqliteException)
        {
            // Others are at work in the file. The entries are gone; their room is used again by later ones.
        }

        return removed;
    }

    private static long Size(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
