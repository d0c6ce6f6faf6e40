namespace Assay.Providers.Http;

/// <summary>A whole reply: status, what the headers said, and the body. Disposing it gives the body's buffer back.</summary>
internal sealed class HttpReply(int status, ReplyHeaders headers, PooledBuffer body) : IDisposable
{
    public int Status => status;

    public ReplyHeaders Headers => headers;

    public ReadOnlyMemory<byte> Body => body.Memory;

    public bool IsSuccess => status is >= 200 and < 300;

    public void Dispose() => body.Dispose();
}
