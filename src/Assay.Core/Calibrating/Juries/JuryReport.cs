using Assay.Surfacing;

namespace Assay.Calibrating.Juries;

/// <summary>Whether a jury is worth its members.</summary>
/// <param name="N">Items that all members judged and whose truth is known.</param>
public sealed record JuryReport(int N)
{
    /// <summary>Each member alone: how often right, and how good without it the jury is.</summary>
    public required IReadOnlyList<Member> Members { get; init; }

    public required ErrorCorrelation Errors { get; init; }

    /// <summary>How often each rule is right; what rules learn, they learn from other items than those they are tested on.</summary>
    public required IReadOnlyList<(JuryRule Rule, Estimate Accuracy)> Rules { get; init; }

    /// <summary>How often the majority is right where all say the same, and where they do not.</summary>
    public required Estimate? Unanimous { get; init; }

    public required Estimate? Split { get; init; }

    /// <summary>The best member, and how much the best rule is above it on the same items.</summary>
    public required (string Name, JuryRule Rule, Difference Gain) BestMember { get; init; }

    /// <summary>What a reader must know, in sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>A member of the jury.</summary>
    /// <param name="Weight">Of its vote, learnt from all the gold there is.</param>
    /// <param name="WithoutIt">How often the majority of the others is right.</param>
    public sealed record Member(string Name, Estimate Accuracy, double Weight, Estimate? WithoutIt);
}
