
namespace Assay.Collecting.Sources.Folders;

/// <summary>
/// Reads new files and appended lines of a folder. JSON Lines are followed while they grow; tables, arrays and packed files are
/// read once they have stopped to change. It never writes.
/// </summary>
/// <param name="folder">What the pattern is relative to.</param>
public sealed class FolderSource(string name, string folder, string pattern, TimeProvider clock) : IResponseSource
{
    /// <summary>Two looks closer together than this are one: a copy may pause.</summary>
    private static readonly TimeSpan LeastBetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>A file that nobody has written to for so long needs no second look, which may be a day away.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    private readonly FolderListing listing = new(name, folder, pattern);
    private WholeFile? open;

    public string Name => name;

    public async Task<SourceBatch> ReadAsync(string? cursor, int atMost, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        cancellationToken.ThrowIfCancellationRequested();
        FolderCursor before = ParseOrThrow(cursor);
        IReadOnlyList<FolderFile> files = listing.Find();
        FolderCursor after = before.Of(files);
        var batch = new BatchBuilder(atMost);
        SourceException? trouble = null;
        foreach (FolderFile file in before.InTurn(files))
        {
            try
            {
                await ReadFileAsync(file, before[file], batch, mark => after[file] = mark, cancellationToken);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                after[file] = null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The other files are read all the same; it is told when there is nothing else to tell.
                trouble = new SourceException(SourceFailure.Transient, name, $"{file.Name} cannot be read: {e.Message}", "Check that the file may be read.");
            }

            if (batch.IsFull)
            {
                after.Last = file.Key;
                break;
            }
        }

        string text = after.ToString();
        return trouble is not null && batch.Count == 0 && text == cursor ? throw trouble : batch.Build(text, batch.IsFull);
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task ReadFileAsync(FolderFile file, FileMark? mark, BatchBuilder batch, Action<FileMark> keep, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (file.Grows)
        {
            await new GrowingFile(file, batch, keep).ReadAsync(mark as FileMark.Growing, cancellationToken);
        }
        else if (mark?.IsOf(file) == true && mark is FileMark.Reading reading)
        {
            await ReadWholeAsync(file, reading.Records, batch, keep, cancellationToken);
        }
        else if (IsWhole(file, mark))
        {
            await ReadWholeAsync(file, 0, batch, keep, cancellationToken);
        }
        else if (mark?.IsOf(file) != true)
        {
            keep(new FileMark.Noticed(file.Size, file.Written, clock.GetUtcNow().Ticks));
        }
    }

    private bool IsWhole(FolderFile file, FileMark? mark)
    {
        long now = clock.GetUtcNow().Ticks;
        return mark?.IsOf(file) == true
            ? mark is FileMark.Noticed noticed && now - noticed.At >= LeastBetweenLooks.Ticks
            : now - file.Written >= Settled.Ticks;
    }

    private async Task ReadWholeAsync(FolderFile file, long done, BatchBuilder batch, Action<FileMark> keep, CancellationToken cancellationToken)
    {
        try
        {
            WholeFile whole = await OpenAsync(file, done, cancellationToken);
            while (!batch.IsFull)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await whole.NextAsync() is not { } record)
                {
                    keep(new FileMark.Done(file.Size, file.Written));
                    await CloseAsync();
                    return;
                }

                if (record.Response is { } read)
                {
                    batch.Add(read.Response, read.File, read.Line);
                }
                else
                {
                    batch.Reject(record.Error!);
                }

                keep(new FileMark.Reading(file.Size, file.Written, whole.Records));
            }
        }
        catch (InputException error)
        {
            batch.Reject(error);
            keep(new FileMark.Done(file.Size, file.Written));
            await CloseAsync();
        }
        catch
        {
            await CloseAsync();
            throw;
        }
    }

    /// <summary>The file that stays open between batches, or another one that is first read up to the same place.</summary>
    private async Task<WholeFile> OpenAsync(FolderFile file, long done, CancellationToken cancellationToken)
    {
        if (open is { } ready && ready.File == file && ready.Records == done)
        {
            return ready;
        }

        await CloseAsync();
        open = WholeFile.Open(file);
        while (open.Records < done && await open.NextAsync() is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return open;
    }

    private async ValueTask CloseAsync()
    {
        if (open is { } closing)
        {
            open = null;
            await closing.DisposeAsync();
        }
    }

    private FolderCursor ParseOrThrow(string? cursor)
    {
        try
        {
            return FolderCursor.Parse(cursor);
        }
        catch (FormatException)
        {
            throw new SourceException(SourceFailure.Configuration, name, "the stored cursor is not one of a folder.", "Give the source another name, so that it is read from the beginning.");
        }
    }
}
