namespace Assay.Calibrating.Anchors;

/// <summary>What a judge version said of one anchor at one time.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="Anchor">The id of the response.</param>
/// <param name="Baseline">The baseline that it belongs to, or was made after: 1 for the first.</param>
/// <param name="At">Of a burst, when that began.</param>
public sealed record AnchorReading(Guid Id, string Anchor, AnchorPurpose Purpose, int Baseline, DateTimeOffset At)
{
    /// <summary>By criterion, <c>overall</c> among them; empty where it was not scored.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>();

    /// <summary>Why it has no score; null where it has.</summary>
    public string? Reason { get; init; }

    public decimal CostUsd { get; init; }

    /// <summary>The provider failed, and it is tried again: it says nothing of the anchor.</summary>
    public const string NotAnswered = "not_answered";
}

public enum AnchorPurpose
{
    /// <summary>What later scores are compared with.</summary>
    Baseline,

    /// <summary>One now and then.</summary>
    Trickle,

    /// <summary>All together, before somebody is told of a fall.</summary>
    Burst,
}
