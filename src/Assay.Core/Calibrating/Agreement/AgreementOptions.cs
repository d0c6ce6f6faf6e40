using Assay.Calibrating.Annotators;
using Assay.Calibrating.Gates;
using Assay.Calibrating.Labels;

namespace Assay.Calibrating.Agreement;

/// <summary>What agreement is to be measured against.</summary>
public sealed record AgreementOptions
{
    /// <summary>The labels that are good, for sensitivity and specificity; null: the higher one, where there are two.</summary>
    public IReadOnlyList<string>? Positive { get; init; }

    /// <summary>The rater whose labels are the truth; null: what most people say.</summary>
    public string? Gold { get; init; }

    /// <summary>How much worse than a person a judge may be in the alt-test.</summary>
    public double Epsilon { get; init; } = AltTest.UsualEpsilon;

    /// <summary>How long what was judged is, by item; for the baseline that prefers the longest.</summary>
    public IReadOnlyDictionary<string, ItemLengths> Lengths { get; init; } = new Dictionary<string, ItemLengths>();

    public JudgeBars Bars { get; init; } = new();

    /// <summary>How many of the largest disagreements are told.</summary>
    public int Disagreements { get; init; } = 10;
}
