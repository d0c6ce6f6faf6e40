namespace Assay.Calibrating.Labelling;

/// <summary>How much people have labelled of one criterion of a judge.</summary>
/// <param name="Responses">With at least one label.</param>
/// <param name="Labels">Of all raters, without adjudications.</param>
/// <param name="DoublyLabelled">Responses with labels of two raters or more.</param>
/// <param name="Drawn">Responses whose probability of being labelled is known.</param>
/// <param name="Latest">When the last label was given.</param>
public sealed record LabelCount(string Judge, string Criterion, int Responses, int Labels, int DoublyLabelled, int Drawn, DateTimeOffset Latest)
{
    /// <summary>In the order of their names, with how many labels each gave.</summary>
    public IReadOnlyList<(string Rater, int Labels)> Raters { get; init; } = [];
}
