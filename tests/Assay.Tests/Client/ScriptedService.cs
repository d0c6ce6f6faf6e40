using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Assay.Tests.Client;

/// <summary>A service without a network: answers from a script, then takes everything in.</summary>
internal sealed class ScriptedService : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly Queue<Func<ScriptedRequest, CancellationToken, Task<HttpResponseMessage>>> _script = new();
    private readonly List<ScriptedRequest> _requests = [];

    /// <summary>Answers what no step of the script does.</summary>
    public Func<ScriptedRequest, HttpResponseMessage> Otherwise { get; set; } = _ => Message(202, "{}");

    public IReadOnlyList<ScriptedRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public static HttpResponseMessage Message(int status, string body = "", params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    public ScriptedService Answer(int status, string body = "", params (string Name, string Value)[] headers) => Then((_, _) => Task.FromResult(Message(status, body, headers)));

    public ScriptedService Fail(Exception e) => Then((_, _) => throw e);

    public ScriptedService Hang(int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            Then(async (_, cancellation) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                return Message(202);
            });
        }

        return this;
    }

    public ScriptedService Then(Func<ScriptedRequest, CancellationToken, Task<HttpResponseMessage>> step)
    {
        _script.Enqueue(step);
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] sent = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var seen = new ScriptedRequest(
            request.RequestUri!, request.Headers.Authorization?.ToString(), string.Join(',', request.Content.Headers.ContentEncoding), sent.Length, Unpacked(request.Content, sent));
        Func<ScriptedRequest, CancellationToken, Task<HttpResponseMessage>>? step;
        lock (_lock)
        {
            _requests.Add(seen);
            _script.TryDequeue(out step);
        }

        return step is null ? Otherwise(seen) : await step(seen, cancellationToken);
    }

    private static string Unpacked(HttpContent content, byte[] sent)
    {
        if (!content.Headers.ContentEncoding.Contains("gzip"))
        {
            return Encoding.UTF8.GetString(sent);
        }

        using var reader = new StreamReader(new GZipStream(new MemoryStream(sent), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <param name="Size">Bytes as sent.</param>
/// <param name="Body">Unpacked.</param>
internal sealed record ScriptedRequest(Uri Uri, string? Authorization, string Encoding, int Size, string Body)
{
    public string[] Lines => Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] Ids => [.. Lines.Select(line => JsonElement.Parse(line).GetProperty("id").GetString()!)];
}
