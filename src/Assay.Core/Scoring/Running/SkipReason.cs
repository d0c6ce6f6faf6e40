namespace Assay.Scoring.Running;

/// <summary>Why a response is not to be judged at all.</summary>
public enum SkipReason
{
    /// <summary>The sample leaves it out.</summary>
    NotSampled,

    /// <summary>The judge is for other responses: its <c>when</c> does not hold.</summary>
    NotMatched,

    /// <summary>The sender reported that there was a response, but not what was said.</summary>
    NoContent,

    /// <summary>The judge was changed before it came to this one, which its new version is owed now; or the conversation went on, and its last revision is owed.</summary>
    Superseded,

    /// <summary>It was received before the judge was to judge it, and its texts were not kept.</summary>
    ContentNotKept,

    /// <summary>The judge's budget would not have lasted: only a share of the responses was judged.</summary>
    OverBudget,
}
