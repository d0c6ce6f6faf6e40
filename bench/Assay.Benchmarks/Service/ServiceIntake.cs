using System.Globalization;
using System.Text.Json;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks.Service;

/// <summary>How many responses a second the service takes in, durable before it answers, while it judges; what a large backlog and what twice its capacity does to that.</summary>
internal static class ServiceIntake
{
    private const int Connections = 8;
    private const double SteadyBatches = 30;
    private static readonly TimeSpan SteadyTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <param name="backlog">Responses owed before the second measurement of the same rate.</param>
    /// <param name="overloadSeconds">How long twice the capacity is sent.</param>
    public static async Task<int> RunAsync(int backlog, int overloadSeconds)
    {
        using var folder = new TemporaryFolder();
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync("--latency", "200ms");
        using ServiceUnderLoad service = await ServiceUnderLoad.StartAsync(simulator.Address, folder.Fresh());
        using var senders = new Senders(service.Address, BatchBody.OfLines);
        using var tracers = new Senders(service.Address, BatchBody.OfSpans);
        await senders.SendAtRateAsync(SteadyBatches, TimeSpan.FromSeconds(5));
        Sent few = await senders.SendAtRateAsync(SteadyBatches, SteadyTime);
        long owedBefore = await OwedAsync(service);

        await tracers.SendAsync(Connections, TimeSpan.FromSeconds(3));
        Sent spans = await tracers.SendAsync(Connections, TimeSpan.FromSeconds(10));
        Say($"OTLP/JSON: {spans.ResponsesPerSecond:N0} spans/s in batches of 100 x 2 KB, each a model call; batch p50 {spans.Quantile(0.5):0} ms, p99 {spans.Quantile(0.99):0} ms; failed {spans.Failed}");
        TimeSpan before = service.Process.Cpu;
        var rates = new List<Sent>();
        for (int round = 0; round < 3; round++)
        {
            rates.Add(await senders.SendAsync(Connections, TimeSpan.FromSeconds(5)));
        }

        double cpu = (service.Process.Cpu - before).TotalMicroseconds / (rates.Sum(r => r.Accepted) * BatchBody.Responses);
        rates.Sort((a, b) => a.ResponsesPerSecond.CompareTo(b.ResponsesPerSecond));
        double capacity = rates[1].ResponsesPerSecond;
        Say($"intake: {capacity:N0} responses/s ({rates[0].ResponsesPerSecond:N0} to {rates[2].ResponsesPerSecond:N0}) in batches of 100 x 2 KB over {Connections} connections, {cpu:0} us CPU each with the judging beside it; batch p50 {rates[1].Quantile(0.5):0} ms, p99 {rates[1].Quantile(0.99):0} ms; {Machine.Describe()}");

        long owed = owedBefore;
        while (owed < backlog)
        {
            await senders.SendAsync(Connections, TimeSpan.FromSeconds(2));
            owed = await OwedAsync(service);
        }

        await Task.Delay(Rest, TimeProvider.System);
        Sent many = await senders.SendAtRateAsync(SteadyBatches, SteadyTime);
        Say($"at {SteadyBatches * BatchBody.Responses:N0}/s: p50 {few.Quantile(0.5):0.0} ms, p99 {few.Quantile(0.99):0.0} ms with {owedBefore:N0} owed; p50 {many.Quantile(0.5):0.0} ms, p99 {many.Quantile(0.99):0.0} ms with {owed:N0} owed");

        Sent over = await senders.SendAtRateAsync(2 * capacity / BatchBody.Responses, TimeSpan.FromSeconds(overloadSeconds));
        await Task.Delay(Rest, TimeProvider.System);
        Sent after = await senders.SendAtRateAsync(SteadyBatches, TimeSpan.FromSeconds(10));
        Say($"twice that for {overloadSeconds} s: accepted {over.ResponsesPerSecond:N0}/s ({over.ResponsesPerSecond / capacity:0.00} of capacity), p50 {over.Quantile(0.5):0} ms, p99 {over.Quantile(0.99):0} ms; refused {over.Refused:N0} batches with Retry-After, other failures {over.Failed}, never sent for want of a connection {over.Unsent:N0}; 5 s later p99 {after.Quantile(0.99):0.0} ms; peak memory {service.Process.PeakMiB:N0} MiB");
        return over.Failed == 0 ? 0 : 1;
    }

    private static async Task<long> OwedAsync(ServiceUnderLoad service)
    {
        using var http = new HttpClient();
        return JsonElement.Parse(await http.GetStringAsync(new Uri(service.Address, "/v1/ledger"))).GetProperty("total").GetProperty("owed").GetInt64();
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
