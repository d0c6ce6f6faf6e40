using System.Collections.Concurrent;
using Assay.Benchmarks.Measuring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Assay.Benchmarks.Clients;

/// <summary>Writes down the request bodies that <c>assay run</c> sends for a file of responses, so that other clients can send the same.</summary>
internal static class BodyRecorder
{
    /// <summary>One body per line, in any order; gives their mean length in bytes.</summary>
    public static async Task<double> RecordAsync(Uri provider, string responses, string bodies, string folder)
    {
        var seen = new ConcurrentQueue<byte[]>();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication proxy = builder.Build();
        using var client = new HttpClient { BaseAddress = provider };
        proxy.MapPost("/v1/chat/completions", async (HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            seen.Enqueue(body.ToArray());
            using var content = new ByteArrayContent(body.ToArray());
            content.Headers.ContentType = new("application/json");
            using HttpResponseMessage reply = await client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), content);
            return Results.Bytes(await reply.Content.ReadAsByteArrayAsync(), "application/json");
        });
        proxy.Urls.Add("http://127.0.0.1:0");
        await proxy.StartAsync();
        AssayRun run = await AssayRun.FinishAsync(new Uri(proxy.Urls.First()), responses, concurrency: 64, folder);
        if (run.Scored != seen.Count)
        {
            throw new InvalidOperationException($"{run.Scored} responses were scored with {seen.Count} calls: {run.Process.Output}{run.Process.Error}");
        }

        await using FileStream file = File.Create(bodies);
        foreach (byte[] body in seen)
        {
            await file.WriteAsync(body);
            file.WriteByte((byte)'\n');
        }

        return seen.Average(b => b.Length);
    }
}
