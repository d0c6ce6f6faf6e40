using Assay.Collecting;

namespace Assay.Server.Telemetry.Calls;

/// <summary>What one span or log event came to.</summary>
internal abstract record Reading
{
    private Reading()
    {
    }

    public sealed record Answered(Response Response) : Reading;

    /// <summary>A model call that called tools or failed.</summary>
    public sealed record Unanswered : Reading;

    public sealed record WithoutContent(CallWithoutContent Call) : Reading;

    public sealed record Rejected(RejectedCall Call) : Reading;

    /// <summary>No model call.</summary>
    public sealed record Ignored : Reading;
}
