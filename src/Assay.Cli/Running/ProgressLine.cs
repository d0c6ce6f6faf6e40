using System.Globalization;
using Assay.Scoring.Running;

namespace Assay.Cli.Running;

/// <summary>Shows how a run goes, on stderr: a bar on a terminal, else a line every ten seconds.</summary>
internal sealed class ProgressLine : IAsyncDisposable
{
    private const int BarWidth = 24;

    private readonly RunProgress _progress;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly bool _terminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("CI") is null;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _showing;
    private long? _total;

    private ProgressLine(RunProgress progress, Func<CancellationToken, Task<long?>> count, TimeProvider clock)
    {
        _progress = progress;
        _clock = clock;
        _started = clock.GetTimestamp();
        _showing = Task.WhenAll(ShowAsync(), CountAsync(count));
    }

    /// <param name="count">Finds out how many there are to judge; null where nobody knows.</param>
    public static ProgressLine Start(RunProgress progress, Func<CancellationToken, Task<long?>> count, TimeProvider clock) => new(progress, count, clock);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _showing;
        if (_terminal)
        {
            await Console.Error.WriteAsync("\r\u001b[K");
        }

        _end.Dispose();
    }

    private async Task CountAsync(Func<CancellationToken, Task<long?>> count)
    {
        try
        {
            _total = await count(_end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or Collecting.InputException or IOException or UnauthorizedAccessException)
        {
            // Only the bar needs the number; reading the file reports what is wrong with it.
        }
    }

    private async Task ShowAsync()
    {
        TimeSpan pause = _terminal ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(10);
        try
        {
            while (true)
            {
                await Task.Delay(pause, _clock, _end.Token);
                await Console.Error.WriteAsync(_terminal ? $"\r\u001b[K{Line()}" : $"{Line()}\n");
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private string Line()
    {
        double seconds = _clock.GetElapsedTime(_started).TotalSeconds;
        long done = _progress.Done;
        double rate = (done - _progress.Earlier) / Math.Max(seconds, 0.001);
        string bar = "";
        string eta = "";
        if (_total is { } total and > 0)
        {
            int filled = (int)(BarWidth * Math.Min(1, (double)done / total));
            bar = $"[{new string('#', filled)}{new string('.', BarWidth - filled)}] ";
            eta = rate > 0 ? $" · {Clock((total - done) / rate)} left" : "";
        }

        string of = _total is { } n ? $"/{n.ToString("N0", CultureInfo.InvariantCulture)}" : "";
        string reused = _progress.Reused > 0 ? string.Create(CultureInfo.InvariantCulture, $" · {_progress.Reused:N0} reused") : "";
        string throttled = _progress.Throttled > 0 ? $" · {_progress.Throttled} x 429" : "";
        string batches = _progress.Batches is { } waiting
            ? string.Create(CultureInfo.InvariantCulture, $" · in {waiting.Open:N0} {(waiting.Open == 1 ? "batch" : "batches")}: {waiting.Done:N0}/{waiting.Waiting:N0} answered, next look in {Clock(Math.Max(0, (waiting.NextLook - _clock.GetUtcNow()).TotalSeconds))}")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{bar}{done:N0}{of} judged · {rate:N0}/s{eta} · ${_progress.CostUsd:0.00##}{reused}{throttled}{batches}");
    }

    private static string Clock(double seconds) =>
        TimeSpan.FromSeconds(Math.Min(seconds, 359_999)) is var left && left.TotalHours >= 1
            ? $"{(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00}"
            : $"{left.Minutes}:{left.Seconds:00}";
}
