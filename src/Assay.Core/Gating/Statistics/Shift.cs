namespace Assay.Gating.Statistics;

/// <summary>By how much a mean moved, and what may be concluded of it.</summary>
public sealed record Shift
{
    /// <summary>How sure a claim must be that something did not fall: 95 %, one-sided.</summary>
    public const double Level = 0.05;

    /// <summary>How sure a claim must be that it fell. A little surer, so that with what approximations add no more than 5 % are wrong.</summary>
    public const double WorseLevel = 0.047;

    /// <summary>Of each end of an interval.</summary>
    public const double IntervalLevel = 0.025;

    /// <summary>How likely an effect of <see cref="Detectable"/> is seen.</summary>
    public const double Power = 0.8;

    /// <summary>The mean difference; negative where it fell.</summary>
    public required double Value { get; init; }

    /// <summary>Its 95 % interval; null where the values allow none, as when all of them are the same.</summary>
    public double? Low { get; init; }

    public double? High { get; init; }

    /// <summary>How many values.</summary>
    public required long N { get; init; }

    /// <summary>How many of them are independent: clusters, and values outside of any.</summary>
    public required long Units { get; init; }

    /// <summary>The mean is above this with 95 % confidence, one-sided; negative infinity where there are too few values to say.</summary>
    public required double AtLeast { get; init; }

    /// <summary>How likely a mean so low is where nothing got worse.</summary>
    public required double WorseP { get; init; }

    /// <summary>The smallest fall that so many values with this spread show four times in five, at the level that is asked for; null where they have none to tell by.</summary>
    public double? Detectable { get; init; }

    /// <summary>How many values <see cref="Detectable"/> is for: more than there are where others are still to come.</summary>
    public long DetectableOver { get => field > 0 ? field : N; init; }

    /// <summary>How many values it would take to show a fall of the margin four times in five, and as often that there is none; null where it cannot be told.</summary>
    public long? NeededFor(double margin) => Detectable is { } seen && margin > 0 ? (long)Math.Ceiling(DetectableOver * Math.Pow(seen / margin, 2)) : null;

    /// <summary>The same in another unit.</summary>
    internal Shift Times(double unit) => this with
    {
        Value = Value * unit, Low = Low * unit, High = High * unit, AtLeast = AtLeast * unit, Detectable = Detectable * unit,
    };
}
