using System.Buffers;
using System.Text.Json;
using Assay.Collecting.Records;
using CsvHelper;

namespace Assay.Collecting.Files;

/// <summary>Writes a row as the JSON object it stands for, so that tables and JSON are read by the same rules.</summary>
internal sealed class CsvRowJson(CsvHeader header)
{
    private readonly ArrayBufferWriter<byte> target = new(4096);

    /// <summary>Valid until the next row.</summary>
    public ReadOnlySpan<byte> Of(CsvReader row)
    {
        target.ResetWrittenCount();
        using Utf8JsonWriter writer = new(target);
        writer.WriteStartObject();
        for (int i = 0; i < header.Columns.Count; i++)
        {
            if (header.Columns[i].Field is { } field)
            {
                WriteField(writer, field, header.Columns[i].Key, row.GetSpan(i));
            }
        }

        writer.WriteStartObject("metadata");
        for (int i = 0; i < header.Columns.Count; i++)
        {
            if (header.Columns[i].Field is null && !row.IsEmpty(i))
            {
                writer.WriteString(header.Columns[i].Key, row.GetSpan(i));
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return target.WrittenSpan;
    }

    private static void WriteField(Utf8JsonWriter writer, ResponseField field, string name, ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty)
        {
            if (field == ResponseField.Output)
            {
                writer.WriteNull(name);
            }
        }
        else if (IsStructured(field, cell))
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
