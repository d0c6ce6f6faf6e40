using System.Runtime.CompilerServices;
using Assay.Collecting.Records;

namespace Assay.Collecting.Files;

/// <summary>Reads responses from a table: comma- or tab-separated, a header row first, quoted fields over several lines allowed.</summary>
public static class CsvFile
{
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
        await using CsvRows rows = new(stream, file);
        await rows.OpenAsync(CsvHeader.Remedy, cancellationToken);
        CsvHeader header = CsvHeader.ReadOrThrow(rows.Row, rows.Place with { IsCase = isCase });
        CsvRowJson json = new(header);
        long position = before;
        while (await rows.NextAsync(cancellationToken))
        {
            if (rows.Trouble(header.Columns.Count) is { } trouble)
            {
                yield return trouble;
            }
            else if (!rows.IsBlank(header.Columns.Count))
            {
                RecordReading row = RecordReading.Of(json.Of(rows.Row), rows.Place with { IsCase = isCase }, position + 1);
                position += row.Response is null ? 0 : 1;
                yield return row;
            }
        }
    }
}
