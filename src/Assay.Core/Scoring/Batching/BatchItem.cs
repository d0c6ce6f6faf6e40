using System.Globalization;

namespace Assay.Scoring.Batching;

/// <summary>One question about one response that a batch asks. Its text is not kept: it is rendered from the response.</summary>
/// <param name="ResponseKey">The ledger's own number for the response.</param>
/// <param name="Sample">The first of the samples that it asks for: as many as money is held for.</param>
/// <param name="HeldUsd">What it cannot exceed.</param>
public sealed record BatchItem(long ResponseKey, int Question, int Sample, decimal HeldUsd)
{
    public BatchItemState State { get; init; }

    /// <summary>What it is called at the provider.</summary>
    public string CustomId => Sample == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{ResponseKey}-{Question}")
        : string.Create(CultureInfo.InvariantCulture, $"{ResponseKey}-{Question}-{Sample}");
}

public enum BatchItemState
{
    Waiting = 0,
    Answered = 1,
    Unanswered = 2,
}
