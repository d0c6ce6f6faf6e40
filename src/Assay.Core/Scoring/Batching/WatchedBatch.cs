using Assay.Scoring.Judging;

namespace Assay.Scoring.Batching;

/// <summary>An open batch, and when it is looked at.</summary>
internal sealed class WatchedBatch(HeldBatch batch)
{
    private (long From, TimeSpan Wait)? _next;

    public HeldBatch Batch { get; set; } = batch;

    /// <summary>Why it is not known whether it was sent.</summary>
    public ProviderException? Trouble { get; init; }

    /// <summary>What it asks, as it is cached; empty for one of an earlier process.</summary>
    public IReadOnlySet<UInt128> Questions { get; init; } = new HashSet<UInt128>();

    public int Done { get; set; }

    public int Readings { get; set; }

    public void NextLook(TimeSpan wait, TimeProvider clock) => _next = (clock.GetTimestamp(), wait);

    public TimeSpan Until(TimeProvider clock) => _next is var (from, wait) && wait - clock.GetElapsedTime(from) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}
