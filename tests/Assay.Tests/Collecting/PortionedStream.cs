namespace Assay.Tests.Collecting;

/// <summary>Gives its bytes out in portions of a fixed size, as a slow pipe does, and counts them.</summary>
internal sealed class PortionedStream : Stream
{
    private readonly byte[]? bytes;
    private readonly int portion;

    public PortionedStream(byte[] bytes, int portion) => (this.bytes, this.portion, Length) = (bytes, portion, bytes.Length);

    /// <summary>A text of one letter, made while it is read.</summary>
    public PortionedStream(int length, int portion) => (Length, this.portion) = (length, portion);

    public int Given { get; private set; }

    public override long Length { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Position { get => Given; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(Math.Min(portion, buffer.Length), Length - Given);
        if (bytes is null)
        {
            buffer[..count].Fill((byte)'x');
        }
        else
        {
            bytes.AsSpan(Given, count).CopyTo(buffer);
        }

        Given += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
