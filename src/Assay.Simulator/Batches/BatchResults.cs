namespace Assay.Simulator.Batches;

/// <summary>What a batch has come to.</summary>
/// <param name="Lines">In the order in which they are read, with whatever went wrong.</param>
/// <param name="Counts">Of requests, by what became of them.</param>
internal sealed record BatchResults(IReadOnlyList<BatchAnswer> Lines, IReadOnlyDictionary<ItemOutcome, int> Counts)
{
    /// <summary>The results; in OpenAI's format only of what was answered, and null where nothing was.</summary>
    public StoredFile? Output { get; init; }

    /// <summary>In OpenAI's format, those of what was not answered; null where everything was.</summary>
    public StoredFile? Errors { get; init; }

    public int CountOf(ItemOutcome outcome) => Counts.GetValueOrDefault(outcome);
}
