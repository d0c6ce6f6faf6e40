namespace Assay.Simulator.Batches;

internal enum BatchPhase
{
    Running,
    Cancelling,
    Ended,
}

/// <summary>
/// A batch and where it stands at a time. Its requests are answered one after another over the delay: what is not answered when the
/// window closes expires, and what is not answered when it is cancelled is cancelled.
/// </summary>
internal sealed class SimulatedBatch(long number, string id, string? owner, DateTimeOffset createdAt, TimeSpan delay)
{
    /// <summary>Both providers give a batch so long.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    private static readonly TimeSpan LongestCancelling = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private BatchResults? results;

    public long Number => number;

    public string Id => id;

    /// <summary>The key it was submitted with; to any other it does not exist.</summary>
    public string? Owner => owner;

    public DateTimeOffset CreatedAt => createdAt;

    public DateTimeOffset ExpiresAt => createdAt + Window;

    public DateTimeOffset? CancelledAt { get; private set; }

    public required IReadOnlyList<BatchItem> Items { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string? InputFile { get; init; }

    /// <summary>Not empty for a batch that is refused as a whole.</summary>
    public IReadOnlyList<BatchFailure> Failures { get; init; } = [];

    public DateTimeOffset EndsAt
    {
        get
        {
            var answered = Failures.Count > 0 ? createdAt : createdAt + (delay < Window ? delay : Window);
            return CancelledAt is { } cancelled && cancelled + CancellingTime < answered ? cancelled + CancellingTime : answered;
        }
    }

    private TimeSpan CancellingTime => delay / 10 < LongestCancelling ? delay / 10 : LongestCancelling;

    public BatchPhase PhaseAt(DateTimeOffset now) =>
        now >= EndsAt ? BatchPhase.Ended : CancelledAt is null ? BatchPhase.Running : BatchPhase.Cancelling;

    /// <summary>False where it has ended.</summary>
    public bool TryCancel(DateTimeOffset now)
    {
        lock (gate)
        {
            if (PhaseAt(now) == BatchPhase.Ended)
            {
                return false;
            }

            CancelledAt ??= now;
            return true;
        }
    }

    /// <summary>How many requests are answered at a time.</summary>
    public int AnsweredBy(DateTimeOffset now)
    {
        var until = Earliest(now, CancelledAt ?? ExpiresAt, ExpiresAt) - createdAt;
        return delay == TimeSpan.Zero || until >= delay ? Items.Count : (int)(Items.Count * (until / delay));
    }

    /// <summary>What it has come to; made once, when it has ended.</summary>
    public BatchResults Results(Func<SimulatedBatch, BatchResults> make)
    {
        lock (gate)
        {
            return results ??= make(this);
        }
    }

    private static DateTimeOffset Earliest(params ReadOnlySpan<DateTimeOffset> times)
    {
        var earliest = times[0];
        foreach (var time in times)
        {
            earliest = time < earliest ? time : earliest;
        }

        return earliest;
    }
}
