namespace Assay.Scoring.Panels;

/// <summary>What several judges are to each other.</summary>
public enum PanelKind
{
    /// <summary>Members, whose verdicts are combined.</summary>
    Jury,

    /// <summary>Stages, of which the first that is certain enough decides.</summary>
    Cascade,
}
