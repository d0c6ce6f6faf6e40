using System.Globalization;
using Assay.Benchmarks.Clients;
using Assay.Benchmarks.Measuring;

namespace Assay.Benchmarks;

/// <summary>Plain clients and <c>assay run</c> in turns against one simulator, with the same bodies.</summary>
internal sealed class Comparison(SimulatorProcess simulator, Workload workload, int concurrency, params IReadOnlyList<string> plainClients)
{
    private readonly Dictionary<string, ClientSamples> _plain = plainClients.ToDictionary(name => name, name => new ClientSamples(name));

    public ClientSamples Assay { get; } = new("assay run");

    public ClientSamples Plain(string client) => _plain[client];

    public async Task RunAsync(string title, int rounds)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{title}: {workload.Items:N0} items, bodies of {workload.BodyBytes:N0} bytes, concurrency {concurrency:N0}, {rounds} interleaved rounds, {Machine.Describe()}; median (least to greatest)"));
        for (int round = 0; round < rounds; round++)
        {
            foreach (ClientSamples samples in _plain.Values)
            {
                Surroundings before = await Surroundings.BeginAsync(simulator);
                PlainClientRun run = await PlainClientProcess.FinishAsync(samples.Name, simulator.Address, workload.Bodies, workload.Items, concurrency, workload.Folder.Fresh());
                samples.Add(run.Calls, run.Took.TotalSeconds, run.Cpu, before.Since(simulator), run.Process);
            }

            Surroundings start = await Surroundings.BeginAsync(simulator);
            AssayRun verdicts = await AssayRun.FinishAsync(simulator.Address, workload.Responses, concurrency, workload.Folder.Fresh());
            Assay.Add(verdicts.Scored, verdicts.Seconds, verdicts.Process.Cpu, start.Since(simulator), verdicts.Process);
        }

        Console.WriteLine(ClientSamples.Header);
        foreach (ClientSamples samples in (ClientSamples[])[.. _plain.Values, Assay])
        {
            Console.WriteLine(samples);
        }
    }
}
