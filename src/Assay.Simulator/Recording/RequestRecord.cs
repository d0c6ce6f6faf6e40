using Assay.Simulator.Faults;

namespace Assay.Simulator.Recording;

/// <summary>One line of the request log.</summary>
/// <param name="Status">The status decided on; 0 when nothing is sent.</param>
/// <param name="PromptSha">16 hex digits of SHA-256 over the message texts.</param>
/// <param name="Item">16 hex digits over input and output, the same whatever prompt they stand in.</param>
internal sealed record RequestRecord(
    long Number,
    DateTimeOffset At,
    string Path,
    string? Model,
    int Status,
    Fault Fault,
    string? PromptSha,
    string? Item,
    RequestTokens Tokens)
{
    /// <summary>The batch it was a request of; null for a live call.</summary>
    public string? Batch { get; init; }
}

internal readonly record struct RequestTokens(int Input, int Cached, int Output);
