namespace Assay.Calibrating.Labelling;

/// <summary>Which labelled responses to read.</summary>
/// <param name="Criterion">Of the judge's rubric.</param>
public sealed record LabelledQuery(string Judge, string Criterion)
{
    /// <summary>Whose scores stand beside the labels; null: for each response those of the version that scored it last.</summary>
    public string? JudgeVersion { get; init; }

    /// <summary>Received since.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before.</summary>
    public DateTimeOffset? To { get; init; }
}
