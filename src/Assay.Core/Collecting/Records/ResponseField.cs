namespace Assay.Collecting.Records;

/// <summary>The fields of a record to which Assay gives a meaning.</summary>
internal enum ResponseField
{
    Id,
    Input,
    Output,
    Context,
    Reference,
    Conversation,
    Release,
    OccurredAt,
    Metadata,
    Closed,
}
