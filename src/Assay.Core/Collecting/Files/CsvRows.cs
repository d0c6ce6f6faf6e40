using System.Text.Unicode;
using Assay.Collecting.Records;
using CsvHelper;

namespace Assay.Collecting.Files;

/// <summary>The rows of a table, the header among them; what is wrong with a row is told by its place and how to mend it.</summary>
internal sealed class CsvRows : IAsyncDisposable
{
    private const int LongestRecord = 16 * 1024 * 1024;

    private readonly string file;
    private CsvMalformedRecord? malformed;

    /// <param name="file">What an error calls the stream; a name that ends in <c>.tsv</c> is read as tab-separated.</param>
    public CsvRows(Stream stream, string file)
    {
        this.file = file;
        Row = CsvReader.Create(
            stream,
            new CsvReaderOptions
            {
                HasHeader = false,
                Separator = file.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',',
                TrackLineNumbers = true,
                MaxRecordSize = LongestRecord,
                OnMalformedRecord = record => malformed = record,
            },
            leaveOpen: true);
    }

    public CsvReader Row { get; }

    /// <summary>The line on which the row begins.</summary>
    public RecordPlace Place => new(file, Row.LineNumber);

    /// <summary>Moves to the header.</summary>
    /// <exception cref="InputException">There is none that can be read.</exception>
    public async ValueTask OpenAsync(string remedy, CancellationToken cancellationToken)
    {
        if (!await NextAsync(cancellationToken))
        {
            throw new RecordPlace(file, 1).Error("the file is empty: it has no header row.", remedy);
        }

        if (Unreadable() is { } unreadable)
        {
            throw unreadable;
        }
    }

    /// <exception cref="InputException">Nothing after this row can be read.</exception>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        malformed = null;
        try
        {
            return await Row.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException error)
        {
            throw new RecordPlace(file, error.LineNumber).Error(
                $"the row is longer than {LongestRecord / (1024 * 1024)} MiB.", "A quotation mark that is never closed makes the rest of the file one field: look for it here.");
        }
    }

    /// <summary>What is wrong with the row; null where nothing is, and for a blank one.</summary>
    /// <param name="columns">How many the header names.</param>
    public InputException? Trouble(int columns) =>
        Unreadable() ?? (Row.FieldCount == columns || IsBlank(columns) ? null : Place.Error(
            $"the row has {Row.FieldCount} fields, but the header names {columns}.",
            "Put fields that hold a separator, a quotation mark or a line break in quotation marks, with quotation marks in them doubled."));

    public bool IsBlank(int columns) => Row.FieldCount != columns && Row.RawRecord.Trim(" \t"u8).IsEmpty;

    public ValueTask DisposeAsync() => Row.DisposeAsync();

    private InputException? Unreadable() => malformed is { } problem ? Malformed(Place, problem.Reason)
        : Utf8.IsValid(Row.RawRecord) ? null
        : Place.Error("the row is not UTF-8.", "Save the file as UTF-8 (for instance: iconv -f WINDOWS-1252 -t UTF-8).");

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
