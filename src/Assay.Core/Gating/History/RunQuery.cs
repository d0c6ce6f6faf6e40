namespace Assay.Gating.History;

/// <summary>Which runs of files to read; those of a service's judges are none.</summary>
public sealed record RunQuery
{
    /// <summary>Of several samples of the same outputs only the first.</summary>
    public bool OnlyFirstSamples { get; init; }

    /// <summary>Only runs of these numbers; null: any.</summary>
    public IReadOnlyList<long>? Numbers { get; init; }

    public int AtMost { get; init; } = int.MaxValue;
}
