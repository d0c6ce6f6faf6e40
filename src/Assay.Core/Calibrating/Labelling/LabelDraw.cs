namespace Assay.Calibrating.Labelling;

/// <summary>How a labelled response came to be labelled.</summary>
/// <param name="Queue">The id of the queue.</param>
/// <param name="Probability">The probability with which it was drawn; weigh by its inverse.</param>
public sealed record LabelDraw(string Queue, LabelArm Arm, double Probability, string Stratum);
