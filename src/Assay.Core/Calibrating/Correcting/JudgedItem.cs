namespace Assay.Calibrating.Correcting;

/// <summary>One item that a judge scored, and perhaps a person.</summary>
/// <param name="Judge">The judge's score.</param>
/// <param name="Label">What a person says; null: not labelled.</param>
public readonly record struct JudgedItem(double Judge, double? Label)
{
    /// <summary>What labels were drawn within, or what the scores depend on; null: nothing.</summary>
    public string? Stratum { get; init; }

    /// <summary>What the item belongs to, such as a conversation; null: nothing.</summary>
    public string? Cluster { get; init; }

    /// <summary>So many items are like this one; more than one only where they are not labelled.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The probability with which it was chosen to be labelled; null: the same for all of its stratum.</summary>
    public double? Probability { get; init; }
}
