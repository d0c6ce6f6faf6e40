using Assay.Collecting.Records;

namespace Assay.Calibrating.Labels;

/// <summary>One label as a file gave it.</summary>
/// <param name="Label">Null: the rater gave none.</param>
internal sealed record LabelRecord(string Item, string Rater, string? Label, RaterKind? Kind, string? Cluster, RecordPlace Place);
