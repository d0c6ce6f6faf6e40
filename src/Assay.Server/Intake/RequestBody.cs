using System.Buffers;
using System.IO.Compression;
using Assay.Collecting.Files;
using Microsoft.AspNetCore.Http;

namespace Assay.Server.Intake;

/// <summary>The bytes of a request, unpacked. They stand in a buffer that is given back on disposal.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstSize = 64 * 1024;
    private const long MostDrained = 64L * 1024 * 1024;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(10);

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    private RequestBody()
    {
    }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <param name="limit">Bytes, both as sent and unpacked.</param>
    /// <param name="refuse">Answers with a status and what is wrong.</param>
    /// <returns>Null where it cannot be read: that is answered already, so that the client sees it.</returns>
    public static async Task<RequestBody?> ReadAsync(HttpContext http, Admission.Place place, int limit, Func<int, string, Task> refuse)
    {
        string encoding = http.Request.Headers.ContentEncoding.ToString().Trim();
        bool isPacked = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        if (!isPacked && encoding.Length > 0 && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            await RefuseAsync(http, refuse, StatusCodes.Status415UnsupportedMediaType, $"Content-Encoding is `{encoding}`; send gzip, once, or nothing.");
            return null;
        }

        if (http.Request.ContentLength > limit)
        {
            await RefuseAsync(http, refuse, StatusCodes.Status413PayloadTooLarge, TooLarge(limit));
            return null;
        }

        var body = new RequestBody();
        try
        {
            using WholeGzipStream? unpacked = isPacked ? new WholeGzipStream(new LimitedStream(http.Request.Body, limit)) : null;
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            deadline.CancelAfter(LongestRead);
            switch (await body.FillAsync(unpacked ?? http.Request.Body, place, limit, deadline.Token))
            {
                case Filling.Whole:
                    return body;
                case Filling.TooLarge:
                    await RefuseAsync(http, refuse, StatusCodes.Status413PayloadTooLarge, TooLarge(limit));
                    break;
                default:
                    await RefuseAsync(http, refuse, StatusCodes.Status429TooManyRequests, "Too much is being read at once. Nothing of this was saved; send it again.");
                    break;
            }
        }
        catch (InvalidDataException e)
        {
            await RefuseAsync(http, refuse, StatusCodes.Status400BadRequest, $"The body is not whole gzip data: {e.Message} Nothing was saved.");
        }
        catch (LimitedStream.TooLongException)
        {
            await RefuseAsync(http, refuse, StatusCodes.Status413PayloadTooLarge, TooLarge(limit));
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            await refuse(StatusCodes.Status408RequestTimeout, "The body took too long to arrive. Nothing was saved.");
        }
        catch
        {
            body.Dispose();
            throw;
        }

        body.Dispose();
        return null;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private static string TooLarge(int limit) => $"The body has more than {limit} bytes, unpacked. Send the responses in several requests.";

    private async Task<Filling> FillAsync(Stream stream, Admission.Place place, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _buffer.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                _buffer.AsSpan(0, _length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }

            int read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            _length += read;
            if (_length > limit)
            {
                return Filling.TooLarge;
            }

            if (read == 0)
            {
                return Filling.Whole;
            }

            if (!place.TryGrowTo(_length))
            {
                return Filling.NoRoom;
            }
        }
    }

    /// <summary>A client that is still sending gets to see the answer only if somebody takes what it sends.</summary>
    private static async Task RefuseAsync(HttpContext http, Func<int, string, Task> refuse, int status, string detail)
    {
        long drained = 0;
        byte[] scrap = ArrayPool<byte>.Shared.Rent(FirstSize);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        deadline.CancelAfter(LongestDrain);
        try
        {
            int read;
            while (drained < MostDrained && (read = await http.Request.Body.ReadAsync(scrap, deadline.Token)) > 0)
            {
                drained += read;
            }
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            // Who sends this slowly is told now, or not at all.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scrap);
        }

        await refuse(status, detail);
    }

    private enum Filling
    {
        Whole,
        TooLarge,
        NoRoom,
    }
}
