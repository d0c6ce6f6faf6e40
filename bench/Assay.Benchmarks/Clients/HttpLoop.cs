using System.Net.Http.Headers;

namespace Assay.Benchmarks.Clients;

/// <summary>A bare HttpClient: ready bodies out, replies read to their end and dropped.</summary>
internal sealed class HttpLoop(Uri provider, byte[][] bodies) : IPlainClient
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _client = new();
    private readonly Uri _address = new(provider, "v1/chat/completions");

    public async Task CallAsync(int number) => await ReplyAsync(number);

    public async Task<byte[]> ReplyAsync(int number)
    {
        using var content = new ByteArrayContent(bodies[number % bodies.Length]);
        content.Headers.ContentType = Json;
        using HttpResponseMessage reply = await _client.PostAsync(_address, content);
        reply.EnsureSuccessStatusCode();
        return await reply.Content.ReadAsByteArrayAsync();
    }

    public Task CompleteAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
