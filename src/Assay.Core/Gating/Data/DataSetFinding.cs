using Assay.Configuring;

namespace Assay.Gating.Data;

/// <summary>Something that is wrong with a data set, or that whoever wrote it should know.</summary>
/// <param name="Place">The record, as file and line.</param>
public sealed record DataSetFinding(string Place, Severity Severity, string Message);
