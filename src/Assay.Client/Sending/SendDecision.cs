namespace Assay.Client.Sending;

/// <summary>What is done about an answer.</summary>
internal abstract record SendDecision
{
    private SendDecision()
    {
    }

    /// <summary>Each response was taken or rejected.</summary>
    public sealed record Settle : SendDecision;

    /// <summary>The request was too large: it is sent as two.</summary>
    public sealed record Split : SendDecision;

    public sealed record Retry(TimeSpan Wait) : SendDecision;

    /// <summary>Somebody must mend something, such as the key: nothing is lost meanwhile.</summary>
    public sealed record Pause(TimeSpan Wait) : SendDecision;
}
