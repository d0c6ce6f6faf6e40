namespace Assay.Calibrating.Juries;

/// <summary>How the verdicts of a jury become one.</summary>
public enum JuryRule
{
    /// <summary>The label that most give; of equally frequent ones the one of the member that is best on gold.</summary>
    Majority,

    /// <summary>The label nearest to the mean of the scores; numeric scales only.</summary>
    Mean,

    /// <summary>Votes weighted by the log-odds of being right on gold.</summary>
    LogOdds,

    /// <summary>Dawid and Skene's model with gold items held fast.</summary>
    DawidSkene,
}
