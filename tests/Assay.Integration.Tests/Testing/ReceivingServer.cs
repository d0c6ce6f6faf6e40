using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Assay.Integration.Tests.Testing;

/// <summary>A receiver on a free port of this machine: keeps every request, and answers as the test says.</summary>
internal sealed class ReceivingServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly Func<Request, int, Answer> _answer;
    private int _count;

    private ReceivingServer(Func<Request, int, Answer> answer)
    {
        _answer = answer;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Run(ReceiveAsync);
    }

    public Uri Address => new(_application.Urls.First());

    public IReadOnlyList<Request> Requests => [.. _requests];

    /// <summary>The events of all webhook requests, in the order in which they came.</summary>
    public IReadOnlyList<JsonElement> Events => [.. Requests.SelectMany(r => JsonElement.Parse(r.Body).GetProperty("events").EnumerateArray())];

    /// <param name="answer">By the request and its number from 1; null: 200 always.</param>
    public static async Task<ReceivingServer> StartAsync(Func<Request, int, Answer>? answer = null)
    {
        var server = new ReceivingServer(answer ?? ((_, _) => new Answer(200)));
        await server._application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async Task<IReadOnlyList<Request>> HeldAsync(int requests)
    {
        while (_requests.Count < requests)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return Requests;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var request = new Request(http.Request.Path, http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray());
        _requests.Enqueue(request);
        Answer answer = _answer(request, Interlocked.Increment(ref _count));
        if (answer.Delay > TimeSpan.Zero)
        {
            await Task.Delay(answer.Delay, TimeProvider.System, http.RequestAborted);
        }

        http.Response.StatusCode = answer.Status;
        foreach ((string name, string value) in answer.Headers)
        {
            http.Response.Headers[name] = value;
        }

        await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    internal sealed record Request(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public string Text => Encoding.UTF8.GetString(Body);
    }

    internal sealed record Answer(int Status)
    {
        public byte[] Body { get; init; } = [];

        public TimeSpan Delay { get; init; }

        public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
    }
}
