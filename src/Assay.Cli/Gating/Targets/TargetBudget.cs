using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;
using Assay.Storage;

namespace Assay.Cli.Gating.Targets;

/// <summary>
/// What the answers of one gate may cost: both sides together, and however often the command is given until all is answered. What is
/// held for calls under way stands in the ledger before they are made, so that a killed gate cannot forget them.
/// </summary>
internal sealed class TargetBudget : IAsyncDisposable
{
    private readonly IServiceLedger _ledger;
    private readonly string _asking;
    private readonly TimeProvider _clock;
    private readonly decimal _before;

    private TargetBudget(IServiceLedger ledger, string asking, decimal capUsd, decimal before, TimeProvider clock)
    {
        (_ledger, _asking, _before, _clock) = (ledger, asking, before, clock);
        Budget = new Budget([new SpendingCap("the target's budget", capUsd, before)], clock, HoldAsync);
    }

    public Budget Budget { get; }

    /// <summary>Everything was asked: what it cost counts no more.</summary>
    public bool IsFinished { get; set; }

    /// <param name="asking"><see cref="Assay.Gating.Targets.TargetAsking"/>.</param>
    public static async Task<TargetBudget> OpenAsync(LedgerStore store, string asking, decimal capUsd, TimeProvider clock, CancellationToken cancellationToken)
    {
        IServiceLedger ledger = await store.OpenAsync(clock, isService: false, cancellationToken);
        try
        {
            return new TargetBudget(ledger, asking, capUsd, await ledger.Gates.TargetSpentAsync(asking, cancellationToken), clock);
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.Gates.SaveTargetSpentAsync(_asking, IsFinished ? 0 : Budget.SpentUsd, _clock.GetUtcNow(), CancellationToken.None);
        Budget.Dispose();
        await _ledger.DisposeAsync();
    }

    private async Task<Held> HoldAsync(decimal usd, CancellationToken cancellationToken)
    {
        await _ledger.Gates.SaveTargetSpentAsync(_asking, _before + usd, _clock.GetUtcNow(), cancellationToken);
        return new Held(usd);
    }
}
