using Assay.Collecting;
using Assay.Configuring;
using Assay.Integration.Tests.Contracts;
using Assay.Integration.Tests.Testing;
using Assay.Providers;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Simulator;
using Assay.Storage.Sqlite;

namespace Assay.Integration.Tests.Faults;

/// <summary>Two judges of one process on one ledger, of which one's provider takes calls and never answers.</summary>
public sealed class HangingProviderTests
{
    private const int Items = 2_000;
    private const int Concurrency = 32;

    [Fact]
    public async Task A_provider_that_hangs_takes_no_slot_from_another()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using ProviderSimulator hanging = await ProviderSimulator.StartAsync(new SimulatorOptions { Faults = FaultMix.Parse("hang=1") }, cancel);
        await using ProviderSimulator sound = await ProviderSimulator.StartAsync(new SimulatorOptions(), cancel);
        using var factory = new ChatClientFactory(
            new[] { Settings("hanging", hanging), Settings("sound", sound) }.ToDictionary(s => s.Name, StringComparer.Ordinal),
            _ => null, TimeProvider.System, new ProviderLimits(TimeSpan.FromMinutes(5)));
        await using SqliteLedger ledger = SqliteLedger.Open(folder.File("ledger.db"), TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);

        Task<RunEnd> stuck = RunAsync(ledger, factory, "hanging", stop.Token);
        while (hanging.RequestCount < Concurrency)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancel);
        }

        RunEnd end = await RunAsync(ledger, factory, "sound", cancel);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal(Items, sound.RequestCount);
        Assert.False(stuck.IsCompleted);
        Assert.Equal(Concurrency, hanging.RequestCount);
        await stop.CancelAsync();
        Assert.IsType<RunEnd.Interrupted>(await stuck);
    }

    private static ProviderSettings Settings(string name, ProviderSimulator simulator) =>
        new() { Name = name, Format = WireFormat.OpenAi, BaseUrl = new Uri(simulator.BaseAddress, "v1"), Free = true };

    private static async Task<RunEnd> RunAsync(SqliteLedger ledger, ChatClientFactory factory, string provider, CancellationToken stop)
    {
        Scoring.Judging.Judge judge = Material.Judge() with { OneCallPerCriterion = false, Name = provider, Model = new ModelReference(provider, "judge") };
        RunKey run = await ledger.OpenRunAsync(new RunIdentity(provider, provider), judge, stop);
        var access = new ModelAccess
        {
            Client = factory.Create(judge.Model), Price = Scoring.Spending.ModelPrice.Free, Forms = new ReplyForms(ReplyForm.JsonSchema),
            Pacer = factory.PacerFor(judge.Model, Concurrency),
        };
        var work = new ScoringWork
        {
            Ledger = ledger, Run = run, Judge = new ModelJudge(judge, access, new RetryPolicy(new Random(1)), sharing: null, TimeProvider.System), Open = 2 * Concurrency,
        };
        var scoring = new ScoringRun(work, new RunProgress(), TimeProvider.System);
        return await scoring.ExecuteAsync(Responses(provider), stop, stop);
    }

    private static async IAsyncEnumerable<SourcedResponse> Responses(string provider)
    {
        for (int i = 1; i <= Items; i++)
        {
            yield return Material.Response($"{provider}-{i}", i);
        }

        await Task.CompletedTask;
    }
}
