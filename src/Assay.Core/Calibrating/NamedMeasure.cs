namespace Assay.Calibrating;

/// <summary>A statistic under the name that JSON gives it.</summary>
public sealed record NamedMeasure(string Name, Measured Value);
