using System.Threading.Channels;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Caching;

/// <summary>
/// The cache as one process uses it: look-ups in batches, saves behind the ledger's back, and identical questions that are under
/// way shared until their reply can be found in the cache.
/// </summary>
public sealed class CachedVerdicts : IAsyncDisposable
{
    private const int SaveBatch = 500;

    // Nothing waits for an entry to be saved, and a transaction for hundreds costs each a third of what one for dozens does.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    // A cache that cannot follow slows the run down rather than filling the memory.
    private const int Unsaved = 10_000;

    private readonly IVerdictCache _cache;
    private readonly Channel<CacheEntry> _entries = Channel.CreateBounded<CacheEntry>(new BoundedChannelOptions(Unsaved) { SingleReader = true });
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _saving;

    public CachedVerdicts(IVerdictCache cache, TimeProvider clock)
    {
        _cache = cache;
        _clock = clock;
        _saving = Task.Run(SaveAllAsync);
    }

    /// <summary>Questions that are being asked, or whose reply is not saved yet.</summary>
    public SharedCalls Sharing { get; } = new();

    /// <summary>What is wrong with the cache, for people; null while all is well.</summary>
    public string? Trouble => _cache.Trouble;

    /// <summary>Looks up every question that nobody else is asking.</summary>
    public async ValueTask FindAsync(IReadOnlyList<PendingVerdict> pending, CancellationToken cancellationToken)
    {
        var keys = new List<CacheKey>(pending.Count);
        foreach (PendingVerdict verdict in pending)
        {
            for (int i = 0; i < verdict.Keys.Count; i++)
            {
                if (verdict.LooksUp(i))
                {
                    keys.Add(verdict.Keys[i]);
                }
            }
        }

        if (keys.Count == 0)
        {
            return;
        }

        IReadOnlyList<CachedReply?> replies = await _cache.FindAsync(keys, cancellationToken);
        int next = 0;
        foreach (PendingVerdict verdict in pending)
        {
            var found = new CachedReply?[verdict.Keys.Count];
            bool any = false;
            for (int i = 0; i < found.Length; i++)
            {
                if (verdict.LooksUp(i))
                {
                    found[i] = replies[next++];
                    any |= found[i] is not null;
                }
            }

            if (any)
            {
                verdict.Found(found);
                ForgetFound(verdict.Keys, found);
            }
        }
    }

    private void ForgetFound(IReadOnlyList<CacheKey> keys, CachedReply?[] found)
    {
        for (int i = 0; i < found.Length; i++)
        {
            if (found[i] is not null)
            {
                Sharing.Forget(keys[i]);
            }
        }
    }

    /// <summary>Waits only where the cache cannot follow.</summary>
    public async ValueTask SaveAsync(IReadOnlyList<CacheEntry> entries)
    {
        foreach (CacheEntry entry in entries)
        {
            if (!_entries.Writer.TryWrite(entry))
            {
                await _entries.Writer.WriteAsync(entry);
            }
        }
    }

    /// <summary>Nothing of them may be kept: whoever asks the same from now on asks anew.</summary>
    public ValueTask DropAsync(IReadOnlyList<CacheEntry> entries)
    {
        foreach (CacheEntry entry in entries)
        {
            Sharing.Forget(entry.Key);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc cref="IVerdictCache.RemoveAsync"/>
    public ValueTask<bool> RemoveAsync(IReadOnlyList<UInt128> questions, CancellationToken cancellationToken) => _cache.RemoveAsync(questions, cancellationToken);

    /// <summary>Saves what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _closing.CancelAsync();
        await _saving;
        _closing.Dispose();
    }

    private async Task SaveAllAsync()
    {
        var batch = new List<CacheEntry>(SaveBatch);
        while (await _entries.Reader.WaitToReadAsync())
        {
            if (_entries.Reader.Count < SaveBatch)
            {
                await Task.Delay(Gathering, _clock, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            while (batch.Count < SaveBatch && _entries.Reader.TryRead(out CacheEntry? entry))
            {
                batch.Add(entry);
            }

            await _cache.SaveAsync(batch, CancellationToken.None);
            foreach (CacheEntry entry in batch)
            {
                Sharing.Forget(entry.Key);
            }

            batch.Clear();
        }
    }
}
