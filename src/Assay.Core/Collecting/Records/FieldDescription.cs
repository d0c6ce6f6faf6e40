using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Assay.Collecting.Records;

/// <summary>Under which names a field is read, what it must be, and what to tell a sender who got it wrong.</summary>
/// <param name="Names">The field's own name first, then its aliases.</param>
/// <param name="Form">Completes "must be ...".</param>
internal sealed record FieldDescription(ResponseField Field, string[] Names, string Form, string Remedy)
{
    private static readonly FieldDescription[] All =
    [
        new(ResponseField.Id, ["id"], "a string or a whole number",
            "Give \"id\" as a string of 1 to 255 characters or a whole number, or leave it out: it is then derived from the content."),
        new(ResponseField.Input, ["input", "question", "prompt", "query", "messages"], "a string or a list of messages",
            "Give what the application was asked under \"input\" (also read: \"question\", \"prompt\", \"query\", \"messages\")."),
        new(ResponseField.Output, ["output", "response", "answer", "completion"], "a string",
            "Give what the application answered as a string under \"output\" (also read: \"response\", \"answer\", \"completion\")."),
        new(ResponseField.Context, ["context", "contexts"], "a string or a list of strings",
            "Give \"context\" (also read: \"contexts\") as a string, a list of strings, or a list of objects with a \"text\" or \"content\" string."),
        new(ResponseField.Reference, ["reference", "expected", "ground_truth", "target"], "a string or a list of strings",
            "Give \"reference\" (also read: \"expected\", \"ground_truth\", \"target\") as a string or a list of strings."),
        new(ResponseField.Conversation, ["conversation"], "a list of {role, content}",
            "Give \"conversation\" as a list of turns such as {\"role\": \"user\", \"content\": \"Hello\"}, oldest first."),
        new(ResponseField.Release, ["release"], "a string",
            "Give \"release\" as a string such as \"2026-05-01\" or \"prompt-v7\"."),
        new(ResponseField.OccurredAt, ["occurred_at"], "an ISO 8601 time or unix seconds or milliseconds",
            "Give \"occurred_at\" as a string such as \"2026-05-01T12:30:00Z\" or as a number of seconds or milliseconds since 1970."),
        new(ResponseField.Metadata, ["metadata"], "an object",
            "Give \"metadata\" as an object such as {\"route\": \"refunds\"}."),
        new(ResponseField.Closed, ["closed"], "true or false",
            "Give \"closed\" as true where the conversation is over, or leave it out. A field of your own by this name can stand inside \"metadata\"."),
    ];

    private static readonly FrozenDictionary<string, FieldDescription> ByName = All
        .SelectMany(field => field.Names, (field, name) => KeyValuePair.Create(name, field))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly (byte[] Utf8, string Name, ResponseField Field)[] ByUtf8 =
        [.. All.SelectMany(field => field.Names, (field, name) => (Encoding.UTF8.GetBytes(name), name, field.Field))];

    public static FieldDescription Of(ResponseField field) => All[(int)field];

    /// <summary>The field that is read under this name; null where the name is the sender's own.</summary>
    public static FieldDescription? Named(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The first field without which no record with these names alone is a response; null where there are all.</summary>
    public static FieldDescription? Missing(IReadOnlyCollection<string> names)
    {
        bool Has(ResponseField field) => names.Any(name => Named(name)?.Field == field);
        ResponseField[] needed = names.Contains("messages", StringComparer.Ordinal) ? [ResponseField.Input]
            : Has(ResponseField.Conversation) && !Has(ResponseField.Input) ? []
            : [ResponseField.Input, ResponseField.Output];
        return needed.Where(field => !Has(field)).Select(Of).FirstOrDefault();
    }

    /// <summary>The same without making a string of the name.</summary>
    public static bool TryName(JsonProperty property, out string name, out ResponseField field)
    {
        ReadOnlySpan<byte> utf8 = JsonMarshal.GetRawUtf8PropertyName(property);
        return utf8.Contains((byte)'\\') ? TryName(Encoding.UTF8.GetBytes(property.Name), out name, out field) : TryName(utf8, out name, out field);
    }

    public static bool TryName(ReadOnlySpan<byte> utf8, out string name, out ResponseField field)
    {
        foreach ((byte[] known, string text, ResponseField itsField) in ByUtf8)
        {
            if (utf8.SequenceEqual(known))
            {
                (name, field) = (text, itsField);
                return true;
            }
        }

        (name, field) = ("", default);
        return false;
    }
}
