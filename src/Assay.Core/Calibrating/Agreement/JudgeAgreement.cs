using Assay.Calibrating.Annotators;
using Assay.Calibrating.Gates;

namespace Assay.Calibrating.Agreement;

/// <summary>How a judge agrees with people.</summary>
/// <param name="Against">What it is compared with, in words.</param>
/// <param name="N">Items with a label of the judge and a true one.</param>
public sealed record JudgeAgreement(string Judge, string Against, int N)
{
    public required IReadOnlyList<NamedMeasure> Figures { get; init; }

    /// <summary>Rows are the truth, columns the judge; null where the labels are measurements.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    public BlandAltman? Limits { get; init; }

    /// <summary>The judge in the place of a person: to be set beside the human ceiling.</summary>
    public required IReadOnlyList<NamedMeasure> LeaveOneOut { get; init; }

    public AltTest? AltTest { get; init; }

    /// <summary>Why there is no alt-test.</summary>
    public string? NoAltTest { get; init; }

    public required JudgeStanding Standing { get; init; }
}
