namespace Assay.Calibrating.Labelling;

/// <summary>From what to draw: the responses of a time that one judge version scored, without revisions that a later one has replaced.</summary>
/// <param name="From">Received since.</param>
/// <param name="To">Received before.</param>
public sealed record LabelFrameQuery(string Judge, string JudgeVersion, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The criteria that are asked. One: its score counts; several: the main score.</summary>
    public required IReadOnlyList<string> Criteria { get; init; }

    /// <summary><c>release</c>, or a field of the metadata; null: nothing is split by.</summary>
    public string? Slice { get; init; }

    /// <summary>The newest.</summary>
    public required int AtMost { get; init; }
}
