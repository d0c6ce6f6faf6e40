namespace Assay.Scoring.Running;

/// <summary>What a run would do and cost, told before anything is asked.</summary>
public sealed record RunPlan
{
    public long Responses { get; init; }

    /// <summary>Left out by the sample.</summary>
    public long Skipped { get; init; }

    /// <summary>Have an outcome of this judge version already.</summary>
    public long Decided { get; init; }

    /// <summary>End unscored by a check of the output, without a call.</summary>
    public long Checked { get; init; }

    /// <summary>Cannot be judged, because their texts were not kept.</summary>
    public long WithoutTexts { get; init; }

    /// <summary>Questions that the cache answers, and what their calls had cost.</summary>
    public long Cached { get; init; }

    public decimal CacheSavesUsd { get; init; }

    /// <summary>Questions that stand more than once in the input and are asked once.</summary>
    public long Shared { get; init; }

    /// <summary>Questions to ask, retries and re-asks not counted.</summary>
    public long Calls { get; init; }

    /// <summary>Questions that later stages of a panel would ask where earlier ones leave a verdict open; only the worst cost counts them.</summary>
    public long LaterCalls { get; init; }

    /// <summary>By the usual bytes a token; what a provider counts can be a quarter more or less.</summary>
    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>What the calls will probably cost.</summary>
    public decimal UsualUsd { get; init; }

    /// <summary>What they cannot exceed without retries: a token for each byte, every reply as long as it may be, and every sample that may be taken.</summary>
    public decimal WorstUsd { get; init; }
}
