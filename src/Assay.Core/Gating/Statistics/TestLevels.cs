namespace Assay.Gating.Statistics;

/// <summary>How often at most what is said of a mean may be wrong.</summary>
/// <param name="Worse">That it fell, over all looks together.</param>
public sealed record TestLevels(double Worse)
{
    /// <summary>Of one comparison that is made once.</summary>
    public static TestLevels Single { get; } = new(Shift.WorseLevel);

    /// <summary>That it did not fall by more than a margin, at this look.</summary>
    public double Holds { get; init; } = Shift.Level;

    /// <summary>That it lies above its interval, and as often below, at this look.</summary>
    public double Interval { get; init; } = Shift.IntervalLevel;
}
