using Assay.Configuring;
using Assay.Scoring.Caching;
using StackExchange.Redis;

namespace Assay.Distributed;

/// <summary>
/// The verdict cache in a Redis that several machines share. Redis removes what has expired by itself; what it still holds is
/// checked against the clock. A Redis that is gone or slow costs hits, never a run: after a failure everything is a miss at once,
/// for a pause, and what would be saved is forgotten.
/// </summary>
public sealed class RedisVerdictCache : IVerdictCache
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CallLimit = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(20);

    /// <summary>For what people ask for, which goes over the whole store.</summary>
    private static readonly TimeSpan ScanLimit = TimeSpan.FromSeconds(5);

    /// <summary>So many bytes go out before their answers are awaited: what waits in memory stays small.</summary>
    private const int PortionBytes = 1 << 18;

    private const int RemovedAtOnce = 500;

    private static readonly RedisKey ProbeName = EntryName.Prefix;

    private readonly RedisAddress _address;
    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly TimeProvider _clock;
    // A Redis that is full still answers look-ups.
    private readonly CacheOutage _findOutage;
    private readonly CacheOutage _saveOutage;

    private RedisVerdictCache(RedisAddress address, ConnectionMultiplexer connection, TimeProvider clock)
    {
        _address = address;
        _connection = connection;
        _clock = clock;
        _database = connection.GetDatabase();
        _findOutage = new CacheOutage(clock);
        _saveOutage = new CacheOutage(clock);
        connection.PreserveAsyncOrder = false;
        connection.ConnectionRestored += (_, _) =>
        {
            _findOutage.EndPause();
            _saveOutage.EndPause();
        };
    }

    public string? Trouble => _findOutage.Trouble ?? _saveOutage.Trouble;

    /// <summary>Connects; where nobody answers, the cache is empty until somebody does.</summary>
    /// <param name="url"><c>redis://[:password@]host[:port][/db]</c>, or <c>rediss://</c> for TLS.</param>
    /// <exception cref="ConfigurationException">The address is malformed, or the server refuses the password or has no such database.</exception>
    public static async Task<RedisVerdictCache> ConnectAsync(string url, TimeProvider clock, CancellationToken cancellationToken)
    {
        RedisAddress address = RedisAddress.Parse(url);
        cancellationToken.ThrowIfCancellationRequested();
        ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(address.Options(ConnectLimit, CallLimit));
        var cache = new RedisVerdictCache(address, connection, clock);
        try
        {
            await cache.ProbeAsync(cancellationToken);
            return cache;
        }
        catch
        {
            await cache.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<IReadOnlyList<CachedReply?>> FindAsync(IReadOnlyList<CacheKey> keys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var found = new CachedReply?[keys.Count];
        if (keys.Count == 0)
        {
            return found;
        }

        await AskAsync(_findOutage, CallLimit, async () =>
        {
            var names = new RedisKey[keys.Count];
            for (int i = 0; i < names.Length; i++)
            {
                names[i] = EntryName.Of(keys[i]);
            }

            RedisValue[] values = await WithinAsync(_database.StringGetAsync(names), CallLimit, cancellationToken);
            DateTimeOffset now = _clock.GetUtcNow();
            for (int i = 0; i < found.Length; i++)
            {
                found[i] = values[i].IsNull ? null : ReplyBytes.Read(values[i]) is { } reply && reply.ExpiresAt > now ? reply : null;
            }
        });
        return found;
    }

    public async ValueTask SaveAsync(IReadOnlyList<CacheEntry> entries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int next = 0;
        while (next < entries.Count && await AskAsync(_saveOutage, CallLimit, async () => next = await SavePortionAsync(entries, next, cancellationToken)))
        {
        }
    }

    public async ValueTask<CacheStats> StatsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stats = new RedisStats(_clock.GetUtcNow());
        bool whole = await AskAsync(_findOutage, ScanLimit, async () =>
        {
            var scan = new RedisScan(_database, ScanLimit, _clock);
            await foreach (RedisKey[] names in scan.NamesAsync(cancellationToken))
            {
                stats.Add(await scan.ValuesAsync(names, cancellationToken));
            }
        });
        return whole ? stats.Sum() : new CacheStats(0, 0, null, 0, null, []);
    }

    public async ValueTask<long> ClearAsync(string? judgeVersion, bool expiredOnly, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset now = _clock.GetUtcNow();
        long removed = 0;
        await AskAsync(_saveOutage, ScanLimit, async () =>
        {
            var scan = new RedisScan(_database, ScanLimit, _clock);
            await foreach (RedisKey[] names in scan.NamesAsync(cancellationToken))
            {
                RedisKey[] chosen = names;
                if (judgeVersion is not null || expiredOnly)
                {
                    RedisValue[] values = await scan.ValuesAsync(names, cancellationToken);
                    chosen = [.. names.Where((_, i) => ReplyBytes.TryReadHead(values[i], out CachedReply head)
                        && (judgeVersion is null || head.JudgeVersion == judgeVersion) && (!expiredOnly || head.ExpiresAt <= now))];
                }

                removed += chosen.Length == 0 ? 0 : await WithinAsync(_database.KeyDeleteAsync(chosen), ScanLimit, cancellationToken);
            }
        });
        return removed;
    }

    public async ValueTask<bool> RemoveAsync(IReadOnlyList<UInt128> questions, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (UInt128[] portion in questions.Chunk(RemovedAtOnce))
        {
            RedisKey[] names = [.. portion.Select(EntryName.Of)];
            if (!await AskAsync(_saveOutage, CallLimit, () => WithinAsync(_database.KeyDeleteAsync(names), CallLimit, cancellationToken)))
            {
                return false;
            }
        }

        return true;
    }

    /// <remarks>Redis finds entries by their question only: which other judge versions were asked, it cannot tell.</remarks>
    public async ValueTask<CacheInspection> InspectAsync(CacheKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CachedReply? reply = null;
        await AskAsync(_findOutage, CallLimit, async () => reply = ReplyBytes.Read(await WithinAsync(_database.StringGetAsync(EntryName.Of(key)), CallLimit, cancellationToken)));
        return new CacheInspection(reply, reply?.ExpiresAt <= _clock.GetUtcNow(), []);
    }

    public ValueTask DisposeAsync()
    {
        _connection.Close(allowCommandsToComplete: false);
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        long started = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                await WithinAsync(_database.StringGetAsync(ProbeName), CallLimit, cancellationToken);
                return;
            }
            catch (RedisConnectionException e) when (e.InnerException is null && _clock.GetElapsedTime(started) < ConnectLimit)
            {
                // The client is not connected and does not yet know why.
                await Task.Delay(ProbePause, _clock, cancellationToken);
            }
            catch (Exception e) when (RedisTrouble.IsTrouble(e))
            {
                if (RedisTrouble.Misconfiguration(_address, e) is { } problem)
                {
                    throw new ConfigurationException(problem);
                }

                string trouble = RedisTrouble.Describe(_address, e, CallLimit);
                _findOutage.Failed(trouble);
                _saveOutage.Failed(trouble);
                return;
            }
        }
    }

    /// <summary>Sends entries until a portion is full, and waits for their answers; gives the place of the next one.</summary>
    private async Task<int> SavePortionAsync(IReadOnlyList<CacheEntry> entries, int next, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        var answers = new List<Task>();
        for (int bytes = 0; next < entries.Count && bytes < PortionBytes; next++)
        {
            byte[] value = ReplyBytes.Write(entries[next].Reply);
            bytes += value.Length;
            answers.Add(_database.StringSetAsync(EntryName.Of(entries[next].Key), value, TimeLeft(entries[next].Reply, now)));
        }

        await WithinAsync(Task.WhenAll(answers), CallLimit, cancellationToken);
        return next;
    }

    /// <summary>Redis knows no entry without time left; what is saved expired still replaces what was there.</summary>
    private static TimeSpan TimeLeft(CachedReply reply, DateTimeOffset now) =>
        reply.ExpiresAt - now is var left && left >= TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);

    private async Task<bool> AskAsync(CacheOutage outage, TimeSpan limit, Func<Task> work)
    {
        if (!outage.MayAsk())
        {
            return false;
        }

        try
        {
            await work();
            outage.Succeeded();
            return true;
        }
        catch (Exception e) when (RedisTrouble.IsTrouble(e))
        {
            outage.Failed(RedisTrouble.Describe(_address, e, limit));
            return false;
        }
    }

    /// <summary>The client itself waits without end for an answer to an asynchronous call.</summary>
    private async Task WithinAsync(Task answer, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await answer.WaitAsync(limit, _clock, cancellationToken);
        }
        catch when (!answer.IsCompleted)
        {
            // Nobody waits for it any more: its later failure is no news.
            _ = answer.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }

    private async Task<T> WithinAsync<T>(Task<T> answer, TimeSpan limit, CancellationToken cancellationToken)
    {
        await WithinAsync((Task)answer, limit, cancellationToken);
        return await answer;
    }
}
