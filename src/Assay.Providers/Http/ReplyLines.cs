namespace Assay.Providers.Http;

/// <summary>The lines of a reply's body, as they come: never more than one of them is held, and each has a deadline of its own.</summary>
internal sealed class ReplyLines(HttpResponseMessage response, Stream stream, HttpExchange exchange, ProviderLimits limits, TimeProvider clock) : IDisposable
{
    private const long MostBytes = 4L << 30;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private long _read;
    private bool _ended;

    /// <summary>The line read last stood at the end, without a line break behind it: it may be half of one.</summary>
    public bool IsOpenEnded { get; private set; }

    /// <returns>The next line that is not empty, good until the next is asked for; null at the end.</returns>
    /// <exception cref="Scoring.Judging.ProviderException">The body broke off, or a line or all of it is larger than it may be.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        int looked = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (found < 0 && !_ended)
            {
                looked = _end - _start;
                await FillAsync(cancellationToken);
                continue;
            }

            int length = found < 0 ? _end - _start : looked + found;
            IsOpenEnded = found < 0;
            Memory<byte> line = _buffer.AsMemory(_start, length);
            _start += found < 0 ? length : length + 1;
            looked = 0;
            if (!line.Span.Trim(" \r\t"u8).IsEmpty)
            {
                return line;
            }

            if (IsOpenEnded)
            {
                return null;
            }
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        response.Dispose();
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        using var deadline = new CallDeadline(limits.Deadline, clock, cancellationToken);
        try
        {
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), deadline.Token);
            _ended = read == 0;
            _end += read;
            _read += read;
        }
        catch (Exception e) when (HttpExchange.IsOfTheWire(e))
        {
            throw exchange.Failure(e, headersRead: true, deadline, cancellationToken);
        }

        if (_read > MostBytes)
        {
            throw exchange.TooLarge(MostBytes);
        }
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        int length = _end - _start;
        if (length > limits.MaxReplyBytes)
        {
            throw exchange.TooLarge(limits.MaxReplyBytes);
        }

        byte[] target = length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        Buffer.BlockCopy(_buffer, _start, target, 0, length);
        (_buffer, _start, _end) = (target, 0, length);
    }
}
