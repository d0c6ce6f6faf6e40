using System.Buffers;
using Assay.Collecting.Records;

namespace Assay.Collecting.Files;

/// <summary>Cuts a stream into lines over one pooled buffer, which holds no more than the line being read and what was read ahead.</summary>
/// <param name="linesBefore">More than none where the stream does not stand at the beginning of the file.</param>
internal sealed class LineReader(Stream stream, string file, long linesBefore = 0) : IDisposable
{
    public const int LongestLine = 16 * 1024 * 1024;

    private const int ReadAhead = 128 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadAhead);
    private int start;
    private int end;
    private int searched;
    private bool opened = linesBefore > 0;
    private bool finished;

    /// <summary>1-based number of the line taken last.</summary>
    public long Line { get; private set; } = linesBefore;

    /// <summary>How many bytes of the stream lie before the next line.</summary>
    public long Taken { get; private set; }

    /// <summary>Whether the line taken last ended in a line break, and not with the stream.</summary>
    public bool EndedInBreak { get; private set; }

    /// <summary>Takes the next line that is already in the buffer; it is valid until the next fill.</summary>
    public bool TryTake(out ReadOnlyMemory<byte> line)
    {
        int length = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
        int next = searched + length + 1;
        if (length < 0)
        {
            searched = next = end;
            if (!finished || start == end)
            {
                line = default;
                return false;
            }
        }

        int lineEnd = length < 0 ? end : next - 1;
        line = buffer.AsMemory(start, lineEnd - start);
        Taken += next - start;
        EndedInBreak = length >= 0;
        start = searched = next;
        Line++;
        return line.Length <= LongestLine ? true : throw TooLong(Line);
    }

    /// <summary>Reads on; false once the stream has ended and its last line was offered.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (finished)
        {
            return false;
        }

        MakeRoom();
        int limit = Math.Min(buffer.Length, LongestLine + ReadAhead);
        Memory<byte> room = buffer.AsMemory(end, limit - end);
        int read = await ReadAsync(room, cancellationToken);
        end += read;
        finished = read == 0;
        if (!opened)
        {
            opened = true;
            start = searched = ByteOrderMark.Utf8LengthOrThrow(buffer.AsSpan(0, end), file);
            Taken = start;
        }

        return true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        start = end = searched = 0;
        finished = true;
    }

    private async ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellationToken)
    {
        try
        {
            return opened
                ? await stream.ReadAsync(room, cancellationToken)
                : await stream.ReadAtLeastAsync(room, ByteOrderMark.Longest, throwOnEndOfStream: false, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new RecordPlace(file, Line + 1).Error(
                "the gzip data is damaged or cut off here.", "Copy or download the file again; gzip -t tells whether it is whole.");
        }
    }

    private void MakeRoom()
    {
        int held = end - start;
        if (held > LongestLine)
        {
            throw TooLong(Line + 1);
        }

        byte[] target = buffer;
        if (held > buffer.Length / 2)
        {
            target = ArrayPool<byte>.Shared.Rent(Math.Min(2 * buffer.Length, LongestLine + ReadAhead));
        }

        buffer.AsSpan(start, held).CopyTo(target);
        if (target != buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = target;
        }

        searched -= start;
        (start, end) = (0, held);
    }

    private InputException TooLong(long line) => new RecordPlace(file, line).Error(
        $"the line is longer than {LongestLine / (1024 * 1024)} MiB.",
        "Check that the file has one JSON object per line, and shorten or leave out what is not to be judged.");
}
