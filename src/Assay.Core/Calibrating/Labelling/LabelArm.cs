namespace Assay.Calibrating.Labelling;

/// <summary>Why an item was drawn to be labelled.</summary>
public enum LabelArm
{
    /// <summary>By chance alone, with the same probability as every other.</summary>
    Random,

    /// <summary>The judge's score is near the bar, or judges do not agree on it.</summary>
    Uncertain,

    /// <summary>It belongs to an incident, or is among the lowest scores.</summary>
    Alarm,
}
