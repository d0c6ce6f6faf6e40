using Assay.Collecting.Files;
using Assay.Collecting.Records;

namespace Assay.Collecting.Sources.Folders;

/// <summary>Reads the lines that were appended to a file.</summary>
/// <param name="keep">Takes the mark after every line, so that trouble half-way loses nothing and repeats nothing.</param>
internal sealed class GrowingFile(FolderFile file, BatchBuilder batch, Action<FileMark> keep)
{
    private const int LongestHead = 1024;
    private const int ScanSize = 256 * 1024;

    private FileMark.Growing mark = new(0, 0, 0, 0, 0, 0);

    public async Task ReadAsync(FileMark.Growing? earlier, CancellationToken cancellationToken)
    {
        bool isSettled = earlier?.IsOf(file) == true;
        if (isSettled && earlier!.Offset == file.Size)
        {
            return;
        }

        await using FileStream stream = file.Open();
        await BeginAsync(stream, earlier, cancellationToken);
        if (await ReadLinesAsync(stream, isSettled, cancellationToken))
        {
            Keep(mark with { Size = file.Size, Written = file.Written });
        }
    }

    /// <summary>Goes on behind the mark, or at the beginning where the file was cut or is another one.</summary>
    private async Task BeginAsync(FileStream stream, FileMark.Growing? earlier, CancellationToken cancellationToken)
    {
        byte[] head = new byte[LongestHead];
        int length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        bool isSame = earlier is not null && stream.Length >= earlier.Offset && length >= earlier.HeadLength
            && FolderFile.Hash(head.AsSpan(0, earlier.HeadLength)) == earlier.Head;
        mark = new FileMark.Growing(0, 0, isSame ? earlier!.Offset : 0, isSame ? earlier!.Lines : 0, FolderFile.Hash(head.AsSpan(0, length)), length);
        if (mark.Offset == 0)
        {
            RejectOtherEncodings(head.AsSpan(0, length));
        }
    }

    private void RejectOtherEncodings(ReadOnlySpan<byte> head)
    {
        try
        {
            ByteOrderMark.Utf8LengthOrThrow(head, file.Name);
        }
        catch (InputException error)
        {
            batch.Reject(error);
            mark = mark with { Offset = file.Size, Lines = 1 };
        }
    }

    /// <summary>True at the end of the file, false where the batch became full before.</summary>
    private async Task<bool> ReadLinesAsync(FileStream stream, bool isSettled, CancellationToken cancellationToken)
    {
        while (true)
        {
            long start = mark.Offset;
            stream.Seek(start, SeekOrigin.Begin);
            using LineReader lines = new(stream, file.Name, mark.Lines);
            try
            {
                do
                {
                    while (!batch.IsFull && lines.TryTake(out ReadOnlyMemory<byte> line))
                    {
                        if (!TryTake(line.Trim(" \t\r"u8).Span, lines, isSettled))
                        {
                            return true;
                        }

                        Keep(mark with { Offset = start + lines.Taken, Lines = lines.Line });
                    }
                }
                while (!batch.IsFull && await lines.FillAsync(cancellationToken));
                return !batch.IsFull;
            }
            catch (InputException tooLong)
            {
                if (!await SkipLineAsync(stream, cancellationToken))
                {
                    return true;
                }

                batch.Reject(tooLong);
            }
        }
    }

    /// <summary>False for a line that may not be finished yet. What closes its braces is finished, if nothing was added since the last look.</summary>
    private bool TryTake(ReadOnlySpan<byte> json, LineReader lines, bool isSettled)
    {
        if (json.IsEmpty)
        {
            return lines.EndedInBreak;
        }

        var record = RecordReading.Of(json, new RecordPlace(file.Name, lines.Line), 0);
        if (record.Response is { } read && (lines.EndedInBreak || isSettled))
        {
            batch.Add(read.Response, read.File, read.Line);
        }
        else if (record.Error is { } error && lines.EndedInBreak)
        {
            batch.Reject(error);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Goes behind the line at the mark; false where it has no end yet.</summary>
    private async Task<bool> SkipLineAsync(FileStream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[ScanSize];
        stream.Seek(mark.Offset, SeekOrigin.Begin);
        long at = mark.Offset;
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and int read)
        {
            int lineBreak = buffer.AsSpan(0, read).IndexOf((byte)'\n');
            if (lineBreak >= 0)
            {
                Keep(mark with { Offset = at + lineBreak + 1, Lines = mark.Lines + 1 });
                return true;
            }

            at += read;
        }

        return false;
    }

    private void Keep(FileMark.Growing next)
    {
        mark = next;
        keep(next);
    }
}
