namespace Assay.Calibrating.Anchors;

/// <summary>Where the scoring of all anchors stands that an alert waits for.</summary>
public abstract record AnchorCheck
{
    private AnchorCheck()
    {
    }

    public sealed record Pending : AnchorCheck;

    /// <param name="Book">With the baselines as they were when it began.</param>
    /// <param name="Calls">That it took.</param>
    public sealed record Done(AnchorBook Book, IReadOnlyList<AnchorReading> Burst, long Calls, DateTimeOffset At) : AnchorCheck;

    public sealed record Failed(string Why, DateTimeOffset At) : AnchorCheck;
}
