namespace Assay.Gating.Targets;

/// <summary>What a target gave for a case: an output, or why there is none. A failure is neither an output nor a score.</summary>
public abstract record TargetAnswer
{
    private TargetAnswer()
    {
    }

    public sealed record Answered(string Output) : TargetAnswer
    {
        /// <summary>Null where only the application's owner knows.</summary>
        public decimal? CostUsd { get; init; }

        /// <summary>From the request to the whole answer, without what it waited for its turn; null where nobody measured.</summary>
        public TimeSpan? Took { get; init; }
    }

    /// <param name="Detail">In the words of whoever failed; says nothing secret.</param>
    /// <param name="IsPassing">Asking again may help.</param>
    public sealed record Failed(TargetFailure Reason, string Detail, bool IsPassing = false) : TargetAnswer;

    /// <summary>Nothing more can be asked, of whichever case.</summary>
    public sealed record Halted(Scoring.Running.RunEnd Why) : TargetAnswer;
}

/// <summary>Why a target gave no output.</summary>
public enum TargetFailure
{
    /// <summary>Nothing listens, or the program cannot be started.</summary>
    TargetUnreachable = 0,

    /// <summary>No whole answer in time.</summary>
    TargetTimeout,

    /// <summary>It says itself that it failed: a status that is no success, an exit code that is not 0.</summary>
    TargetFailed,

    /// <summary>The answer is not JSON, or has no text where the output is to stand.</summary>
    TargetUnreadable,

    /// <summary>The answer is longer than any output may be.</summary>
    TargetTooLarge,
}
