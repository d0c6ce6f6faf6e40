namespace Assay.Calibrating.Correcting;

/// <summary>What was read to be corrected.</summary>
/// <param name="Unscored">Items without a score of the judge, which are left out.</param>
/// <param name="LabelsUnused">Labels of items that the judge did not score.</param>
public sealed record CorrectionInput(IReadOnlyList<JudgedItem> Items, int Unscored, int LabelsUnused);
