namespace Assay.Calibrating.Labelling;

/// <summary>What came of importing labels: all were taken, or none.</summary>
public sealed record LabelImportReport
{
    public int Added { get; init; }

    /// <summary>Labels that are stored already.</summary>
    public int Known { get; init; }

    /// <summary>Labels that said something else before.</summary>
    public int Replaced { get; init; }

    /// <summary>Records without a label.</summary>
    public int Empty { get; init; }

    /// <summary>Why nothing was taken; none: all was.</summary>
    public IReadOnlyList<LabelFinding> Findings { get; init; } = [];

    public bool IsTaken => Findings.Count == 0;
}
