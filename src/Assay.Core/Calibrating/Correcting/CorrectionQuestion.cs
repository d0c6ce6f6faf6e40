namespace Assay.Calibrating.Correcting;

/// <summary>Which scores are to be corrected: those that figures of a range count.</summary>
public sealed record CorrectionQuestion(string Judge, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Null: the one that scored last.</summary>
    public string? JudgeVersion { get; init; }

    /// <summary>A declared field, or <c>release</c>, and its value; null: all.</summary>
    public (string Field, string Value)? Slice { get; init; }
}
