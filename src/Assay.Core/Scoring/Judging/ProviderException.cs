namespace Assay.Scoring.Judging;

/// <summary>Why a call to a provider failed, as far as handling it differs.</summary>
public enum ErrorClass
{
    /// <summary>The provider asks for fewer calls. Uses up no attempt.</summary>
    Throttle,

    /// <summary>May pass by itself: 5xx, a lost connection, a deadline. Retried with backoff, then parked.</summary>
    Transient,

    /// <summary>This item can never be judged this way: too long, filtered. Not retried.</summary>
    Item,

    /// <summary>Nothing can be judged this way: wrong key, unknown model, no quota. The judge is paused, the work stays owed.</summary>
    Judge,
}

/// <summary>A call to a provider that brought no reply. The message is for people and holds no secret.</summary>
public sealed class ProviderException(ErrorClass errorClass, string message, Exception? inner = null) : Exception(message, inner)
{
    public ErrorClass Class { get; } = errorClass;

    public int? StatusCode { get; init; }

    /// <summary>What the provider asked for, clamped to [0, 1 h].</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>For <see cref="ErrorClass.Item"/>: the reason the outcome gets.</summary>
    public UnscoredReason? Reason { get; init; }

    /// <summary>The endpoint cannot give the form of reply that was asked for (JSON schema, tool, JSON mode): try the next one down.</summary>
    public bool UnsupportedForm { get; init; }

    /// <summary>The client learnt which parameter the endpoint refuses and will leave it out: the same call can be made again at once.</summary>
    public bool Adjusted { get; init; }

    /// <summary>No connection could be made at all: refused, no such host, TLS.</summary>
    public bool Unreachable { get; init; }

    public string? RequestId { get; init; }

    public RateLimits? RateLimits { get; init; }
}
