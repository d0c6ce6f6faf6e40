using System.Text.Json;

namespace Assay.Collecting.Records;

/// <summary>The text of a cell of a table, as the value of a field.</summary>
internal static class CellText
{
    public static void Write(Utf8JsonWriter writer, ResponseField field, string name, ReadOnlySpan<byte> cell)
    {
        if (IsStructured(field, cell))
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(cell);
        }
        else
        {
            writer.WriteString(name, cell);
        }
    }

    // A cell can hold a list or an object only as JSON text. Plain text that happens to begin with a bracket stays text.
    private static bool IsStructured(ResponseField field, ReadOnlySpan<byte> cell) =>
        field is ResponseField.Input or ResponseField.Context or ResponseField.Conversation or ResponseField.Metadata
        && cell.TrimStart(" \t\r\n"u8) is [(byte)'[' or (byte)'{', ..]
        && TryParse(cell) is { } value
        && (field, value.ValueKind) switch
        {
            (ResponseField.Metadata, JsonValueKind.Object) or (ResponseField.Conversation, JsonValueKind.Array) => true,
            (ResponseField.Input, JsonValueKind.Array) => value.EnumerateArray().Any() && value.EnumerateArray().All(item => ChatTurn.TryRead(item, out _)),
            (ResponseField.Context, JsonValueKind.Array) => value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Object),
            _ => false,
        };

    private static JsonElement? TryParse(ReadOnlySpan<byte> cell)
    {
        try
        {
            return JsonElement.Parse(LoneSurrogates.Replaced(cell) ?? cell);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
