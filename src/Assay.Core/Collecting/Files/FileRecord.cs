using System.Text.Json;
using Assay.Collecting.Records;

namespace Assay.Collecting.Files;

/// <summary>One record of a file with fields of its own: a JSON object, or a row of a table as one of strings.</summary>
internal readonly record struct FileRecord(JsonElement Fields, RecordPlace Place)
{
    /// <summary>The first field of these names that is there and not null, as text; numbers as they are written.</summary>
    /// <exception cref="InputException">It is a list or an object.</exception>
    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Fields.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
            {
                return value.ValueKind switch
                {
                    JsonValueKind.String => value.GetString()!,
                    JsonValueKind.Array or JsonValueKind.Object => throw Place.Error($"\"{name}\" is {JsonKind.Of(value)}, but must be a text or a number.", "Give one value per record."),
                    _ => value.GetRawText(),
                };
            }
        }

        return null;
    }

    /// <summary>The same, but an empty text is none.</summary>
    public string? NonEmpty(params ReadOnlySpan<string> names) => Text(names) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public bool Has(string name) => Fields.TryGetProperty(name, out _);
}
