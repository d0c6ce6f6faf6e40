using System.Globalization;
using Assay.Benchmarks.Measuring;
using Assay.Checking;

namespace Assay.Benchmarks.Service;

/// <summary>How many responses a second the service takes in, durable before it answers, while it judges; what twice its capacity does to that. Checked from outside every second.</summary>
internal static class ServiceIntake
{
    private const int Connections = 8;
    private const int Concurrency = 32;
    private const double SteadyBatches = 30;
    private static readonly TimeSpan SteadyTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <param name="overloadSeconds">How long twice the capacity is sent.</param>
    public static async Task<int> RunAsync(int overloadSeconds)
    {
        using var folder = new TemporaryFolder();
        using var load = new WatchedLoad(folder);
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync("--latency", "200ms", "--log", load.ProviderLog);
        using ServiceUnderLoad service = await ServiceUnderLoad.StartAsync(simulator.Address, load.Folder, "--concurrency", Concurrency.ToString(CultureInfo.InvariantCulture));
        await using LedgerWatch watch = load.Watch(service.Address);
        using var senders = new Senders(service.Address, () => BatchBody.OfLines(), load.History);
        await senders.SendAtRateAsync(SteadyBatches, TimeSpan.FromSeconds(5));
        Sent steady = await senders.SendAtRateAsync(SteadyBatches, SteadyTime);

        await MeasureSpansAsync(service, load, "OTLP/JSON", BatchBody.OfSpans);
        await MeasureSpansAsync(service, load, "OTLP/protobuf", BatchBody.OfSpansInProtobuf);
        TimeSpan before = service.Process.Cpu;
        var rates = new List<Sent>();
        for (int round = 0; round < 3; round++)
        {
            rates.Add(await senders.SendAsync(Connections, TimeSpan.FromSeconds(5)));
        }

        double cpu = (service.Process.Cpu - before).TotalMicroseconds / rates.Sum(r => r.Responses);
        rates.Sort((a, b) => a.ResponsesPerSecond.CompareTo(b.ResponsesPerSecond));
        double capacity = rates[1].ResponsesPerSecond;
        Say($"intake: {capacity:N0} responses/s ({rates[0].ResponsesPerSecond:N0} to {rates[2].ResponsesPerSecond:N0}) in batches of 100 x 2 KB over {Connections} connections, {cpu:0} us CPU each with the judging beside it; batch p50 {rates[1].Quantile(0.5):0} ms, p99 {rates[1].Quantile(0.99):0} ms; {Machine.Describe()}");

        await Task.Delay(Rest, TimeProvider.System);
        Sent over = await senders.SendAtRateAsync(2 * capacity / 100, TimeSpan.FromSeconds(overloadSeconds));
        await Task.Delay(Rest, TimeProvider.System);
        Sent after = await senders.SendAtRateAsync(SteadyBatches, TimeSpan.FromSeconds(10));
        Say($"twice that for {overloadSeconds} s: accepted {over.ResponsesPerSecond:N0}/s ({over.ResponsesPerSecond / capacity:0.00} of capacity), p50 {over.Quantile(0.5):0} ms, p99 {over.Quantile(0.99):0} ms; refused {over.Refused:N0} batches with Retry-After, other failures {over.Failed}, never sent for want of a connection {over.Unsent:N0}; peak memory {service.Process.PeakMiB:N0} MiB");
        Say($"at {SteadyBatches * 100:N0}/s: p50 {steady.Quantile(0.5):0.0} ms, p99 {steady.Quantile(0.99):0.0} ms before; p50 {after.Quantile(0.5):0.0} ms, p99 {after.Quantile(0.99):0.0} ms 5 s after, with {await service.OwedAsync():N0} owed");
        service.Dispose();
        CheckReport report = await watch.FinishAsync(CancellationToken.None);
        Console.WriteLine(report);
        return over.Failed == 0 && report is { IsClean: true, Unbalanced: 0, CallsWithoutAttempt: <= Concurrency } ? 0 : 1;
    }

    private static async Task MeasureSpansAsync(ServiceUnderLoad service, WatchedLoad load, string name, Func<BatchBody> body)
    {
        using var tracers = new Senders(service.Address, body, load.History);
        await tracers.SendAsync(Connections, TimeSpan.FromSeconds(3));
        Sent spans = await tracers.SendAsync(Connections, TimeSpan.FromSeconds(10));
        Say($"{name}: {spans.ResponsesPerSecond:N0} spans/s in batches of 100 x 2 KB, each a model call; batch p50 {spans.Quantile(0.5):0} ms, p99 {spans.Quantile(0.99):0} ms; failed {spans.Failed}");
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
