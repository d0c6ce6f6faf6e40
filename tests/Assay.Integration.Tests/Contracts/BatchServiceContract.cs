using Assay.Collecting.Intake;
using Assay.Integration.Tests.Batching;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What a judge of a service whose verdicts may wait must do, on every ledger.</summary>
public abstract class BatchServiceContract : IDisposable
{
    private const int Responses = 60;
    private static readonly ModelPrice Price = new(Input: 1, CachedInput: 0.5m, Output: 4) { Batch = 0.5m };

    private readonly ScriptedBatches _provider = new(TimeProvider.System, r => LiveModel.Verdict(r.Messages)) { Delay = TimeSpan.FromMilliseconds(300), Expires = r => r.CustomId.EndsWith("7-0", StringComparison.Ordinal) };
    private readonly LiveModel _live = new();

    public virtual void Dispose()
    {
        _live.Dispose();
        _provider.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Of these processes may work on one ledger at a time.</summary>
    protected abstract int Processes { get; }

    /// <summary>What <c>--store</c> names: empty at first.</summary>
    protected abstract Task<LedgerStore> StoreAsync();

    [Fact]
    public async Task A_judge_gathers_what_it_is_owed_into_batches_of_one_process_and_what_they_leave_open_is_asked_live()
    {
        Judge judge = LiveModel.Judge(new LaneTerms { Lane = Lane.Batch }, oneCallPerCriterion: false);
        var ledgers = new List<IServiceLedger>();
        for (int i = 0; i < Processes; i++)
        {
            await using LedgerStore store = await StoreAsync();
            ledgers.Add(await store.OpenAsync(TimeProvider.System, isService: true, Cancel));
        }

        using var stop = new CancellationTokenSource();
        var judging = new List<Task>();
        var judges = new List<StandingJudge>();
        foreach (IServiceLedger ledger in ledgers)
        {
            RunKey run = await ledger.OpenStandingRunAsync(judge, IntakeRule.All, Cancel);
            var access = new ModelAccess { Client = _live, Price = Price, Forms = new ReplyForms(ReplyForm.JsonSchema, known: true), Batch = new BatchAccess(_provider, Price.InBatch(), "openai") };
            var rules = new BatchRules { Gathering = TimeSpan.FromMilliseconds(100), ShortestWait = TimeSpan.FromMilliseconds(50), MostResponses = 25 };
            judges.Add(new StandingJudge(judge, run, ledger, (_, _) => Task.FromResult(JudgeAccess.To(judge, access)), new StandingOptions { Concurrency = 8, BatchRules = rules }, TimeProvider.System));
            await ledger.ReceiveAsync([new IntakeRequest([.. Enumerable.Range(1, Responses / Processes).Select(n => new Arrival(Material.Response($"{ledgers.IndexOf(ledger)}-{n}", n).Response))], [])], [new JudgeIntake(run, IntakeRule.All)], Cancel);
        }

        judging.AddRange(judges.Select(j => Task.Run(() => j.JudgeAsync(stop.Token, CancellationToken.None))));
        while ((await ledgers[0].AccountAsync(Cancel)).Entries.Where(e => e.State == OutcomeState.Scored).Sum(e => e.Count) < Responses)
        {
            Assert.All(judging, j => Assert.False(j.IsFaulted, $"{j.Exception}"));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }

        await stop.CancelAsync();
        await Task.WhenAll(judging);
        judges.ForEach(j => j.Dispose());
        Assert.All(_provider.Asked.Values, n => Assert.Equal(1, n));
        Assert.Equal(Responses, _provider.Asked.Count);
        Assert.Equal(_provider.Asked.Keys.Count(k => k.EndsWith("7-0", StringComparison.Ordinal)), _live.Calls);
        Assert.All(await ledgers[0].Batches.ListAsync(openOnly: false, 100, Cancel), b => Assert.Equal((HeldBatchState.Settled, 0m), (b.State, b.HeldUsd)));
        await using (LedgerStore store = await StoreAsync())
        {
            await using ILedgerQueries queries = await store.QueryAsync(Cancel);
            Assert.All(await queries.CheckAsync(Cancel), f => Assert.True(f.Remedy is null, f.ToString()));
        }

        foreach (IServiceLedger ledger in ledgers)
        {
            await ledger.DisposeAsync();
        }
    }
}
