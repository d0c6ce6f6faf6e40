using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Scoring.Serving;

/// <summary>Takes what a judge is owed from the ledger: at once, or when its trigger says so.</summary>
internal sealed class OwedFeed(IServiceLedger ledger, RunKey run, JudgeTrigger? trigger, TimeProvider clock)
{
    private readonly TriggerState? _state = trigger is null ? null : new TriggerState(trigger, clock);

    public TriggerWait? WaitsFor => _state?.WaitsFor;

    /// <summary>Whoever put a response off did not ring, nor does time; this is how late either may be noticed.</summary>
    public TimeSpan LongestSleep { get; } = trigger is null ? TimeSpan.FromSeconds(5) : TriggerState.LookEvery;

    /// <summary>None where nothing is owed, or it is not to be judged yet.</summary>
    /// <inheritdoc cref="IServiceLedger.TakeOwedAsync"/>
    public async Task<IReadOnlyList<AcceptedResponse>> TakeAsync(int atMost, CancellationToken cancellationToken)
    {
        if (_state is null)
        {
            return await ledger.TakeOwedAsync(run, atMost, cancellationToken);
        }

        if (_state.Left == 0 && !await BeginsAsync(_state, cancellationToken))
        {
            return [];
        }

        IReadOnlyList<AcceptedResponse> owed = await ledger.TakeOwedAsync(run, Math.Min(atMost, _state.Left), cancellationToken);
        _state.NoteTaken(owed.Count);
        return owed;
    }

    /// <summary>The judge had to pause.</summary>
    public void Interrupt() => _state?.Interrupt();

    private async Task<bool> BeginsAsync(TriggerState state, CancellationToken cancellationToken)
    {
        if (!state.IsTimeToLook || !state.IsDue(await ledger.CountOwedAsync(run, state.CountUpTo, cancellationToken)))
        {
            return false;
        }

        state.Begin((await ledger.CountOwedAsync(run, int.MaxValue, cancellationToken)).Count);
        return state.Left > 0;
    }
}
