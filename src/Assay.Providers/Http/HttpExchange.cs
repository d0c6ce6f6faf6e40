using System.Globalization;
using System.Net.Http.Headers;
using Assay.Providers.Endpoints;
using Assay.Providers.Errors;

namespace Assay.Providers.Http;

/// <summary>
/// One request and its whole reply, under a total deadline and a limit on the reply's size. A timeout and a buffer limit of an HTTP
/// client end with the headers, so both are kept here, over the body too.
/// </summary>
internal sealed class HttpExchange(
    HttpMessageInvoker invoker, ProviderEndpoint endpoint, Uri url, ProviderErrors errors, ProviderLimits limits, TimeProvider clock)
{
    private const int MaxErrorBytes = 64 * 1024;
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Posts to the address given. Takes over the request's buffer.</summary>
    /// <exception cref="Scoring.Judging.ProviderException">No whole reply came. A reply with an error status is a reply.</exception>
    public async Task<HttpReply> PostAsync(PooledBuffer request, CancellationToken cancellationToken)
    {
        try
        {
            using HttpRequestMessage message = Message(request);
            return await SendAsync(message, request, limits.Deadline, cancellationToken);
        }
        finally
        {
            request.Abandon();
        }
    }

    /// <summary>Sends to another address of the same endpoint.</summary>
    /// <param name="deadline">In place of that of a call, where so much is sent that it takes longer.</param>
    /// <inheritdoc cref="PostAsync"/>
    public async Task<HttpReply> SendAsync(HttpMethod method, Uri to, HttpContent? content, TimeSpan? deadline, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = Message(method, to, content);
        return await SendAsync(message, sent: null, deadline ?? limits.Deadline, cancellationToken);
    }

    /// <summary>Gets a body that is read line by line, whatever its size.</summary>
    /// <returns>The lines, or the reply where it is an error.</returns>
    /// <inheritdoc cref="PostAsync"/>
    public async Task<(ReplyLines? Lines, HttpReply? Error)> GetLinesAsync(Uri from, CancellationToken cancellationToken)
    {
        using var deadline = new CallDeadline(limits.Deadline, clock, cancellationToken);
        bool headersRead = false;
        HttpResponseMessage? response = null;
        try
        {
            using HttpRequestMessage message = Message(HttpMethod.Get, from, content: null);
            response = await invoker.SendAsync(message, deadline.Token);
            headersRead = true;
            int status = (int)response.StatusCode;
            if (status is >= 200 and < 300)
            {
                var lines = new ReplyLines(response, await response.Content.ReadAsStreamAsync(deadline.Token), this, limits, clock);
                response = null;
                return (lines, null);
            }

            ReplyHeaders headers = ReplyHeaders.Read(response.Headers, clock.GetUtcNow());
            return (null, new HttpReply(status, headers, await ReadErrorAsync(response, status, deadline.Token, cancellationToken)));
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            throw Failure(e, headersRead, deadline, cancellationToken);
        }
        finally
        {
            response?.Dispose();
        }
    }

    /// <summary>What a failure of the wire means.</summary>
    internal Exception Failure(Exception e, bool headersRead, CallDeadline deadline, CancellationToken caller) => e switch
    {
        _ when caller.IsCancellationRequested => new OperationCanceledException("The call was cancelled.", e, caller),
        _ when deadline.HasPassed => errors.BadReply($"no complete reply within {Seconds(deadline.Time)} s", e),
        HttpRequestException http when !headersRead && IsConnecting(http.HttpRequestError) => errors.Unreachable(e.Message, e),
        OperationCanceledException => errors.Unreachable("no connection could be made in time", e),
        _ => errors.BadReply($"a reply that broke off: {e.Message.TrimEnd('.')}", e),
    };

    internal Scoring.Judging.ProviderException TooLarge(long most) => errors.BadReply($"a reply larger than {Bytes(most)}");

    internal static bool IsOfTheWire(Exception e) =>
        e is OperationCanceledException or HttpRequestException or IOException or InvalidDataException;

    private async Task<HttpReply> SendAsync(HttpRequestMessage message, PooledBuffer? sent, TimeSpan time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = new CallDeadline(time, clock, cancellationToken);
        bool headersRead = false;
        try
        {
            using HttpResponseMessage response = await invoker.SendAsync(message, deadline.Token);
            headersRead = true;

            // Only now is it certain that nobody reads the request's array any more.
            sent?.Dispose();
            ReplyHeaders headers = ReplyHeaders.Read(response.Headers, clock.GetUtcNow());
            int status = (int)response.StatusCode;
            return status is >= 200 and < 300
                ? new HttpReply(status, headers, await ReadAsync(response, deadline.Token))
                : new HttpReply(status, headers, await ReadErrorAsync(response, status, deadline.Token, cancellationToken));
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            throw Failure(e, headersRead, deadline, cancellationToken);
        }
    }

    private HttpRequestMessage Message(PooledBuffer request)
    {
        ArraySegment<byte> bytes = request.Segment;
        return Message(HttpMethod.Post, url, new ByteArrayContent(bytes.Array!, bytes.Offset, bytes.Count) { Headers = { ContentType = Json } });
    }

    private HttpRequestMessage Message(HttpMethod method, Uri to, HttpContent? content)
    {
        var message = new HttpRequestMessage(method, to) { Content = content };
        foreach ((string name, string value) in endpoint.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private async Task<PooledBuffer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        long announced = response.Content.Headers.ContentLength ?? 0;
        if (announced > limits.MaxReplyBytes)
        {
            throw TooLarge(limits.MaxReplyBytes);
        }

        // One byte more than announced, so that the read that finds the end needs no larger array.
        var body = new PooledBuffer(Math.Max((int)announced + 1, 4096));
        try
        {
            if (await FillAsync(body, response, limits.MaxReplyBytes, cancellationToken))
            {
                return body;
            }

            throw TooLarge(limits.MaxReplyBytes);
        }
        catch
        {
            body.Abandon();
            throw;
        }
    }

    /// <summary>An error reply is judged by status and headers even when its body cannot be read, unless the body decides what it means.</summary>
    private static async Task<PooledBuffer> ReadErrorAsync(
        HttpResponseMessage response, int status, CancellationToken deadline, CancellationToken caller)
    {
        var body = new PooledBuffer(4096);
        try
        {
            await FillAsync(body, response, MaxErrorBytes, deadline);
            return body;
        }
        catch (Exception e) when (IsOfTheWire(e) && !caller.IsCancellationRequested && status is not (400 or 404 or 422))
        {
            body.Abandon();
            return new PooledBuffer(0);
        }
        catch
        {
            body.Abandon();
            throw;
        }
    }

    /// <summary>False when the body is longer than the limit; then the buffer holds its beginning.</summary>
    private static async Task<bool> FillAsync(PooledBuffer body, HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (true)
        {
            int read = await stream.ReadAsync(body.GetMemory(), cancellationToken);
            if (read == 0)
            {
                return true;
            }

            body.Advance(read);
            if (body.Length > limit)
            {
                return false;
            }
        }
    }

    private static bool IsConnecting(HttpRequestError error) => error
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Bytes(long count) => count % (1024 * 1024) == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{count / (1024 * 1024)} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{count} bytes");
}
