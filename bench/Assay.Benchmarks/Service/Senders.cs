using System.Diagnostics;
using System.Net.Http.Headers;

namespace Assay.Benchmarks.Service;

/// <summary>Sends batches to a service, as fast as it answers or at a rate that does not wait for it.</summary>
internal sealed class Senders(Uri address, Func<BatchBody> body) : IDisposable
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
    public async Task<Sent> SendAtRateAsync(double batchesPerSecond, TimeSpan time)
    {
        var sent = new Sent();
        var bodies = new System.Collections.Concurrent.ConcurrentBag<BatchBody>();
        var underWay = new List<Task>();
        using var free = new SemaphoreSlim(MostUnderWay);
        long begun = Stopwatch.GetTimestamp();
        for (long number = 0; number / batchesPerSecond < time.TotalSeconds; number++)
        {
            TimeSpan due = TimeSpan.FromSeconds(number / batchesPerSecond);
            if (due - Stopwatch.GetElapsedTime(begun) is { TotalMilliseconds: > 1 } early)
            {
                await Task.Delay(early, TimeProvider.System);
            }

            if (!free.Wait(0))
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
            }));
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
        content.Headers.ContentType = new MediaTypeHeaderValue(body.Type);
        try
        {
            using HttpResponseMessage response = await _http.PostAsync(body.Path, content);
            await response.Content.ReadAsByteArrayAsync();
            sent.Add((int)response.StatusCode, response.Headers.RetryAfter is not null, Stopwatch.GetElapsedTime(begun));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            sent.Add(0, false, Stopwatch.GetElapsedTime(begun));
        }
    }
}

/// <summary>What became of the batches that were sent.</summary>
internal sealed class Sent
{
    private readonly Lock _lock = new();
    private readonly List<double> _accepted = [];

    public TimeSpan Took { get; set; }

    /// <summary>429 or 503 with Retry-After.</summary>
    public int Refused { get; private set; }

    /// <summary>Any other answer, or none.</summary>
    public int Failed { get; private set; }

    /// <summary>Had no free connection at their time.</summary>
    public int Unsent { get; private set; }

    public int Accepted => _accepted.Count;

    public double ResponsesPerSecond => Accepted * BatchBody.Responses / Took.TotalSeconds;

    public void Add(int status, bool saysWhenToRetry, TimeSpan took)
    {
        lock (_lock)
        {
            if (status is 200 or 202)
            {
                _accepted.Add(took.TotalMilliseconds);
            }
            else if (status is 429 or 503 && saysWhenToRetry)
            {
                Refused++;
            }
            else
            {
                Failed++;
            }
        }
    }

    public void AddUnsent() => Unsent++;

    /// <summary>Milliseconds, of the accepted ones.</summary>
    public double Quantile(double share)
    {
        lock (_lock)
        {
            _accepted.Sort();
            return _accepted.Count == 0 ? double.NaN : _accepted[Math.Min(_accepted.Count - 1, (int)(_accepted.Count * share))];
        }
    }
}
