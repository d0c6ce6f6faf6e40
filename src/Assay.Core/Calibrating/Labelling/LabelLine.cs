namespace Assay.Calibrating.Labelling;

/// <summary>A label as somebody sends it, not yet checked.</summary>
/// <param name="Place">Where it stands, such as <c>labels.csv:17</c>.</param>
public sealed record LabelLine(string Place)
{
    public string? Id { get; init; }

    public string? Revision { get; init; }

    public string? Judge { get; init; }

    public string? Criterion { get; init; }

    /// <summary>Null: it was not labelled.</summary>
    public string? Label { get; init; }

    public string? Rater { get; init; }

    public string? Note { get; init; }

    /// <summary>It decides where raters disagree.</summary>
    public bool IsAdjudication { get; init; }

    /// <summary>What the judge says stood beside it.</summary>
    public bool ShowsJudge { get; init; }
}
