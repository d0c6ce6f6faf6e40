namespace Assay.Scoring.Pacing;

/// <summary>How a call ended, as far as pacing the next ones differs.</summary>
public enum CallEnding
{
    /// <summary>The model replied.</summary>
    Answered,

    /// <summary>The provider asks for fewer calls: 429, 529, 503 with Retry-After.</summary>
    Throttled,

    /// <summary>No reply that says anything about the call: 5xx, no connection, a deadline.</summary>
    Failed,

    /// <summary>The endpoint lives and does not want this call, such as a 400 or 401. As good as an answer, except that its latency says nothing.</summary>
    Refused,
}
