using System.Globalization;
using Assay.Benchmarks;
using Assay.Benchmarks.Causes;
using Assay.Benchmarks.Clients;
using Assay.Benchmarks.Dashboard;
using Assay.Benchmarks.Panels;
using Assay.Benchmarks.Peers;
using Assay.Benchmarks.Service;

// Each measurement runs the real executable, Release build, as a process of its own on this machine.
return args switch
{
    ["engine", .. var rest] => await EngineRate.RunAsync(items: Number(rest, 0, 200_000), rounds: Number(rest, 1, 3)),
    ["latency", .. var rest] => await LatencyUse.RunAsync(items: Number(rest, 0, 20_000), rounds: Number(rest, 1, 3)),
    ["faults", .. var rest] => await FaultAccount.RunAsync(items: Number(rest, 0, 2_000)),
    ["batches", .. var rest] => await BatchAccount.RunAsync(items: Number(rest, 0, 20_000), kills: Number(rest, 1, 20)),
    ["limits", .. var rest] => await LimitedProvider.RunAsync(seconds: Number(rest, 0, 300)),
    ["storm", .. var rest] => await ThrottlingStorm.RunAsync(stormSeconds: Number(rest, 0, 600)),
    ["hanging", .. var rest] => await HangingProvider.RunAsync(items: Number(rest, 0, 50_000), rounds: Number(rest, 1, 3)),
    ["memory", .. var rest] => await SteadyMemory.RunAsync(items: Number(rest, 0, 1_000_000)),
    ["peers", .. var rest] => await PeersAsync(items: Number(rest, 0, 100_000), rounds: Number(rest, 1, 3)),
    ["service", .. var rest] => await ServiceIntake.RunAsync(overloadSeconds: Number(rest, 0, 300)),
    ["service-backlog", .. var rest] => await ServiceBacklog.RunAsync(backlog: Number(rest, 0, 1_000_000), rounds: Number(rest, 1, 10), batches: Number(rest, 2, 500), isOrdered: rest.Contains("ordered")),
    ["service-outage", .. var rest] => await ServiceOutage.RunAsync(minutes: rest.Length > 0 ? double.Parse(rest[0], CultureInfo.InvariantCulture) : 30),
    ["dashboard", .. var rest] => await PageTimes.RunAsync(responses: Number(rest, 0, 1_000_000), rounds: Number(rest, 1, 10)),
    ["alerts", .. var rest] => await AlertTimes.RunAsync(responses: Number(rest, 0, 1_000_000), rounds: Number(rest, 1, 5)),
    ["rollups", .. var rest] => await KilledRollups.RunAsync(responses: Number(rest, 0, 1_000_000), kills: Number(rest, 1, 20)),
    ["causes", .. var rest] => await CauseTimes.RunAsync(low: Number(rest, 0, 100_000), rounds: Number(rest, 1, 3)),
    ["cause-cases", .. var rest] => await CauseCases.RunAsync(cases: Number(rest, 0, 1_000)),
    ["simulator"] => await SimulatorLoad.RunAsync(seconds: 10),
    ["million", .. var rest] => await LargeFile.RunAsync(lines: Number(rest, 0, 1_000_000)),
    ["ledger", .. var rest] => await LedgerLoad.RunAsync(responses: Number(rest, 0, 200_000)),
    ["outbox", .. var rest] => await OutboxLoad.RunAsync(verdicts: Number(rest, 0, 100_000), rounds: Number(rest, 1, 3)),
    ["cache", .. var rest] => await CacheLoad.RunAsync(entries: Number(rest, 0, 1_000_000)),
    ["gate", .. var rest] => await GateTime.RunAsync(cases: Number(rest, 0, 1_000), rounds: Number(rest, 1, 3)),
    ["anchors", .. var rest] => await AnchorAttribution.RunAsync(cases: Number(rest, 0, 200)),
    ["panels", .. var rest] => await PanelTable.RunAsync(splits: Number(rest, 0, 1_000), data: rest.ElementAtOrDefault(1) ?? "../shared/data"),
    ["gates", .. var rest] => GateErrors.Run(gates: Number(rest, 0, 2_000), looks: rest.ElementAtOrDefault(1)),
    ["samples-price", .. var rest] => await SamplesPrice.RunAsync(items: Number(rest, 0, 400)),
    ["checks", .. var rest] => await CheckRate.RunAsync(responses: Number(rest, 0, 100_000)),
    ["redaction", .. var rest] => RedactionRate.Run(megabytes: Number(rest, 0, 500)),
    ["probe", .. var rest] => await ProbeRecovery.RunAsync(seeds: Number(rest, 0, 300)),
    ["correct", .. var rest] => CorrectionCoverage.Run(samples: Number(rest, 0, 2_000), others: Number(rest, 1, 5_000), only: rest.ElementAtOrDefault(2)),
    ["batch-price", .. var rest] => await BatchPrice.RunAsync(judgments: Number(rest, 0, 1_000)),
    ["client", var client, var provider, var bodies, .. var rest] =>
        await PlainClientProcess.RunAsync(client, new Uri(provider), bodies, calls: Number(rest, 0, 1), concurrency: Number(rest, 1, 1)),
    _ => Usage(),
};

static int Number(string[] arguments, int at, int otherwise) => arguments.Length > at ? int.Parse(arguments[at], CultureInfo.InvariantCulture) : otherwise;

static async Task<int> PeersAsync(int items, int rounds)
{
    await PeerRates.RunAsync(items, promptfooItems: Math.Min(items, 10_000), slowItems: Math.Min(items, 5_000), rounds);
    int assay = await FaultAccount.RunAsync(items: 2_000);
    await PeerFaults.RunAsync(items: 2_000);
    return assay;
}

static int Usage()
{
    Console.Error.WriteLine("usage: engine [ITEMS] [ROUNDS] | latency [ITEMS] [ROUNDS] | faults [ITEMS] | batches [ITEMS] [KILLS] | limits [SECONDS] | storm [SECONDS] | hanging [ITEMS] [ROUNDS] | memory [ITEMS] | peers [ITEMS] [ROUNDS] | service [SECONDS] | service-backlog [BACKLOG] [ROUNDS] [BATCHES] [ordered] | service-outage [MINUTES] | dashboard [RESPONSES] [ROUNDS] | alerts [RESPONSES] [ROUNDS] | rollups [RESPONSES] [KILLS] | causes [LOW] [ROUNDS] | cause-cases [CASES] | simulator | million [LINES] | ledger [RESPONSES] | outbox [VERDICTS] [ROUNDS] | cache [ENTRIES] | checks [RESPONSES] | redaction [MEGABYTES] | correct [SAMPLES] [JUDGED] [DESIGN] | anchors [CASES] | gate [CASES] [ROUNDS] | gates [GATES] [LOOKS] | probe [SEEDS] | batch-price [JUDGMENTS] | panels [SPLITS] [DATA] | samples-price [ITEMS]");
    return 2;
}
