namespace Assay.Scoring.Pacing;

/// <summary>The calls that wait for their turn: one line per priority, each step in constant time. Not thread-safe.</summary>
internal sealed class WaitingLine
{
    private readonly LinkedList<WaitingCall> _live = new();
    private readonly LinkedList<WaitingCall> _backfill = new();

    public int Count { get; private set; }

    /// <summary>The next in turn.</summary>
    public WaitingCall? First => (_live.First ?? _backfill.First)?.Value;

    public void Add(WaitingCall call)
    {
        (call.Priority == Priority.Live ? _live : _backfill).AddLast(call.Place);
        Count++;
    }

    /// <returns>False when the call does not wait any more.</returns>
    public bool Remove(WaitingCall call)
    {
        if (call.Place.List is not { } line)
        {
            return false;
        }

        line.Remove(call.Place);
        Count--;
        return true;
    }
}
