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
        await AssertSoundAsync();

        foreach (IServiceLedger ledger in ledgers)
        {
            await ledger.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_an_older_version_left_in_batches_is_cancelled_and_what_they_answered_is_recorded_as_paid()
    {
        _provider.Delay = TimeSpan.FromHours(6);
        _provider.Expires = _ => false;
        _provider.AnswersEarly = r => r.CustomId.EndsWith("7-0", StringComparison.Ordinal);
        HeldBatch ofRun = await LeaveBatchesAsync();
        await using IServiceLedger ledger = await OpenAsync();
        HeldBatch[] left = [.. (await ledger.Batches.ListAsync(openOnly: true, 100, Cancel)).Where(b => b.Key != ofRun.Key)];
        long early = _provider.Asked.Keys.Count(k => k.EndsWith("7-0", StringComparison.Ordinal));
        Assert.Equal((3, 60L), (left.Length, left.Sum(b => b.Waiting)));

        Judge newer = LiveModel.Judge(new LaneTerms(), oneCallPerCriterion: false) with { MaxOutputTokens = 77 };
        await WorkAsync(ledger, newer, "openai", async _ => !(await ledger.Batches.ListAsync(openOnly: true, 100, Cancel)).Any(b => b.Key != ofRun.Key) && await ScoredAsync(ledger) == Responses);

        foreach (HeldBatch batch in left)
        {
            HeldBatch over = (await ledger.Batches.FindAsync(batch.Token, Cancel))!;
            Assert.Equal((HeldBatchState.Cancelled, 0m, 0), (over.State, over.HeldUsd, over.Waiting));
        }

        // Only what was answered is paid, at the price of batches; the newer version has asked all of it live.
        Assert.Equal(Responses, _live.Calls);
        DateOnly today = left[0].Day;
        decimal call = Price.Cost(100, 0, 20);
        Spending spent = await ledger.SpendingAsync(left[0].Run, today, Cancel);
        Assert.Equal(early * call / 2, spent.RunUsd);
        // A batch of a run waits for its run.
        Assert.Equal((HeldBatchState.Preparing, ofRun.HeldUsd), ((await ledger.Batches.FindAsync(ofRun.Token, Cancel))!.State, ofRun.HeldUsd));
        Assert.Equal((early * call / 2) + (Responses * call) + ofRun.HeldUsd, spent.JudgeDayUsd);
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_batch_of_an_older_version_that_the_judge_cannot_reach_is_named_with_the_command_that_closes_it()
    {
        _provider.Delay = TimeSpan.FromHours(6);
        await LeaveBatchesAsync();
        await using IServiceLedger ledger = await OpenAsync();
        HeldBatch left = (await ledger.Batches.ListAsync(openOnly: true, 100, Cancel)).OrderBy(b => b.Key).First();

        Judge newer = LiveModel.Judge(new LaneTerms(), oneCallPerCriterion: false) with { MaxOutputTokens = 77 };
        string? said = null;
        await WorkAsync(ledger, newer, "another provider", async judge =>
        {
            if (judge.OlderBatches is { } trouble && said is null)
            {
                said = trouble;
                foreach (HeldBatch batch in await ledger.Batches.ListAsync(openOnly: true, 100, Cancel))
                {
                    await ledger.Batches.GiveUpAsync(batch.Key, "given up", Cancel);
                }
            }

            return said is not null && judge.OlderBatches is null && (await ledger.Batches.FindAsync(left.Token, Cancel))!.State == HeldBatchState.Cancelled;
        });

        Assert.Contains($"`assay batches cancel {left.Token} --give-up` closes it", said, StringComparison.Ordinal);
        Assert.Contains("openai is not asked for m by batches any more", said, StringComparison.Ordinal);
        await AssertSoundAsync();
    }

    /// <summary>As a service with another version of the judge and a run left them.</summary>
    /// <returns>That of the run.</returns>
    private async Task<HeldBatch> LeaveBatchesAsync()
    {
        Judge judge = LiveModel.Judge(new LaneTerms { Lane = Lane.Batch }, oneCallPerCriterion: false);
        await using IServiceLedger ledger = await OpenAsync();
        RunKey standing = await ledger.OpenStandingRunAsync(judge, IntakeRule.All, Cancel);
        await ledger.ReceiveAsync([new IntakeRequest([.. Enumerable.Range(1, Responses).Select(n => new Arrival(Material.Response($"{n}", n).Response))], [])], [new JudgeIntake(standing, IntakeRule.All)], Cancel);
        await WorkAsync(ledger, judge, "openai", async _ => (await ledger.Batches.ListAsync(openOnly: true, 100, Cancel)).Sum(b => b.State == HeldBatchState.Submitted ? b.Waiting : 0) == Responses);
        RunKey run = await ledger.OpenRunAsync(new RunIdentity("file", "file"), judge, Cancel);
        AcceptedResponse own = Assert.Single((await ledger.AcceptAsync(run, [Material.Response("of a run", 1)], IntakeRule.All, Cancel)).Accepted);
        await ledger.Batches.PrepareAsync(run, new NewBatch("ofrun", "openai", "m", null, [new BatchItem(own.Key, 0, 0, 0.01m)]), Cancel);
        return (await ledger.Batches.FindAsync("ofrun", Cancel))!;
    }

    private async Task<IServiceLedger> OpenAsync()
    {
        await using LedgerStore store = await StoreAsync();
        return await store.OpenAsync(TimeProvider.System, isService: true, Cancel);
    }

    /// <summary>Has a judge work until something is so.</summary>
    private async Task WorkAsync(IServiceLedger ledger, Judge judge, string endpoint, Func<StandingJudge, Task<bool>> isDone)
    {
        RunKey run = await ledger.OpenStandingRunAsync(judge, IntakeRule.All, Cancel);
        ModelAccess access = Access(_provider, endpoint);
        var rules = new BatchRules { Gathering = TimeSpan.FromMilliseconds(100), ShortestWait = TimeSpan.FromMilliseconds(50), LongestWait = TimeSpan.FromMilliseconds(200), MostResponses = 25 };
        using var standing = new StandingJudge(judge, run, ledger, (_, _) => Task.FromResult(JudgeAccess.To(judge, access)), new StandingOptions { Concurrency = 8, BatchRules = rules }, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        Task judging = Task.Run(() => standing.JudgeAsync(stop.Token, CancellationToken.None), Cancel);
        while (!await isDone(standing))
        {
            Assert.False(judging.IsFaulted, $"{judging.Exception}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }

        await stop.CancelAsync();
        await judging;
    }

    private static async Task<long> ScoredAsync(IServiceLedger ledger) => (await ledger.AccountAsync(Cancel)).Entries.Where(e => e.State == OutcomeState.Scored).Sum(e => e.Count);

    private async Task AssertSoundAsync()
    {
        await using LedgerStore store = await StoreAsync();
        await using ILedgerQueries queries = await store.QueryAsync(Cancel);
        Assert.All(await queries.CheckAsync(Cancel), f => Assert.True(f.Remedy is null, f.ToString()));
    }
}
