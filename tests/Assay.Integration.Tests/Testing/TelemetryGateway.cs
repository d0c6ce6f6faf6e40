using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Assay.Integration.Tests.Testing;

/// <summary>Stands between senders and the service, passes every request on as it is, and may lose the first answer, so that the sender repeats itself.</summary>
internal sealed class TelemetryGateway : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpClient _service;
    private readonly ConcurrentQueue<Passed> _passed = new();
    private readonly ConcurrentQueue<string> _bodies = new();
    private int _toLose;

    private TelemetryGateway(Uri service, bool losesFirstAnswer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Run(PassAsync);
        _service = new HttpClient { BaseAddress = service };
        _toLose = losesFirstAnswer ? 1 : 0;
    }

    public Uri Address => new(_application.Urls.First());

    /// <summary>In the order in which the service answered.</summary>
    public IReadOnlyList<Passed> Requests => [.. _passed];

    /// <summary>What the requests said, where that is text.</summary>
    public IReadOnlyList<string> Bodies => [.. _bodies];

    public static async Task<TelemetryGateway> StartAsync(Uri service, bool losesFirstAnswer = false)
    {
        var gateway = new TelemetryGateway(service, losesFirstAnswer);
        await gateway._application.StartAsync(TestContext.Current.CancellationToken);
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _service.Dispose();
    }

    private async Task PassAsync(HttpContext http)
    {
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        using var request = new HttpRequestMessage(HttpMethod.Parse(http.Request.Method), http.Request.Path.Value) { Content = new ByteArrayContent(body.ToArray()) };
        string encoding = http.Request.Headers.ContentEncoding.ToString();
        request.Content.Headers.TryAddWithoutValidation("Content-Type", http.Request.ContentType);
        if (encoding.Length > 0)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        using HttpResponseMessage answer = await _service.SendAsync(request, http.RequestAborted);
        _bodies.Enqueue(Encoding.UTF8.GetString(body.ToArray()));
        _passed.Enqueue(new Passed(http.Request.Path, http.Request.ContentType, encoding, answer.StatusCode));
        if (Interlocked.Exchange(ref _toLose, 0) == 1)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    /// <param name="Status">Of the service.</param>
    internal sealed record Passed(string Path, string? Type, string Encoding, HttpStatusCode Status);
}
