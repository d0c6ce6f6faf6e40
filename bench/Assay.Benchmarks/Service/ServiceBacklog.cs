using System.Globalization;
using Assay.Benchmarks.Measuring;
using Assay.Checking;

namespace Assay.Benchmarks.Service;

/// <summary>
/// What a backlog does to the time of a batch. Three services under the same steady load, in turns: one with nothing stored, one
/// that has as much stored and owes none of it, one that owes it all. Their processes are new in each round, so that nothing but
/// the ledgers differ, and their judges hardly work.
/// </summary>
internal static class ServiceBacklog
{
    private const double BatchesPerSecond = 30;
    private const int Connections = 8;

    /// <summary>One call at a time that takes long: what is owed stays owed.</summary>
    private static readonly string[] Slow = ["--concurrency", "1"];
    private const string Latency = "30s";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Stretch = TimeSpan.FromSeconds(10);

    /// <param name="backlog">Responses that are stored, and owed, at least.</param>
    /// <param name="batches">Measured in each round of each service.</param>
    /// <param name="isOrdered">Ids ascend; else they come in no order, as random ids do.</param>
    public static async Task<int> RunAsync(int backlog, int rounds, int batches, bool isOrdered)
    {
        using var folder = new TemporaryFolder();
        using var settled = new WatchedLoad(folder);
        using var owing = new WatchedLoad(folder);
        BatchBody Body() => BatchBody.OfLines(isOrdered: isOrdered);
        using SimulatorProcess simulator = await SimulatorProcess.StartAsync("--latency", Latency);
        using SimulatorProcess logged = await SimulatorProcess.StartAsync("--latency", Latency, "--log", owing.ProviderLog);
        long owed = await FillAsync(logged.Address, owing, Body, backlog, Slow);
        await SettleAsync(simulator.Address, settled, Body, backlog);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"backlog: {owed:N0} owed; ids in {(isOrdered ? "their" : "no")} order; {rounds} rounds of {batches} batches of 100 x 2 KB at {BatchesPerSecond * 100:N0}/s each; {Machine.Describe()}"));
        Times[] times = [new("nothing stored"), new("as much stored, nothing owed"), new("all of it owed")];
        for (int round = 0; round < rounds; round++)
        {
            using var fresh = new WatchedLoad(folder);
            (WatchedLoad Load, SimulatorProcess Provider, Times Times)[] turn = [(fresh, simulator, times[0]), (settled, simulator, times[1]), (owing, logged, times[2])];
            foreach ((WatchedLoad load, SimulatorProcess provider, Times own) in round % 2 == 0 ? turn : turn.Reverse())
            {
                await Machine.WaitUntilQuietAsync();
                own.Add(await MeasureAsync(provider.Address, load, Body, batches));
            }
        }

        Array.ForEach(times, t => Console.WriteLine($"  {t}"));
        Console.WriteLine($"  {times[2].Beside(times[1])}");
        Console.WriteLine($"  {times[2].Beside(times[0])}");
        CheckReport report = await WatchAsync(logged.Address, owing, Body);
        Console.WriteLine(report);
        return report is { IsClean: true, Unbalanced: 0 } ? 0 : 1;
    }

    /// <summary>Sends until as much is stored and not yet judged.</summary>
    private static async Task<long> FillAsync(Uri provider, WatchedLoad load, Func<BatchBody> body, int backlog, params string[] options)
    {
        using ServiceUnderLoad service = await ServiceUnderLoad.StartAsync(provider, load.Folder, options);
        using var senders = new Senders(service.Address, body, load.History);
        long owed = 0;
        while (owed < backlog)
        {
            await senders.SendAsync(Connections, TimeSpan.FromSeconds(1));
            owed = await service.OwedAsync();
        }

        return owed;
    }

    /// <summary>As much is stored, and a judge without a model has judged it.</summary>
    private static async Task SettleAsync(Uri provider, WatchedLoad load, Func<BatchBody> body, int backlog)
    {
        string[] options = ["--judge", "offline:heuristic", "--concurrency", "256"];
        using ServiceUnderLoad service = await ServiceUnderLoad.StartJudgedByAsync(provider, load.Folder, options);
        using var senders = new Senders(service.Address, body, load.History);
        long sent = 0;
        while (sent < backlog)
        {
            sent += (await senders.SendAsync(Connections, TimeSpan.FromSeconds(1))).Responses;
        }

        while (await service.OwedAsync() > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
    }

    private static async Task<Sent> MeasureAsync(Uri provider, WatchedLoad load, Func<BatchBody> body, int batches)
    {
        using ServiceUnderLoad service = await ServiceUnderLoad.StartAsync(provider, load.Folder, Slow);
        using var senders = new Senders(service.Address, body, load.History);
        await senders.SendAtRateAsync(BatchesPerSecond, WarmUp);
        return await senders.SendAtRateAsync(BatchesPerSecond, TimeSpan.FromSeconds(batches / BatchesPerSecond));
    }

    /// <summary>The same load with the checker beside it, which would count as the service's time above.</summary>
    private static async Task<CheckReport> WatchAsync(Uri provider, WatchedLoad load, Func<BatchBody> body)
    {
        using ServiceUnderLoad service = await ServiceUnderLoad.StartAsync(provider, load.Folder, Slow);
        await using LedgerWatch watch = load.Watch(service.Address);
        using var senders = new Senders(service.Address, body, load.History);
        await senders.SendAtRateAsync(BatchesPerSecond, Stretch);
        service.Dispose();
        return await watch.FinishAsync(CancellationToken.None);
    }

    /// <summary>The times of one of the services, round by round.</summary>
    private sealed class Times(string name)
    {
        private readonly List<Sent> _rounds = [];

        public void Add(Sent round) => _rounds.Add(round);

        /// <summary>How many times the other's: in each round, and over all.</summary>
        public string Beside(Times other) => $"{name} / {other.Name}: {Ratio(other, "p50", 0.5)}; {Ratio(other, "p99", 0.99)}";

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: p50 {All(0.5):0.00} ms, p99 {All(0.99):0.00} ms of {_rounds.Sum(r => r.Accepted):N0} batches; failed {_rounds.Sum(r => r.Failed + r.Refused + r.Unsent)}");

        private string Name => name;

        private double All(double share) => Sent.Quantile(_rounds.SelectMany(r => r.Times), share);

        private string Ratio(Times other, string what, double share)
        {
            var ratios = new Samples();
            foreach ((Sent own, Sent others) in _rounds.Zip(other._rounds))
            {
                ratios.Add(own.Quantile(share) / others.Quantile(share));
            }

            return string.Create(CultureInfo.InvariantCulture, $"{what} {All(share) / other.All(share):0.00} over all, by round {ratios.Text("0.00")}");
        }
    }
}
