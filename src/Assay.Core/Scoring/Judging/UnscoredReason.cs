namespace Assay.Scoring.Judging;

/// <summary>Why a response has no score. A closed list, so that every reason can be explained and counted.</summary>
public enum UnscoredReason
{
    /// <summary>The application's output is empty; found before any call.</summary>
    EmptyOutput,

    /// <summary>The output has no content to judge (punctuation only, or a known master key); found before any call.</summary>
    NoContent,

    /// <summary>The rubric requires JSON and the output is none; found before any call.</summary>
    InvalidJson,

    /// <summary>The output is a stock refusal and the judge is told to set those apart; found before any call.</summary>
    OutputRefusal,

    /// <summary>The judge's reply could not be read.</summary>
    Unreadable,

    /// <summary>The judge gave a grade that is not on the scale.</summary>
    OffScale,

    /// <summary>The judge's reply holds two different verdicts.</summary>
    Contradictory,

    /// <summary>The judge, or its provider's filter, refused.</summary>
    Refused,

    /// <summary>The judge's reply was cut at its token limit.</summary>
    Truncated,

    /// <summary>The judge's reply was empty.</summary>
    EmptyReply,

    /// <summary>The prompt does not fit the judge's context.</summary>
    ContextTooLong,

    /// <summary>The provider rejects this request for good, for a reason not listed here.</summary>
    Rejected,

    /// <summary>A check compares with something that the response does not have; no call is made.</summary>
    NoReference,

    /// <summary>A check reads a number, and the output has none or several; no call is made.</summary>
    NoNumber,

    /// <summary>A check bounds what was not recorded of the response, such as its latency; no call is made.</summary>
    NotMeasured,

    /// <summary>A check compares texts, and one of them is too long for it; no call is made.</summary>
    TooLong,

    /// <summary>The code of a check failed, or took too long.</summary>
    CheckFailed,

    /// <summary>Fewer judges of a panel gave a verdict than it needs.</summary>
    NoQuorum,

    /// <summary>No judge of a cascade was certain enough to decide.</summary>
    Undecided,
}
