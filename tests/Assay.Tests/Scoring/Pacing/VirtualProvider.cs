using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

/// <summary>What a call to a simulated provider will bring, and when.</summary>
internal sealed record VirtualReply(CallEnding Ending, TimeSpan Latency, TimeSpan? RetryAfter = null, RateLimits? Limits = null)
{
    /// <summary>Happens at the provider when the call ends.</summary>
    public Action? AtEnd { get; init; }

    /// <summary>For headers that are written when the call ends.</summary>
    public Func<RateLimits>? LimitsAtEnd { get; init; }
}

/// <summary>A provider in virtual time: decides about a call at its start.</summary>
/// <param name="now">Since the start of the simulation.</param>
internal delegate VirtualReply VirtualProvider(TimeSpan now, VirtualCall call);

internal readonly record struct VirtualCall(int PromptTokens, int ReplyTokens)
{
    public int Tokens => PromptTokens + ReplyTokens;
}
