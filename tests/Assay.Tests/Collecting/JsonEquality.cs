using System.Text.Json;
using Assay.Collecting;

namespace Assay.Tests.Collecting;

/// <summary>Equality of responses by value; the record compares its lists and metadata by reference.</summary>
internal static class JsonEquality
{
    public static bool Same(Response a, Response b) =>
        (a.Id, a.Input, a.Output, a.Reference, a.Release, a.OccurredAt) == (b.Id, b.Input, b.Output, b.Reference, b.Release, b.OccurredAt)
        && a.Context.SequenceEqual(b.Context)
        && a.Conversation.SequenceEqual(b.Conversation)
        && a.Metadata.Count == b.Metadata.Count
        && a.Metadata.All(field => b.Metadata.TryGetValue(field.Key, out JsonElement other) && JsonElement.DeepEquals(field.Value, other));
}
