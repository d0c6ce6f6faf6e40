using Assay.Scoring.Judging;

namespace Assay.Scoring.Checking;

/// <summary>What a check found. That it cannot be said is never a grade.</summary>
public abstract record CheckFinding
{
    private CheckFinding()
    {
    }

    /// <param name="Value">On the check's scale: 1 and 0 for pass and fail.</param>
    /// <param name="Reason">What was found, in words.</param>
    public sealed record Graded(double Value, string Reason) : CheckFinding
    {
        /// <summary>Words of the response that decide.</summary>
        public IReadOnlyList<string> Evidence { get; init; } = [];
    }

    /// <param name="Detail">A sentence of our own: it quotes nothing of the response.</param>
    public sealed record Missing(UnscoredReason Reason, string Detail) : CheckFinding;

    public static Graded Pass(string reason) => new(1, reason);

    public static Graded Fail(string reason) => new(0, reason);

    public static Graded Of(bool passes, string reason) => new(passes ? 1 : 0, reason);
}
