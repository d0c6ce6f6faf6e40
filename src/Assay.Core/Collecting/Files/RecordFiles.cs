using System.Runtime.CompilerServices;
using System.Text.Json;
using Assay.Collecting.Records;
using CsvHelper;

namespace Assay.Collecting.Files;

/// <summary>Reads records that are no responses, such as labels, from the same kinds of files: JSON Lines, JSON, CSV, TSV.</summary>
internal static class RecordFiles
{
    /// <exception cref="InputException">A file or a record that cannot be read.</exception>
    public static async IAsyncEnumerable<FileRecord> ReadAsync(InputFiles files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (InputFile file in files.Files)
        {
            await using Stream stream = InputFiles.OpenOrThrow(file);
            IAsyncEnumerable<FileRecord> records = file.Format switch
            {
                InputFormat.Table => TableAsync(stream, file.Name, cancellationToken),
                InputFormat.Json when await JsonArrayText.BeginsAsync(stream, cancellationToken) => ArrayAsync(stream, file.Name, cancellationToken),
                _ => LinesAsync(stream, file.Name, cancellationToken),
            };
            await foreach (FileRecord record in records)
            {
                yield return record;
            }
        }
    }

    private static async IAsyncEnumerable<FileRecord> LinesAsync(Stream stream, string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using Stream? unpacked = WholeGzipStream.IsNamed(file) ? new WholeGzipStream(stream) : null;
        using LineReader lines = new(unpacked ?? stream, file);
        do
        {
            while (lines.TryTake(out ReadOnlyMemory<byte> line))
            {
                ReadOnlyMemory<byte> json = line.Trim(" \t\r"u8);
                if (!json.IsEmpty)
                {
                    yield return Record(json.Span, new RecordPlace(file, lines.Line));
                }
            }
        }
        while (await lines.FillAsync(cancellationToken));
    }

    private static async IAsyncEnumerable<FileRecord> ArrayAsync(Stream stream, string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] text = await JsonFile.ReadWholeAsync(stream, file, cancellationToken);
        long line = 1;
        int counted = 0;
        foreach (Range item in JsonArrayText.Items(text, file))
        {
            line += text.AsSpan(counted..item.Start.Value).Count((byte)'\n');
            counted = item.Start.Value;
            yield return Record(text.AsSpan(item), new RecordPlace(file, line));
        }
    }

    private static async IAsyncEnumerable<FileRecord> TableAsync(Stream stream, string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using CsvRows rows = new(stream, file);
        await rows.OpenAsync("The first row must name the columns.", cancellationToken);
        string[] names = [.. Enumerable.Range(0, rows.Row.FieldCount).Select(i => rows.Row.GetString(i).Trim())];
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { Key: string twice })
        {
            throw rows.Place.Error($"the header names the column \"{twice}\" twice.", "Rename or remove one of them.");
        }

        while (await rows.NextAsync(cancellationToken))
        {
            if (rows.Trouble(names.Length) is { } trouble)
            {
                throw trouble;
            }

            if (!rows.IsBlank(names.Length))
            {
                yield return new FileRecord(JsonSerializer.SerializeToElement(Cells(rows.Row, names), RecordJson.Default.DictionaryStringString), rows.Place);
            }
        }
    }

    /// <summary>An empty cell is no value.</summary>
    private static Dictionary<string, string?> Cells(CsvReader row, string[] names)
    {
        var cells = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            cells[names[i]] = row.IsEmpty(i) ? null : row.GetString(i);
        }

        return cells;
    }

    private static FileRecord Record(ReadOnlySpan<byte> json, RecordPlace place) =>
        JsonText.ParseOrThrow(json, place) is { ValueKind: JsonValueKind.Object } fields
            ? new FileRecord(fields, place)
            : throw place.Error("the record is no JSON object.", "Write each record as one JSON object on a line of its own.");
}
