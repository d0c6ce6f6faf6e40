namespace Assay.Calibrating.Labelling;

/// <summary>What to draw for people to label.</summary>
public sealed record LabelPlan
{
    public const int MostItems = 5_000;

    public int Count { get; init; } = 100;

    /// <summary>The same seed draws the same from the same.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Shares of what is drawn; an arm that finds nothing leaves its share to chance.</summary>
    public double Random { get; init; } = 0.5;

    public double Uncertain { get; init; } = 0.3;

    public double Alarm { get; init; } = 0.2;

    /// <summary>The share that two people are to label.</summary>
    public double Doubles { get; init; } = 0.2;

    /// <summary>The score at which good and bad part; null: the middle of the scale.</summary>
    public double? Bar { get; init; }

    /// <summary><c>release</c>, or a field of the metadata, within whose values is drawn; null: only within bands of the score.</summary>
    public string? Slice { get; init; }
}
