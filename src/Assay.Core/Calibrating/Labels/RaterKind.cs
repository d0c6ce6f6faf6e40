namespace Assay.Calibrating.Labels;

/// <summary>Whether labels come from a person or from a judge.</summary>
public enum RaterKind
{
    Human,
    Judge,
}
