using System.Diagnostics;
using System.Net.Http.Headers;
using Assay.Checking.Accounts;

namespace Assay.Benchmarks.Service;

/// <summary>Sends batches to a service, as fast as it answers or at a rate that does not wait for it.</summary>
/// <param name="history">Told of every request.</param>
internal sealed class Senders(Uri address, Func<BatchBody> body, ClientHistory history) : IDisposable
{
    private const int MostUnderWay = 256;

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1_000 }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Each of some connections sends the next batch when the last was answered.</summary>
    public async Task<Sent> SendAsync(int connections, TimeSpan time)
    {
        var sent = new Sent();
        long begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            BatchBody own = body();
            while (Stopwatch.GetElapsedTime(begun) < time)
            {
                await SendAsync(own, sent);
            }
        })));
        sent.Took = Stopwatch.GetElapsedTime(begun);
        return sent;
    }

    /// <summary>A batch every so often, whatever became of those before, as far as connections are free.</summary>
    /// <param name="stop">Ends it before its time.</param>
    public async Task<Sent> SendAtRateAsync(double batchesPerSecond, TimeSpan time, CancellationToken stop = default)
    {
        var sent = new Sent();
        var bodies = new System.Collections.Concurrent.ConcurrentBag<BatchBody>();
        var underWay = new List<Task>();
        using var free = new SemaphoreSlim(MostUnderWay);
        long begun = Stopwatch.GetTimestamp();
        for (long number = 0; number / batchesPerSecond < time.TotalSeconds && !stop.IsCancellationRequested; number++)
        {
            TimeSpan due = TimeSpan.FromSeconds(number / batchesPerSecond);
            if (due - Stopwatch.GetElapsedTime(begun) is { TotalMilliseconds: > 1 } early)
            {
                await Task.Delay(early, TimeProvider.System, CancellationToken.None);
            }

            if (!free.Wait(0, CancellationToken.None))
            {
                sent.AddUnsent();
                continue;
            }

            underWay.Add(Task.Run(async () =>
            {
                BatchBody own = bodies.TryTake(out BatchBody? used) ? used : body();
                await SendAsync(own, sent);
                bodies.Add(own);
                free.Release();
            }, CancellationToken.None));
        }

        await Task.WhenAll(underWay);
        sent.Took = Stopwatch.GetElapsedTime(begun);
        return sent;
    }

    public void Dispose() => _http.Dispose();

    private async Task SendAsync(BatchBody body, Sent sent)
    {
        long begun = Stopwatch.GetTimestamp();
        using var content = new ReadOnlyMemoryContent(body.Next());
        long request = history.Send(body.Ids);
        content.Headers.ContentType = new MediaTypeHeaderValue(body.Type);
        try
        {
            using HttpResponseMessage response = await _http.PostAsync(body.Path, content);
            await response.Content.ReadAsByteArrayAsync();
            sent.Add((int)response.StatusCode, response.Headers.RetryAfter is not null, Stopwatch.GetElapsedTime(begun), body.Ids.Length);
            Note(request, (int)response.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            sent.Add(0, false, Stopwatch.GetElapsedTime(begun), body.Ids.Length);
        }
    }
    private void Note(long request, int status)
    {
        if (status is 200 or 202)
        {
            history.Acknowledge(request);
        }
        else if (status is 429 or 503)
        {
            history.Refuse(request);
        }
    }
}
