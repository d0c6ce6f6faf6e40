using Assay.Collecting.Intake;
using Assay.Integration.Tests.Batching;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
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
        Judge judge = LiveModel.Judge(Batches, oneCallPerCriterion: false);
        await JudgeAsync(judge, JudgeAccess.To(judge, Access(_provider, "openai")));

        Assert.All(_provider.Asked.Values, n => Assert.Equal(1, n));
        Assert.Equal(Responses, _provider.Asked.Count);
        Assert.Equal(_provider.Asked.Keys.Count(k => k.EndsWith("7-0", StringComparison.Ordinal)), _live.Calls);
    }

    [Fact]
    public async Task A_panel_goes_from_batch_to_batch_and_what_it_heard_is_not_asked_again()
    {
        Judge small = LiveModel.Judge(LaneTerms.Live, oneCallPerCriterion: false) with { Name = "small", Model = new ModelReference("a", "m") };
        Judge strong = small with { Name = "strong", Model = new ModelReference("b", "m") };
        Judge judge = LiveModel.Judge(Batches, oneCallPerCriterion: false) with
        {
            Panel = new Panel
            {
                Kind = PanelKind.Cascade,
                Voters = [new Voter(small, 0), new Voter(small, 1), new Voter(strong, 0)],
                Stages = [new PanelStage("small", [0], new Combination.Mean(), 1), new PanelStage("both", [1, 2], new Combination.Mean(), 2)],
                Escalation = new Escalation.Band(4, 0.5),
            },
        };
        using var other = new ScriptedBatches(TimeProvider.System, r => LiveModel.Verdict(r.Messages, _ => 2)) { Delay = TimeSpan.FromMilliseconds(700) };
        _provider.Expires = _ => false;

        await JudgeAsync(judge, new JudgeAccess(new Dictionary<string, ModelAccess> { [small.Version] = Access(_provider, "a"), [strong.Version] = Access(other, "b") }, 8));

        Assert.All(_provider.Asked.Values.Concat(other.Asked.Values), n => Assert.Equal(1, n));
        Assert.Equal((2 * Responses, Responses, 0), (_provider.Asked.Count, other.Asked.Count, _live.Calls));
    }

    private static LaneTerms Batches => new() { Lane = Lane.Batch };

    private ModelAccess Access(ScriptedBatches provider, string endpoint) => new()
    {
        Client = _live, Price = Price, Forms = new ReplyForms(ReplyForm.JsonSchema, known: true), Batch = new BatchAccess(provider, Price.InBatch(), endpoint, "m"),
    };

    private async Task JudgeAsync(Judge judge, JudgeAccess access)
    {
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
            var rules = new BatchRules { Gathering = TimeSpan.FromMilliseconds(100), ShortestWait = TimeSpan.FromMilliseconds(50), MostResponses = 25 };
            judges.Add(new StandingJudge(judge, run, ledger, (_, _) => Task.FromResult(access), new StandingOptions { Concurrency = 8, BatchRules = rules }, TimeProvider.System));
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
