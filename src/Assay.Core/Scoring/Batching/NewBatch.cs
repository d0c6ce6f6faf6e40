namespace Assay.Scoring.Batching;

/// <summary>What is about to be sent.</summary>
public sealed record NewBatch(string Token, string Endpoint, string Model, DateTimeOffset? Deadline, IReadOnlyList<BatchItem> Items)
{
    public decimal HeldUsd => Items.Sum(i => i.HeldUsd);
}
