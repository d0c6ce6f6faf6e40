namespace Assay.Calibrating.Pairwise;

/// <summary>Which of two is better.</summary>
public enum Preference
{
    First,
    Second,
    Tie,
}
