namespace Assay.Scoring.Running;

/// <summary>Why a response is not to be judged at all.</summary>
public enum SkipReason
{
    /// <summary>The sample leaves it out.</summary>
    NotSampled,
}
