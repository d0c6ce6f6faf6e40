using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Assay.Collecting.Records;
using CsvHelper;

namespace Assay.Collecting.Files;

/// <summary>Reads responses from a table: comma- or tab-separated, a header row first, quoted fields over several lines allowed.</summary>
public static class CsvFile
{
    private const int LongestRecord = 16 * 1024 * 1024;

    /// <param name="file">What an error calls the stream; a name that ends in <c>.tsv</c> is read as tab-separated.</param>
    /// <param name="before">How many records of the run came before this file.</param>
    /// <param name="isCase">Each is a case of a data set, which need not have an output.</param>
    /// <exception cref="InputException">A header or row that cannot be read; its line is the one on which the row begins.</exception>
    public static async IAsyncEnumerable<SourcedResponse> ReadAsync(
        Stream stream, string file, long before = 0, bool isCase = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (RecordReading row in ReadEachAsync(stream, file, before, isCase, cancellationToken))
        {
            yield return row.OrThrow();
        }
    }

    /// <summary>Reads on behind a row that cannot be read, as far as the rows after it can be told apart.</summary>
    /// <exception cref="InputException">The header cannot be read, or nothing after this row can.</exception>
    internal static async IAsyncEnumerable<RecordReading> ReadEachAsync(
        Stream stream, string file, long before, bool isCase, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CsvMalformedRecord? malformed = null;
        CsvReaderOptions options = new()
        {
            HasHeader = false,
            Separator = file.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',',
            TrackLineNumbers = true,
            MaxRecordSize = LongestRecord,
            OnMalformedRecord = record => malformed = record,
        };
        await using CsvReader rows = CsvReader.Create(stream, options, leaveOpen: true);
        if (!await NextAsync())
        {
            throw new RecordPlace(file, 1).Error("the file is empty: it has no header row.", CsvHeader.Remedy);
        }

        if (Trouble() is { } unreadable)
        {
            throw unreadable;
        }

        CsvHeader header = CsvHeader.ReadOrThrow(rows, new RecordPlace(file, rows.LineNumber) { IsCase = isCase });
        CsvRowJson json = new(header);
        long position = before;
        while (await NextAsync())
        {
            RecordPlace place = new(file, rows.LineNumber) { IsCase = isCase };
            if (Trouble() is { } malformedRow)
            {
                yield return malformedRow;
            }
            else if (rows.FieldCount == header.Columns.Count)
            {
                RecordReading row = RecordReading.Of(json.Of(rows), place, position + 1);
                position += row.Response is null ? 0 : 1;
                yield return row;
            }
            else if (!rows.RawRecord.Trim(" \t"u8).IsEmpty)
            {
                yield return place.Error(
                    $"the row has {rows.FieldCount} fields, but the header names {header.Columns.Count}.",
                    "Put fields that hold a separator, a quotation mark or a line break in quotation marks, with quotation marks in them doubled.");
            }
        }

        async ValueTask<bool> NextAsync()
        {
            malformed = null;
            try
            {
                return await rows.ReadAsync(cancellationToken);
            }
            catch (CsvFormatException error)
            {
                throw new RecordPlace(file, error.LineNumber).Error(
                    $"the row is longer than {LongestRecord / (1024 * 1024)} MiB.", "A quotation mark that is never closed makes the rest of the file one field: look for it here.");
            }
        }

        InputException? Trouble()
        {
            RecordPlace place = new(file, rows.LineNumber);
            return malformed is { } problem ? Malformed(place, problem.Reason)
                : Utf8.IsValid(rows.RawRecord) ? null
                : place.Error("the row is not UTF-8.", "Save the file as UTF-8 (for instance: iconv -f WINDOWS-1252 -t UTF-8).");
        }
    }

    private static InputException Malformed(RecordPlace place, CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => place.Error(
            "a quoted field that begins in this row is never closed.", "Close it with a quotation mark; quotation marks in the field are doubled."),
        CsvMalformedReason.TextAfterClosingQuote => place.Error(
            "text stands behind the closing quotation mark of a field.", "Double the quotation marks that belong to the text."),
        _ => place.Error(
            "a quotation mark stands inside a field that is not quoted.", "Put the field in quotation marks and double those in it."),
    };
}
