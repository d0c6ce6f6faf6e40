namespace Assay.Collecting.Sources;

/// <summary>What one reading of a source brought.</summary>
/// <param name="Responses">Numbered from 1 within the batch.</param>
/// <param name="Rejected">Records that cannot be read, each with its place. They are passed over and not read again.</param>
/// <param name="Cursor">Where the next reading begins; opaque. Keep it also when the batch is empty.</param>
/// <param name="HasMore">Whether to read on at once, and not at the next appointed time.</param>
public sealed record SourceBatch(IReadOnlyList<SourcedResponse> Responses, IReadOnlyList<InputException> Rejected, string? Cursor, bool HasMore);
