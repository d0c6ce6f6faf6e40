using Assay.Configuring;
using Assay.Scoring.Caching;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite.Cache;

/// <summary>
/// The verdict cache in one SQLite file, which several processes may share. One connection saves, another one looks up: with
/// write-ahead logging neither waits for the other. Trouble with the file costs hits, never a run.
/// </summary>
public sealed class SqliteVerdictCache : IVerdictCache
{
    /// <summary>Looking up waits only where another program holds the whole file; saving waits for other processes' batches.</summary>
    private static readonly TimeSpan FindWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SaveWait = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _finding = new(1, 1);
    private readonly SemaphoreSlim _saving = new(1, 1);
    private readonly CacheOutage _findOutage;
    private readonly CacheOutage _saveOutage;
    private readonly SqliteConnection _findConnection;
    private readonly SqliteConnection _saveConnection;
    private readonly EntryReader _reader;
    private readonly EntryWriter _writer;
    private bool _disposed;

    private SqliteVerdictCache(string path, SqliteConnection findConnection, SqliteConnection saveConnection, TimeProvider clock)
    {
        _path = path;
        _clock = clock;
        _findConnection = findConnection;
        _saveConnection = saveConnection;
        _findOutage = new CacheOutage(clock);
        _saveOutage = new CacheOutage(clock);
        var index = new TagIndex();
        _reader = new EntryReader(findConnection, index);
        _writer = new EntryWriter(saveConnection, index, clock);
    }

    public string? Trouble => _findOutage.Trouble ?? _saveOutage.Trouble;

    /// <summary>Opens a cache; makes the file where there is none.</summary>
    /// <exception cref="ConfigurationException">The file is no cache, is damaged, or cannot be opened and written.</exception>
    public static SqliteVerdictCache Open(string path, TimeProvider clock)
    {
        string full = Path.GetFullPath(path);
        SqliteConnection saving = CacheFile.Open(full, SaveWait);
        try
        {
            return new SqliteVerdictCache(full, CacheFile.OpenToRead(full, FindWait), saving, clock);
        }
        catch
        {
            saving.Dispose();
            throw;
        }
    }

    public async ValueTask<IReadOnlyList<CachedReply?>> FindAsync(IReadOnlyList<CacheKey> keys, CancellationToken cancellationToken)
    {
        CachedReply?[] found = await FindAlsoExpiredAsync(keys, cancellationToken);
        DateTimeOffset now = _clock.GetUtcNow();
        foreach (ref CachedReply? reply in found.AsSpan())
        {
            reply = reply?.ExpiresAt > now ? reply : null;
        }

        return found;
    }

    public async ValueTask SaveAsync(IReadOnlyList<CacheEntry> entries, CancellationToken cancellationToken) =>
        await AskAsync(_saving, _saveOutage, () => _writer.Save(entries), cancellationToken);

    public async ValueTask<CacheStats> StatsAsync(CancellationToken cancellationToken)
    {
        var stats = new CacheStats(0, 0, null, 0, null, []);
        await AskAsync(gate: null, _findOutage, () => stats = Read(c => CacheQueries.Stats(c, _path, _clock.GetUtcNow())), cancellationToken);
        return stats;
    }

    public async ValueTask<long> ClearAsync(string? judgeVersion, bool expiredOnly, CancellationToken cancellationToken)
    {
        long removed = 0;
        await AskAsync(
            _saving,
            _saveOutage,
            () => removed = judgeVersion is null && !expiredOnly
                ? CacheQueries.ClearAll(_saveConnection)
                : CacheQueries.Clear(_saveConnection, judgeVersion, expiredOnly ? _clock.GetUtcNow() : null, cancellationToken),
            cancellationToken);
        return removed;
    }

    public async ValueTask<bool> RemoveAsync(IReadOnlyList<UInt128> questions, CancellationToken cancellationToken) =>
        await AskAsync(_saving, _saveOutage, () => _writer.Remove(questions), cancellationToken);

    public async ValueTask<CacheInspection> InspectAsync(CacheKey key, CancellationToken cancellationToken)
    {
        CachedReply? reply = (await FindAlsoExpiredAsync([key], cancellationToken))[0];
        DateTimeOffset now = _clock.GetUtcNow();
        IReadOnlyList<string> versions = [];
        await AskAsync(gate: null, _findOutage, () => versions = Read(c => CacheQueries.VersionsOf(c, key, now)), cancellationToken);
        return new CacheInspection(reply, reply?.ExpiresAt <= now, [.. versions.Where(v => v != reply?.JudgeVersion)]);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _finding.WaitAsync();
        await _saving.WaitAsync();
        _reader.Dispose();
        _writer.Dispose();
        await _findConnection.DisposeAsync();
        await _saveConnection.DisposeAsync();
        _finding.Dispose();
        _saving.Dispose();
    }

    private async Task<CachedReply?[]> FindAlsoExpiredAsync(IReadOnlyList<CacheKey> keys, CancellationToken cancellationToken)
    {
        var found = new CachedReply?[keys.Count];
        bool answered = await AskAsync(_finding, _findOutage, () => _reader.Find(keys, found), cancellationToken);
        return answered ? found : new CachedReply?[keys.Count];
    }

    /// <summary>SQLite works on the thread that calls it, and may wait for a lock: never on the caller's.</summary>
    private async Task<bool> AskAsync(SemaphoreSlim? gate, CacheOutage outage, Action work, CancellationToken cancellationToken)
    {
        if (gate is not null)
        {
            await gate.WaitAsync(cancellationToken);
        }

        try
        {
            // Asked behind the gate: what queued up while the file was locked does not wait for it one by one.
            if (!outage.MayAsk())
            {
                return false;
            }

            await Task.Run(work, cancellationToken);
            outage.Succeeded();
            return true;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 11 or 26)
        {
            outage.FailedForGood($"The cache {_path} is damaged ({e.Message.TrimEnd('.')}) and is not used any more. Delete it, or name another file with --cache.");
        }
        catch (SqliteException e)
        {
            outage.Failed(e.SqliteErrorCode switch
            {
                5 or 6 => $"The cache {_path} is locked by another program.",
                13 => $"The disk that holds the cache {_path} is full: nothing more is saved in it.",
                _ => $"The cache {_path} cannot be used: {e.Message.TrimEnd('.')}.",
            });
        }
        finally
        {
            gate?.Release();
        }

        return false;
    }

    private T Read<T>(Func<SqliteConnection, T> work)
    {
        using SqliteConnection connection = CacheFile.OpenToRead(_path, FindWait);
        return work(connection);
    }
}
