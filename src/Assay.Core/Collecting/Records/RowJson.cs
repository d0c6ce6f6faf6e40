using System.Buffers;
using System.Text.Json;
using Assay.Collecting.Files;

namespace Assay.Collecting.Records;

/// <summary>Writes a row of a query as the JSON object it stands for, so that databases and files are read by the same rules.</summary>
/// <param name="columns">Names as of fields; any other is metadata.</param>
public sealed class RowJson(IEnumerable<string> columns) : IDisposable
{
    private readonly CsvColumn[] columns = [.. columns.Select(CsvColumn.Of)];
    private readonly Utf8JsonWriter writer = new(Stream.Null);
    private ArrayBufferWriter<byte> target = new();

    /// <summary>Whether Assay gives a column of this name a meaning.</summary>
    public static bool IsField(string name) => FieldDescription.Named(name) is not null;

    /// <summary>The field without which no row of these columns is a response, and how to give it; null where there are all.</summary>
    public static (string Name, string Remedy)? Missing(IReadOnlyCollection<string> columns) =>
        FieldDescription.Missing(columns) is { } field ? (field.Names[0], field.Remedy) : null;

    public void Start()
    {
        target = new ArrayBufferWriter<byte>(1024);
        writer.Reset(target);
        writer.WriteStartObject();
    }

    /// <param name="utf8">Valid UTF-8.</param>
    public void Text(int column, ReadOnlySpan<byte> utf8)
    {
        if (columns[column].Field is { } field)
        {
            CellText.Write(writer, field, columns[column].Key, utf8);
        }
        else
        {
            StartMetadata(column);
            writer.WriteStringValue(utf8);
            writer.WriteEndObject();
        }
    }

    /// <summary>A value that has a type of its own: a number, true or false, a list, an object.</summary>
    public void Value(int column, ReadOnlySpan<byte> json)
    {
        bool isPlain = json is not [(byte)'[' or (byte)'{' or (byte)'"', ..];
        if (columns[column].Field is not { } field)
        {
            StartMetadata(column);
            writer.WriteRawValue(json);
            writer.WriteEndObject();
        }
        else if (isPlain && field is ResponseField.Input or ResponseField.Output or ResponseField.Context or ResponseField.Reference or ResponseField.Release)
        {
            // What was asked or answered may be nothing but a number, and a database then keeps it as one.
            writer.WriteString(columns[column].Key, json);
        }
        else
        {
            writer.WritePropertyName(columns[column].Key);
            writer.WriteRawValue(json);
        }
    }

    /// <summary>No value: absent, save for an output, which is then empty.</summary>
    public void Null(int column)
    {
        if (columns[column].Field == ResponseField.Output)
        {
            writer.WriteNull(columns[column].Key);
        }
    }

    public ReadOnlyMemory<byte> End()
    {
        writer.WriteEndObject();
        writer.Flush();
        return target.WrittenMemory;
    }

    public void Dispose() => writer.Dispose();

    // An object per column: read, they become one.
    private void StartMetadata(int column)
    {
        writer.WriteStartObject("metadata");
        writer.WritePropertyName(columns[column].Key);
    }
}
