using Assay.Scoring.Running;

namespace Assay.Gating.Prompts;

/// <summary>A prompt version as it was asked, with the run that its answers were judged in.</summary>
public sealed record PromptUse
{
    /// <summary>The prompt file's path.</summary>
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Model { get; init; }

    /// <summary>The whole text of the file, so that versions can be compared when the file has gone on.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Of the first samples of the verdicts.</summary>
    public required RunKey Run { get; init; }

    /// <summary>Calls for answers, and what they cost; what the cache held costs nothing again.</summary>
    public long Calls { get; init; }

    public long Cached { get; init; }

    public decimal CostUsd { get; init; }
}
