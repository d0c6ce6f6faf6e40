using Assay.Cli.Running;
using Assay.Collecting.Sources;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Server;

namespace Assay.Cli.Demo;

/// <summary>
/// Brings the shop's history into the ledger and has it judged: by the service itself, which does not listen yet, so that whoever
/// comes finds all the figures there.
/// </summary>
internal sealed class DemoHistory(IServiceLedger ledger, ShopSource source, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>One look takes the whole history in; there is to be no second.</summary>
    private static readonly Schedule.Interval Once = new(TimeSpan.FromDays(1));

    /// <summary>How far an earlier start came; null where there was none.</summary>
    /// <exception cref="ConfigurationException">The ledger is somebody's own.</exception>
    public async Task<ShopCursor?> FindAsync(string shown, CancellationToken cancellationToken)
    {
        if (await ledger.FindCursorAsync(ShopSource.SourceName, cancellationToken) is { } cursor)
        {
            return ShopCursor.Parse(cursor);
        }

        return (await ledger.AccountAsync(cancellationToken)).Entries.Count == 0
            ? null
            : throw new ConfigurationException($"{shown} is a ledger of your own, and the demo's made-up responses would be mixed into it. Name another folder with --data.");
    }

    /// <returns>False when it was stopped before all was judged; the next start goes on.</returns>
    public async Task<bool> TakeInAsync(ServiceOptions options, int total, Interrupts interrupts)
    {
        await using AssayService service = await AssayService.StartAsync(options with { Urls = [], Sources = [(source, Once)] }, interrupts.Abort);
        try
        {
            await using (ProgressLine.Start(service.Judges[0].Progress, _ => Task.FromResult<long?>(total), clock))
            {
                await (await Task.WhenAny(SettleAsync(service, interrupts.Stop), service.Completion));
            }

            return true;
        }
        catch (OperationCanceledException) when (interrupts.Stop.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            await service.StopAsync(interrupts.Abort);
        }
    }

    /// <summary>Waits until everything that may be judged is.</summary>
    private async Task SettleAsync(AssayService service, CancellationToken stop)
    {
        StandingJudge judge = service.Judges[0];
        while (!source.HistoryTaken.IsCompleted || !judge.IsResting || (await ledger.CountOwedAsync(judge.Run, 1, stop)).Count > 0)
        {
            if ((service.Sources[0].Error ?? judge.Paused?.Error) is { } trouble)
            {
                throw new LedgerException($"The demo cannot go on: {trouble}");
            }

            await Task.Delay(Look, clock, stop);
        }
    }
}
