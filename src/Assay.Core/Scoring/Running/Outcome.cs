namespace Assay.Scoring.Running;

/// <summary>Where a response stands with a judge. Until it is one of the last three it is owed.</summary>
public enum OutcomeState
{
    Owed = 0,
    Scored = 1,
    Unscored = 2,
    Skipped = 3,
}
