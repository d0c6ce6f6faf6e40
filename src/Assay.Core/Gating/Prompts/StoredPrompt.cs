namespace Assay.Gating.Prompts;

/// <summary>A prompt version that the ledger knows.</summary>
public sealed record StoredPrompt
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Model { get; init; }

    public required string Source { get; init; }

    /// <summary>When it was first used.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The runs that its answers were judged in, the latest first.</summary>
    public required IReadOnlyList<long> Runs { get; init; }

    /// <summary>Over all its uses.</summary>
    public long Calls { get; init; }

    public long Cached { get; init; }

    public decimal CostUsd { get; init; }
}
