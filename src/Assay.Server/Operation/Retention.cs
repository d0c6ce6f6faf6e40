using Assay.Configuring;
using Assay.Scoring.Caching;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Server.Operation;

/// <summary>Removes what is older than it may become, a little at a time.</summary>
/// <param name="cache">Holds replies about what is removed; null: nothing does.</param>
/// <param name="age">Null: everything is kept.</param>
internal sealed class Retention(IServiceLedger ledger, CachedVerdicts? cache, TimeSpan? age, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    public async Task KeepAsync(CancellationToken stop)
    {
        if (age is not { } oldest)
        {
            return;
        }

        try
        {
            while (true)
            {
                await Task.Delay(await RemoveSomeAsync(oldest, stop) ? Breath : Interval, clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The rest is removed after the next start.
        }
    }

    private async Task<bool> RemoveSomeAsync(TimeSpan oldest, CancellationToken stop)
    {
        try
        {
            return await ledger.RemoveBeforeAsync(Duration.Before(clock.GetUtcNow(), oldest), ForgetAsync, stop) > 0;
        }
        catch (LedgerException e)
        {
            await Console.Error.WriteLineAsync($"assay: {e.Message}");
            return false;
        }
    }

    /// <summary>A cache that is in trouble keeps nothing in the ledger: what it still holds goes when its own time is over.</summary>
    private async Task ForgetAsync(IReadOnlyList<UInt128> questions, CancellationToken cancellationToken)
    {
        if (cache is not null && !await cache.RemoveAsync(questions, cancellationToken))
        {
            await Console.Error.WriteLineAsync($"assay: replies about removed responses may be left in the cache until their time is over: {cache.Trouble}");
        }
    }
}
