namespace Assay.Providers.Batches;

/// <summary>What a batch may hold at most.</summary>
internal sealed record BatchLimits(int MaxRequests, long MaxBytes)
{
    public static readonly BatchLimits OpenAi = new(50_000, 200_000_000);

    public static readonly BatchLimits Anthropic = new(100_000, 256_000_000);
}
