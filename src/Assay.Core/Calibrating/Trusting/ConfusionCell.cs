namespace Assay.Calibrating.Trusting;

/// <summary>Responses of which people say one grade and the judge one.</summary>
/// <param name="Human">The place of the grade on the scale.</param>
/// <param name="Judge">As <paramref name="Human"/>.</param>
/// <param name="Items">The last labelled first.</param>
public sealed record ConfusionCell(int Human, int Judge, IReadOnlyList<Labelling.LabelledResponse> Items);
