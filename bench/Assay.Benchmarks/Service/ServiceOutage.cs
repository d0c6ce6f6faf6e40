using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Assay.Benchmarks.Measuring;
using Assay.Checking;

namespace Assay.Benchmarks.Service;

/// <summary>
/// A provider that goes away under a service with a steady intake: a third of the time nobody listens at its address, a third it
/// answers 503, a third it takes calls and never answers. What is owed, what is shown of it, and what becomes of it afterwards.
/// </summary>
internal static class ServiceOutage
{
    private const int ResponsesPerBatch = 5;
    private const double BatchesPerSecond = 4;
    private const int Concurrency = 32;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Calls that were under way when the provider went are over then, and what they brought is saved.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestBefore = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public static async Task<int> RunAsync(double minutes)
    {
        using var folder = new TemporaryFolder();
        using var load = new WatchedLoad(folder);
        int port = FreePort();
        SimulatorProcess? provider = await StartAsync(load, port);
        try
        {
            using ServiceUnderLoad service = await ServiceUnderLoad.StartAsync(provider.Address, load.Folder, "--concurrency", Concurrency.ToString(CultureInfo.InvariantCulture));
            await using LedgerWatch watch = load.Watch(service.Address);
            using var senders = new Senders(service.Address, () => BatchBody.OfLines(ResponsesPerBatch), load.History);
            using var stop = new CancellationTokenSource();
            var outage = TimeSpan.FromMinutes(minutes);
            Task<Sent> sending = senders.SendAtRateAsync(BatchesPerSecond, TimeSpan.FromDays(1), stop.Token);
            await Task.Delay(outage < LongestBefore ? outage : LongestBefore, TimeProvider.System);
            Say($"before:    {await OutageMoment.ReadAsync(service)}");

            provider.Dispose();
            provider = null;
            await Task.Delay(Settling, TimeProvider.System);
            var shown = new ShownOutage(await OutageMoment.ReadAsync(service));
            await WatchAsync(service, shown, load, "refused", outage / 3);
            provider = await StartAsync(load, port, "--faults", "503=1");
            await WatchAsync(service, shown, load, "503", outage / 3);
            provider.Dispose();
            provider = await StartAsync(load, port, "--faults", "hang=1");
            await WatchAsync(service, shown, load, "hanging", outage / 3);
            provider.Dispose();
            Console.WriteLine(shown);

            provider = await StartAsync(load, port);
            OutageMoment returned = await OutageMoment.ReadAsync(service);
            bool isScored = await FollowAsync(service, returned);
            await stop.CancelAsync();
            Sent sent = await sending;
            while (await service.OwedAsync() > 0)
            {
                await Task.Delay(Second, TimeProvider.System);
            }

            Say($"intake:    {sent.Responses:N0} accepted in {sent.Took.TotalSeconds:N0} s, {sent.Refused} batches refused, {sent.Failed} failed; p50 {sent.Quantile(0.5):0.0} ms, p99 {sent.Quantile(0.99):0.0} ms");
            service.Dispose();
            provider.Dispose();
            CheckReport report = await watch.FinishAsync(CancellationToken.None);
            Console.WriteLine(report);
            return isScored && shown.IsAsItShouldBe && sent is { Refused: 0, Failed: 0 } && report is { IsClean: true, Unbalanced: 0, Outcomes: { Owed: 0, Unscored: 0, Skipped: 0 } } ? 0 : 1;
        }
        finally
        {
            provider?.Dispose();
        }
    }

    private static Task<SimulatorProcess> StartAsync(WatchedLoad load, int port, params string[] more) => SimulatorProcess.StartAsync(
        ["--port", port.ToString(CultureInfo.InvariantCulture), "--latency", "200ms", "--log", load.ProviderLog, .. more]);

    private static async Task WatchAsync(ServiceUnderLoad service, ShownOutage shown, WatchedLoad load, string name, TimeSpan time)
    {
        long callsBefore = Calls(load);
        long attemptsBefore = shown.Last.Attempts;
        long begun = Stopwatch.GetTimestamp();
        TimeSpan told = TimeSpan.Zero;
        while (Stopwatch.GetElapsedTime(begun) < time)
        {
            await Task.Delay(Second, TimeProvider.System);
            shown.Add(await OutageMoment.ReadAsync(service));
            if (Stopwatch.GetElapsedTime(begun) - told >= time / 5)
            {
                told = Stopwatch.GetElapsedTime(begun);
                Say($"{name,-10} {told.TotalSeconds,5:0} s: {shown.Last}");
            }
        }

        Say($"{name,-10} {Calls(load) - callsBefore} calls reached the provider, {shown.Last.Attempts - attemptsBefore} attempts were recorded");
    }

    /// <summary>How soon the work goes on, and when what had waited is scored.</summary>
    private static async Task<bool> FollowAsync(ServiceUnderLoad service, OutageMoment returned)
    {
        long begun = Stopwatch.GetTimestamp();
        TimeSpan? first = null;
        while (Stopwatch.GetElapsedTime(begun) < Patience)
        {
            await Task.Delay(Second, TimeProvider.System);
            OutageMoment now = await OutageMoment.ReadAsync(service);
            if (first is null && now.Scored > returned.Scored)
            {
                first = Stopwatch.GetElapsedTime(begun);
                Say($"after:     the first scores within {first.Value.TotalSeconds:0} s of its return");
            }

            if (now.OldestOwedSeconds < Stopwatch.GetElapsedTime(begun).TotalSeconds)
            {
                TimeSpan took = Stopwatch.GetElapsedTime(begun);
                Say($"after:     all {returned.Owed:N0} that had waited are scored within {took.TotalSeconds:0} s ({(now.Scored - returned.Scored) / (took - (first ?? TimeSpan.Zero)).TotalSeconds:0} a second); {now}");
                return true;
            }
        }

        Say($"after:     what had waited is still owed: {await OutageMoment.ReadAsync(service)}");
        return false;
    }

    private static long Calls(WatchedLoad load) => File.Exists(load.ProviderLog) ? File.ReadLines(load.ProviderLog).LongCount() : 0;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
