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
        if (!cell.IsEmpty)
        {
            CellText.Write(writer, field, name, cell);
        }
        else if (field == ResponseField.Output)
        {
            writer.WriteNull(name);
        }
    }
}
