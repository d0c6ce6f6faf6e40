using System.Net;
using System.Net.Http.Headers;
using Assay.Providers.Errors;

namespace Assay.Server.Outbound;

/// <summary>
/// Posts to receivers outside: only to where <see cref="GuardedConnection"/> lets it, without following redirects or proxies of the
/// environment, under one deadline for everything, and reading no more of an answer than a message of it can be.
/// </summary>
internal sealed class OutboundClient(bool allowPrivate, TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>> resolve) : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    public const int MostReplyBytes = 64 * 1024;

    private static readonly string UserAgent = $"assay/{typeof(OutboundClient).Assembly.GetName().Version?.ToString(3) ?? "0"}";

    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy would connect in our place, to wherever it is told.
        UseProxy = false,
        ConnectCallback = new GuardedConnection(allowPrivate, resolve).ConnectAsync,
        ConnectTimeout = Deadline,
        MaxResponseHeadersLength = 32,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ActivityHeadersPropagator = null,
    });

    /// <exception cref="OperationCanceledException">Only by <paramref name="cancellationToken"/>.</exception>
    public async Task<OutboundReply> PostAsync(Uri url, byte[] body, string contentType, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } } };
            request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
            foreach ((string name, string value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage response = await _invoker.SendAsync(request, either.Token);
            TimeSpan? retryAfter = RetryAfter.Read(null, response.Headers.TryGetValues("Retry-After", out IEnumerable<string>? asked) ? asked.First() : null, clock.GetUtcNow());
            return new OutboundReply.Answered((int)response.StatusCode, await ReadAsync(response.Content, either.Token), retryAfter);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new OutboundReply.Unreachable(
                deadline.IsCancellationRequested ? FormattableString.Invariant($"no whole answer within {Deadline.TotalSeconds:0} s")
                : e.InnerException is ForbiddenAddressException forbidden ? forbidden.Message
                : $"cannot be reached: {e.Message}");
        }
    }

    public void Dispose() => _invoker.Dispose();

    /// <summary>The beginning; what is behind it is never read, and the connection is closed.</summary>
    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var body = new byte[MostReplyBytes];
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        int length = await stream.ReadAtLeastAsync(body, MostReplyBytes, throwOnEndOfStream: false, cancellationToken);
        return body[..length];
    }
}

/// <summary>What came back.</summary>
internal abstract record OutboundReply
{
    private OutboundReply()
    {
    }

    public sealed record Answered(int Status, byte[] Body, TimeSpan? RetryAfter) : OutboundReply;

    public sealed record Unreachable(string Error) : OutboundReply;
}
