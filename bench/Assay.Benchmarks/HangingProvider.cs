using System.Diagnostics;
using System.Globalization;
using Assay.Benchmarks.Measuring;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;
using Assay.Storage.Sqlite;

namespace Assay.Benchmarks;

/// <summary>Two judges of one process on one ledger: the rate of one while the other's provider takes calls and never answers, beside its rate alone.</summary>
internal static class HangingProvider
{
    private const int Concurrency = 64;

    public static async Task<int> RunAsync(int items, int rounds)
    {
        using SimulatorProcess sound = await SimulatorProcess.StartAsync();
        using SimulatorProcess hanging = await SimulatorProcess.StartAsync("--faults", "hang=1");
        Samples alone = new(), beside = new();
        await RoundAsync(sound, hanging, items, hangs: false);
        for (int round = 0; round < rounds; round++)
        {
            alone.Add(await RoundAsync(sound, hanging, items, hangs: false));
            beside.Add(await RoundAsync(sound, hanging, items, hangs: true));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"hanging: {items:N0} items, concurrency {Concurrency} each, {rounds} interleaved rounds, {Machine.Describe()}; alone {alone.Text()} per second, beside a provider that hangs {beside.Text()}: {beside.Median / alone.Median:0.00} x"));
        return 0;
    }

    private static async Task<double> RoundAsync(SimulatorProcess sound, SimulatorProcess hanging, int items, bool hangs)
    {
        using var folder = new TemporaryFolder();
        using var factory = new ChatClientFactory(
            new[] { Settings("hanging", hanging), Settings("sound", sound) }.ToDictionary(s => s.Name, StringComparer.Ordinal),
            _ => null, TimeProvider.System, new ProviderLimits(TimeSpan.FromHours(1)));
        await using SqliteLedger ledger = SqliteLedger.Open(folder.File("ledger.db"), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        long before = await hanging.RequestsAsync();
        Task stuck = hangs ? JudgeAsync(ledger, factory, "hanging", items, stop.Token) : Task.CompletedTask;
        while (hangs && await hanging.RequestsAsync() < before + Concurrency)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        var watch = Stopwatch.StartNew();
        await JudgeAsync(ledger, factory, "sound", items, CancellationToken.None);
        double seconds = watch.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await stuck;
        return items / seconds;
    }

    private static ProviderSettings Settings(string name, SimulatorProcess simulator) =>
        new() { Name = name, Format = WireFormat.OpenAi, BaseUrl = new Uri(simulator.Address, "v1"), Free = true };

    private static async Task JudgeAsync(SqliteLedger ledger, ChatClientFactory factory, string provider, int items, CancellationToken stop)
    {
        var scale = new Scale.Numeric(1, 5, Fractions: false);
        var rubric = new Rubric { Name = "accuracy", Criteria = [new Criterion { Name = "accuracy", Question = AssayRun.Rubric, Scale = scale }], Overall = scale };
        var judge = new Judge { Name = provider, Rubric = rubric, Model = new ModelReference(provider, "judge") };
        RunKey run = await ledger.OpenRunAsync(new RunIdentity(provider, provider), judge, stop);
        var access = new ModelAccess
        {
            Client = factory.Create(judge.Model), Price = ModelPrice.Free, Forms = new ReplyForms(ReplyForm.JsonSchema), Pacer = factory.PacerFor(judge.Model, Concurrency),
        };
        var work = new ScoringWork
        {
            Ledger = ledger, Run = run, Judge = new ModelJudge(judge, access, new RetryPolicy(new Random(1)), sharing: null, TimeProvider.System), Open = 4 * Concurrency,
        };
        var scoring = new ScoringRun(work, new RunProgress(), TimeProvider.System);
        await scoring.ExecuteAsync(Responses(provider, items), stop, stop);
    }

    private static async IAsyncEnumerable<SourcedResponse> Responses(string provider, int items)
    {
        for (int i = 1; i <= items; i++)
        {
            yield return new SourcedResponse(
                new Response { Id = $"{provider}-{i}", Input = "How do I get a refund?", Output = $"Send us the order number, and the money is back in {i} days." }, "responses.jsonl", i, i);
        }

        await Task.CompletedTask;
    }
}
