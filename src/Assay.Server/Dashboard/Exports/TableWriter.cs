using System.Globalization;
using System.Text.Json;
using Assay.Surfacing;
using CsvHelper;

namespace Assay.Server.Dashboard.Exports;

/// <summary>Writes a table while it is read: what it takes does not depend on how many rows there are.</summary>
internal static class TableWriter
{
    private const int Chunk = 64 * 1024;

    /// <summary>The first line names the columns; text that a spreadsheet would run as a formula is kept from it.</summary>
    public static async Task WriteCsvAsync(Stream output, DataTable table, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await using CsvWriter csv = CsvWriter.Create(buffer, new CsvWriterOptions(), leaveOpen: true);
        await csv.WriteRecordAsync([.. table.Columns], cancellationToken);
        await foreach (IReadOnlyList<object?> row in table.Rows.WithCancellation(cancellationToken))
        {
            await csv.WriteRecordAsync([.. row.Select(Cell)], cancellationToken);
            if (buffer.Length >= Chunk)
            {
                await MoveAsync(buffer, output, cancellationToken);
            }
        }

        await csv.FlushAsync(cancellationToken);
        await MoveAsync(buffer, output, cancellationToken);
    }

    /// <summary>One object a line.</summary>
    public static async Task WriteJsonLinesAsync(Stream output, DataTable table, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        using var json = new Utf8JsonWriter(buffer, ResultJson.Options);
        await foreach (IReadOnlyList<object?> row in table.Rows.WithCancellation(cancellationToken))
        {
            json.WriteStartObject();
            for (int i = 0; i < row.Count; i++)
            {
                json.WritePropertyName(table.Columns[i]);
                Write(json, row[i]);
            }

            json.WriteEndObject();
            json.Flush();
            json.Reset();
            buffer.WriteByte((byte)'\n');
            if (buffer.Length >= Chunk)
            {
                await MoveAsync(buffer, output, cancellationToken);
            }
        }

        await MoveAsync(buffer, output, cancellationToken);
    }

    private static async Task MoveAsync(MemoryStream buffer, Stream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
        buffer.SetLength(0);
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => SpreadsheetText.Guard(text),
        DateTimeOffset time => Time(time),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case DateTimeOffset time: json.WriteStringValue(Time(time)); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case double number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            default: json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
}
