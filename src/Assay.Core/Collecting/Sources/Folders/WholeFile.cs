using Assay.Collecting.Files;

namespace Assay.Collecting.Sources.Folders;

/// <summary>A file that is read once, from the beginning to the end: open over several batches.</summary>
internal sealed class WholeFile : IAsyncDisposable
{
    private readonly FileStream stream;
    private readonly IAsyncEnumerator<RecordReading> records;

    private WholeFile(FolderFile file, FileStream stream, CancellationToken cancellationToken)
    {
        (File, this.stream) = (file, stream);
        IAsyncEnumerable<RecordReading> each = file.Format switch
        {
            InputFormat.Table => CsvFile.ReadEachAsync(stream, file.Name, 0, isCase: false, cancellationToken),
            InputFormat.Json => JsonFile.ReadEachAsync(stream, file.Name, 0, isCase: false, cancellationToken),
            _ => JsonlFile.ReadEachAsync(stream, file.Name, 0, isCase: false, cancellationToken),
        };
        records = each.GetAsyncEnumerator(cancellationToken);
    }

    public FolderFile File { get; }

    /// <summary>How many records were given out.</summary>
    public long Records { get; private set; }

    public static WholeFile Open(FolderFile file) => new(file, file.Open(), CancellationToken.None);

    /// <summary>The next record; null at the end.</summary>
    /// <exception cref="InputException">Nothing more can be read.</exception>
    public async ValueTask<RecordReading?> NextAsync()
    {
        if (!await records.MoveNextAsync())
        {
            return null;
        }

        Records++;
        return records.Current;
    }

    public async ValueTask DisposeAsync()
    {
        await records.DisposeAsync();
        await stream.DisposeAsync();
    }
}
