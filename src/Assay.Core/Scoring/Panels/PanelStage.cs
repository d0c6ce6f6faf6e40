namespace Assay.Scoring.Panels;

/// <summary>Voters whose verdicts become one.</summary>
/// <param name="Name">What it is called in figures and certificates.</param>
/// <param name="Voters">Their places in the panel; those that an earlier stage asked are not asked again.</param>
/// <param name="Quorum">With fewer verdicts there is none.</param>
public sealed record PanelStage(string Name, IReadOnlyList<int> Voters, Combination Rule, int Quorum);
