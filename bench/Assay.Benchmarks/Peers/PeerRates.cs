using System.Globalization;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks.Peers;

/// <summary><c>assay run</c> beside what one would write or pick instead: the same items, the same simulator, in turns.</summary>
internal static class PeerRates
{
    private const int Concurrency = 256;

    public static async Task RunAsync(int items, int promptfooItems, int slowItems, int rounds)
    {
        using Workload workload = await Workload.CreateAsync(items);
        string some = await workload.FirstAsync(promptfooItems);
        using (SimulatorProcess quick = await SimulatorProcess.StartAsync())
        {
            await AssayRun.FinishAsync(quick.Address, workload.Responses, Concurrency, workload.Folder.Fresh());
            await CompareAsync(
                "peers, no latency", quick, workload, workload.Responses, items, rounds,
                (Peer.ThreadPool, workload.Responses, items), (Peer.AutoevalsLoop, workload.Responses, items), (Peer.PromptfooRubric, some, promptfooItems));
        }

        string few = await workload.FirstAsync(slowItems);
        using SimulatorProcess slow = await SimulatorProcess.StartAsync("--latency", "200ms");
        await CompareAsync("peers, latency 200 ms", slow, workload, few, slowItems, rounds, (Peer.ThreadPool, few, slowItems));
    }

    private static async Task CompareAsync(
        string title, SimulatorProcess simulator, Workload workload, string responses, int items, int rounds, params (Peer Peer, string Items, int Count)[] peers)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{title}: {items:N0} items, assay run with concurrency {Concurrency}, {rounds} interleaved rounds, {Machine.Describe()}; median (least to greatest)"));
        var assay = new ClientSamples("assay run");
        Dictionary<Peer, ClientSamples> others = peers.ToDictionary(p => p.Peer, p => new ClientSamples(p.Peer.Name));
        for (int round = 0; round < rounds; round++)
        {
            Surroundings before = await Surroundings.BeginAsync(simulator);
            AssayRun run = await AssayRun.FinishAsync(simulator.Address, responses, Concurrency, workload.Folder.Fresh());
            assay.Add(run.Scored, run.Seconds, run.Process.Cpu, before.Since(simulator), run.Process);
            foreach ((Peer peer, string file, int count) in peers)
            {
                Surroundings start = await Surroundings.BeginAsync(simulator);
                using Measured process = peer.Start(simulator.Address, file, workload.Folder.Fresh());
                Finished finished = await process.FinishAsync();
                PeerAccount account = Peer.Read(finished);
                if (account.Scored is { } scored && scored != count)
                {
                    throw new InvalidOperationException($"{peer.Name} scored {scored} of {count}: {finished.Error}");
                }

                others[peer].Add(count, account.Seconds, finished.Cpu, start.Since(simulator), finished);
            }
        }

        Console.WriteLine(ClientSamples.Header);
        Console.WriteLine(assay);
        foreach ((Peer peer, ClientSamples samples) in others)
        {
            Console.WriteLine(samples);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"    {peers.First(p => p.Peer == peer).Count:N0} items; assay run has {assay.Rate.Median / samples.Rate.Median:0.0} x its rate, 1/{samples.Cpu.Median / assay.Cpu.Median:0.0} of its CPU, {assay.Peak.Median / samples.Peak.Median:0.00} of its memory"));
        }
    }
}
