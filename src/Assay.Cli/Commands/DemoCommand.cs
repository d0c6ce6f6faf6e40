using System.CommandLine;
using Assay.Cli.Demo;
using Assay.Cli.Judging;
using Assay.Cli.Output;
using Assay.Configuring;
using Assay.Scoring.Serving;
using Assay.Server;
using Assay.Simulator;
using Assay.Storage;

namespace Assay.Cli.Commands;

/// <summary><c>assay demo</c>: the service with the history of a made-up shop, judged by a simulated provider over real HTTP. No key, no cost.</summary>
internal static class DemoCommand
{
    private const int Seed = 7;
    private const int Concurrency = 64;

    public static Command Create()
    {
        var command = new Command("demo", "Serve the dashboard with 30 days of a made-up shop: no key, no cost.");
        DemoOptions.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var asked = DemoOptions.Read(parsed);
        using var folder = DemoFolder.Of(asked.Data);
        using var interrupts = new Interrupts("stopping");
        await using var store = LedgerStore.Of(folder.Ledger);
        bool hasKeys = (await store.KeysAsync(interrupts.Abort)).Any(k => k.RevokedAt is null);
        IReadOnlyList<string> urls = ServeCommand.ReadUrls(asked.Urls ?? ServeCommand.FreeUrl(), hasKeys);
        await using ProviderSimulator simulator = await ProviderSimulator.StartAsync(DemoConfiguration.Simulator(Seed, asked.Clock), interrupts.Abort);
        AssayFile file = DemoConfiguration.Read(simulator.BaseAddress);
        using JudgeSession session = JudgeSession.Open(new Settings(parsed, file, folder.Path), file.Judges[0], asked.Clock);
        await using IServiceLedger ledger = await store.OpenAsync(asked.Clock, isService: true, interrupts.Abort);

        var source = new ShopSource(new Shop(ShopTexts.All(), Seed), asked.Responses, asked.Clock);
        var history = new DemoHistory(ledger, source, asked.Clock);
        ShopCursor? earlier = await history.FindAsync(folder.Ledger, interrupts.Abort);
        int total = earlier?.Total ?? asked.Responses;
        var options = new ServiceOptions
        {
            Urls = urls,
            Ledger = ledger,
            Slices = file.Slices,
            Keys = store.KeysAsync,
            Sources = [(source, ShopSource.Looks)],
            Judges = [new ServedJudge(session.Judge, (budget, cancel) => session.AccessAsync(ledger, Concurrency, budget, cancel), session.Prices, Concurrency)],
            Clock = asked.Clock,
        };
        var report = new DemoReport(Terminal.Out());
        report.Introduce(total, simulator.BaseAddress);
        TimeSpan? took = null;
        if (earlier is not { IsHistory: false })
        {
            long started = asked.Clock.GetTimestamp();
            if (!await history.TakeInAsync(options, total, interrupts))
            {
                await Console.Error.WriteLineAsync(folder.IsKept ? "assay: stopped before all was judged; the same command goes on." : "assay: stopped before all was judged.");
                return ExitCode.Interrupted;
            }

            took = asked.Clock.GetElapsedTime(started);
        }

        report.Account(await ledger.AccountAsync(interrupts.Abort), took);
        ReleaseEffect? effect = await ReleaseEffect.ReadAsync(ledger, session.Judge.Name, asked.Clock.GetUtcNow(), interrupts.Abort);
        await using AssayService service = await AssayService.StartAsync(options, interrupts.Abort);
        report.Point(service.Urls.First(), effect);
        report.Close(folder, asked.EndsAfter);
        if (asked.Opens)
        {
            Desktop.TryOpen(DemoReport.Overview(service.Urls.First()), Environment.GetEnvironmentVariable);
        }

        using var end = asked.EndsAfter is { } time ? new CancellationTokenSource(time, asked.Clock) : new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupts.Stop, end.Token);
        await ServeCommand.WaitAsync(service, stop.Token);
        await service.StopAsync(interrupts.Abort);
        return ExitCode.Ok;
    }
}
