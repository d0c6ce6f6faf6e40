using System.Globalization;
using System.Net.Http.Headers;
using Assay.Providers.Endpoints;
using Assay.Providers.Errors;

namespace Assay.Providers.Http;

/// <summary>
/// One POST and its whole reply, under a total deadline and a limit on the reply's size. A timeout and a buffer limit of an HTTP
/// client end with the headers, so both are kept here, over the body too.
/// </summary>
internal sealed class HttpExchange(
    HttpMessageInvoker invoker, ProviderEndpoint endpoint, Uri url, ProviderErrors errors, ProviderLimits limits, TimeProvider clock)
{
    private const int MaxErrorBytes = 64 * 1024;
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Takes over the request's buffer.</summary>
    /// <exception cref="Scoring.Judging.ProviderException">No whole reply came. A reply with an error status is a reply.</exception>
    public async Task<HttpReply> PostAsync(PooledBuffer request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = new CancellationTokenSource(limits.Deadline, clock);
        await using CancellationTokenRegistration link = cancellationToken.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        bool headersRead = false;
        try
        {
            using HttpRequestMessage message = Message(request);
            using HttpResponseMessage response = await invoker.SendAsync(message, deadline.Token);
            headersRead = true;

            // Only now is it certain that nobody reads the request's array any more.
            request.Dispose();
            ReplyHeaders headers = ReplyHeaders.Read(response.Headers, clock.GetUtcNow());
            int status = (int)response.StatusCode;
            return status is >= 200 and < 300
                ? new HttpReply(status, headers, await ReadAsync(response, deadline.Token))
                : new HttpReply(status, headers, await ReadErrorAsync(response, status, deadline.Token, cancellationToken));
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && IsOfTheWire(e))
        {
            throw new OperationCanceledException("The call was cancelled.", e, cancellationToken);
        }
        catch (Exception e) when (deadline.IsCancellationRequested && IsOfTheWire(e))
        {
            throw errors.BadReply($"no complete reply within {Seconds(limits.Deadline)} s", e);
        }
        catch (HttpRequestException e) when (!headersRead && IsConnecting(e.HttpRequestError))
        {
            throw errors.Unreachable(e.Message, e);
        }
        catch (OperationCanceledException e)
        {
            throw errors.Unreachable("no connection could be made in time", e);
        }
        catch (Exception e) when (IsOfTheWire(e))
        {
            throw errors.BadReply($"a reply that broke off: {e.Message.TrimEnd('.')}", e);
        }
        finally
        {
            request.Abandon();
        }
    }

    private HttpRequestMessage Message(PooledBuffer request)
    {
        ArraySegment<byte> bytes = request.Segment;
        var message = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(bytes.Array!, bytes.Offset, bytes.Count) { Headers = { ContentType = Json } },
        };
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
            throw TooLarge();
        }

        // One byte more than announced, so that the read that finds the end needs no larger array.
        var body = new PooledBuffer(Math.Max((int)announced + 1, 4096));
        try
        {
            if (await FillAsync(body, response, limits.MaxReplyBytes, cancellationToken))
            {
                return body;
            }

            throw TooLarge();
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

    private Scoring.Judging.ProviderException TooLarge() => errors.BadReply($"a reply larger than {Bytes(limits.MaxReplyBytes)}");

    private static bool IsConnecting(HttpRequestError error) => error
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static bool IsOfTheWire(Exception e) =>
        e is OperationCanceledException or HttpRequestException or IOException or InvalidDataException;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Bytes(int count) => count % (1024 * 1024) == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{count / (1024 * 1024)} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{count} bytes");
}
