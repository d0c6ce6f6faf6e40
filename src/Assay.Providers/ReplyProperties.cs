using Assay.Scoring.Judging;

namespace Assay.Providers;

/// <summary>The names under which a reply's extra facts stand among its additional properties.</summary>
public static class ReplyProperties
{
    /// <summary>In a response: the provider's own id for the call, a string.</summary>
    public const string RequestId = "assay.request_id";

    /// <summary>In a response: a <see cref="RateLimits"/>.</summary>
    public const string RateLimits = "assay.rate_limits";

    /// <summary>Among a usage's additional counts: input tokens that were written into the provider's prefix cache.</summary>
    public const string CacheWriteCount = "cache_creation_input_tokens";

    /// <summary>In each message of a response with several choices: why that choice ended, a <c>ChatFinishReason</c>.</summary>
    public const string FinishReason = CallProperties.FinishReason;
}
