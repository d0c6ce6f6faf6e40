using Assay.Collecting.Files;

namespace Assay.Server.Intake;

/// <summary>Gives no more than so many bytes of another stream: packed data may be long although what is in it is short.</summary>
internal sealed class LimitedStream(Stream stream, long limit) : ReadOnlyStream
{
    private long _read;

    /// <exception cref="TooLongException">There is more than the limit.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await stream.ReadAsync(buffer, cancellationToken);
        _read += read;
        return _read <= limit ? read : throw new TooLongException();
    }

    public sealed class TooLongException : Exception;
}
