using Assay.Scoring.Batching;

namespace Assay.Scoring.Judging;

/// <summary>One call to a provider: what it brought, took and cost. Totals are sums over attempts.</summary>
public sealed record Attempt
{
    /// <summary>Which question of the verdict this was: 0, or the criterion's place where each is asked by itself. Of a panel each voter has its own.</summary>
    public required int Question { get; init; }

    /// <summary>The stage of a panel that asked; null where one judge did.</summary>
    public int? Stage { get; init; }

    /// <summary>The voter of a panel that was asked; null where it was one judge.</summary>
    public string? Member { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>What came of it.</summary>
    public required AttemptResult Result { get; init; }

    /// <summary>What went wrong, for people; null where nothing did.</summary>
    public string? Error { get; init; }

    public int? StatusCode { get; init; }

    public ReplyForm Form { get; init; }

    /// <summary>The model that answered, as the provider names it.</summary>
    public string? Model { get; init; }

    public string? RequestId { get; init; }

    public long InputTokens { get; init; }

    /// <summary>The part of the input tokens that the provider read from its prefix cache.</summary>
    public long CachedTokens { get; init; }

    /// <summary>The part of the input tokens that the provider wrote into it.</summary>
    public long CacheWriteTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>The provider sent no usage: the tokens are Assay's own estimate.</summary>
    public bool Estimated { get; init; }

    public decimal CostUsd { get; init; }

    public Lane Lane { get; init; }
}

/// <summary>What came of an attempt.</summary>
public enum AttemptResult
{
    /// <summary>A reply that could be read.</summary>
    Read,

    /// <summary>A reply that gave no verdict: unreadable, refused, truncated, off the scale, empty.</summary>
    NoVerdict,

    Throttled,

    Transient,

    /// <summary>The provider rejects this request for good.</summary>
    Rejected,

    /// <summary>The provider rejects this judge.</summary>
    JudgeRejected,

    /// <summary>The endpoint cannot give the form of reply asked for; the next form down is tried.</summary>
    UnsupportedForm,

    /// <summary>Calls that were under way when their process died: nobody knows what they brought, so all that was reserved for them counts as spent.</summary>
    Lost,
}
