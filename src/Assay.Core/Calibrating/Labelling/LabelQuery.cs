namespace Assay.Calibrating.Labelling;

/// <summary>Which labels to read. What is null does not matter.</summary>
public sealed record LabelQuery
{
    public string? Judge { get; init; }

    public string? Criterion { get; init; }

    public string? Queue { get; init; }

    public string? ResponseId { get; init; }

    public string? Rater { get; init; }

    /// <summary>Labelled since.</summary>
    public DateTimeOffset? Since { get; init; }

    public int AtMost { get; init; } = int.MaxValue;
}
