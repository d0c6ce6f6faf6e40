using Assay.Scoring.Judging;

namespace Assay.Scoring.Serving;

/// <summary>
/// Decides when a judge with a trigger is to judge: then it judges all that is owed at that moment, and waits again. Does nothing by
/// itself: whoever takes what is owed asks it, and tells it what came of it. For one caller; others may read what it waits for.
/// </summary>
internal sealed class TriggerState(JudgeTrigger trigger, TimeProvider clock)
{
    /// <summary>How often what is owed is counted while it waits: a look costs the ledger something.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private long? _looked;
    private DateTimeOffset? _next;
    private volatile TriggerWait? _waitsFor;

    /// <summary>How many may still be taken before it waits again.</summary>
    public int Left { get; private set; }

    /// <summary>Null while it judges, and before the first look.</summary>
    public TriggerWait? WaitsFor => _waitsFor;

    public bool IsTimeToLook => _looked is not { } looked || clock.GetElapsedTime(looked) >= LookEvery;

    /// <summary>No more than this has to be counted to decide.</summary>
    public int CountUpTo => trigger.Buffer ?? 1;

    /// <param name="owed">Counted as far as <see cref="CountUpTo"/>.</param>
    public bool IsDue(OwedCount owed)
    {
        DateTimeOffset now = clock.GetUtcNow();
        _looked = clock.GetTimestamp();
        // At the start: a time that came after the oldest was received passed while nothing ran, or while the last process was stopped.
        _next ??= trigger.Next(owed.Oldest ?? now);
        bool isTime = now >= _next;
        if (owed.Count > 0 && (isTime || owed.Count >= trigger.Buffer))
        {
            _waitsFor = null;
            return true;
        }

        _next = isTime ? trigger.Next(now) : _next;
        _waitsFor = new TriggerWait(_next, trigger.Buffer is null ? null : owed.Count, trigger.Buffer);
        return false;
    }

    /// <param name="owed">All that is owed now.</param>
    public void Begin(int owed)
    {
        Left = owed;
        EndIfDone();
    }

    /// <param name="count">0 where there was less than was counted: somebody removed it, or its conversation went on.</param>
    public void NoteTaken(int count)
    {
        Left = count == 0 ? 0 : Left - count;
        EndIfDone();
    }

    /// <summary>What was taken could not all be judged: that is not put off to the next time.</summary>
    public void Interrupt()
    {
        (Left, _next, _looked) = (0, DateTimeOffset.MinValue, null);
    }

    private void EndIfDone()
    {
        if (Left == 0)
        {
            _next = trigger.Next(clock.GetUtcNow());
        }
    }
}

/// <summary>What a judge waits for: a time, or so many of so many owed verdicts; whichever comes first.</summary>
public sealed record TriggerWait(DateTimeOffset? NextAt, int? Owed, int? Buffer);
