using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Surfacing.Outbound;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every outbox must do, together with the ledger that fills it. An implementation inherits the suite and says how to open the two.</summary>
public abstract partial class OutboxContract : IAsyncLifetime
{
    private const string Ops = "ops";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private IServiceLedger? _ledger;
    private IOutbox? _outbox;

    protected SettableClock Clock { get; } = new();

    private IServiceLedger Ledger => _ledger!;

    private IOutbox Outbox => _outbox!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens the test's own store: empty at first, later with what was saved.</summary>
    protected abstract Task<(IServiceLedger Ledger, IOutbox Outbox)> OpenAsync();

    protected abstract Task<IReadOnlyList<LedgerFinding>> CheckAsync();

    public async ValueTask InitializeAsync() => (_ledger, _outbox) = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        Assert.All(await CheckAsync(), f => Assert.True(f.Remedy is null, f.ToString()));
        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_is_decided_is_owed_to_every_receiver_with_all_that_was_said_of_it()
    {
        await OpenAsync(new ReceiverRule(Ops), new ReceiverRule("otlp"));
        await JudgeAsync(Material.Scored(tone: 2, accuracy: 5), Material.Unscored());

        IReadOnlyList<OutboxMessage.Decided> ops = await TakeAsync();
        IReadOnlyList<OutboxMessage.Decided> otlp = await TakeAsync("otlp");

        Assert.Equal(ops.Select(m => m.Id), otlp.Select(m => m.Id));
        Assert.Equal(2, ops.Select(m => m.Id).Distinct().Count());
        DecidedVerdict scored = ops.Single(m => m.Verdict.Result.Id == "r0").Verdict;
        Assert.Equal((OutcomeState.Scored, 3.5, 1, Clock.Now, true), (scored.Result.Outcome, scored.Result.Overall, scored.Revision, scored.DecidedAt, scored.HasOverall));
        Assert.Equal([("tone", 2, "because"), ("accuracy", 5, "because")], scored.Result.Scores.Select(s => (s.Criterion, s.Score, s.Reason)));
        DecidedVerdict unscored = ops.Single(m => m.Verdict.Result.Id == "r1").Verdict;
        Assert.Equal((OutcomeState.Unscored, "unreadable", null), (unscored.Result.Outcome, unscored.Result.Reason, unscored.Result.Overall));
    }

    [Fact]
    public async Task Only_what_is_decided_is_owed_and_only_once()
    {
        await OpenAsync(new ReceiverRule(Ops));
        (JudgeIntake judge, IReadOnlyList<JudgedResponse> judged) = await JudgeAsync(Material.Scored(), Material.Parked(), new Judged.Paused(PauseReason.Provider, "no key") { Attempts = [] });

        await Ledger.RecordAsync(judge.Run, [new JudgedResponse(judged[0].Key, judged[0].ReceivedAt, Material.Unscored())], reservedUsd: null, Cancel);

        Assert.Equal("r0", Assert.Single(await TakeAsync()).Verdict.Result.Id);
        Assert.Equal(1, (await AccountAsync()).Owed);
    }

    [Fact]
    public async Task Without_a_receiver_nothing_is_written()
    {
        await JudgeAsync(Material.Scored());

        Assert.Empty(await Outbox.AccountAsync(Cancel));
    }

    [Fact]
    public async Task A_receiver_is_owed_only_what_its_rule_holds()
    {
        await OpenAsync(new ReceiverRule("low") { Below = 3 }, new ReceiverRule("other") { Judges = ["other"] });
        await JudgeAsync(Material.Scored(1, 2), Material.Scored(5, 5), Material.Unscored());

        Assert.Equal("r0", Assert.Single(await TakeAsync("low")).Verdict.Result.Id);
        Assert.Empty(await TakeAsync("other"));
    }

    [Fact]
    public async Task What_is_owed_is_given_out_again_until_it_is_settled()
    {
        await OpenAsync(new ReceiverRule(Ops));
        await JudgeAsync(Material.Scored(), Material.Scored(), Material.Scored());

        IReadOnlyList<OutboxMessage.Decided> first = await TakeAsync(atMost: 2);
        Assert.Equal(first.Select(m => m.Id), (await TakeAsync(atMost: 2)).Select(m => m.Id));
        await Outbox.SettleAsync(Ops, [.. first.Select(m => m.Id)], Cancel);
        await Outbox.SettleAsync(Ops, [.. first.Select(m => m.Id)], Cancel);

        Assert.Single(await TakeAsync());
        Assert.Equal(new ReceiverAccount(1, Clock.Now, 0, 2, 0, 0), await AccountAsync());
    }

    [Fact]
    public async Task What_is_owed_longest_is_given_out_first()
    {
        await OpenAsync(new ReceiverRule(Ops));
        foreach (int _ in Enumerable.Range(0, 3))
        {
            await JudgeAsync(Material.Scored());
            Clock.Now += Hour;
        }

        DateTimeOffset[] times = [.. (await TakeAsync()).Select(m => m.Verdict.DecidedAt)];

        Assert.Equal(times.Order(), times);
        Assert.Equal(Material.Noon, (await AccountAsync()).OldestOwed);
    }

    [Fact]
    public async Task What_is_owed_survives_the_process_under_the_same_ids()
    {
        await OpenAsync(new ReceiverRule(Ops));
        await JudgeAsync(Material.Scored(), Material.Scored());
        Guid[] before = [.. (await TakeAsync()).Select(m => m.Id)];

        await ReopenAsync(new ReceiverRule("another"));

        Assert.Equal(before, (await TakeAsync()).Select(m => m.Id));
        await JudgeAsync(Material.Scored());
        Assert.Equal((2, 1), ((await AccountAsync()).Owed, (await AccountAsync("another")).Owed));
    }

    [Fact]
    public async Task What_is_given_up_is_kept_with_its_reason_and_can_be_sent_again_under_its_id()
    {
        await OpenAsync(new ReceiverRule(Ops));
        await JudgeAsync(Material.Scored(), Material.Scored());
        OutboxMessage.Decided bad = (await TakeAsync())[0];

        await Outbox.GiveUpAsync(Ops, [bad.Id], "answered 400", Cancel);
        await Outbox.GiveUpAsync(Ops, [bad.Id], "answered 400", Cancel);

        Assert.Equal(new UndeliveredMessage(bad.Id, bad.Verdict.Result.Id, Clock.Now, "answered 400"), Assert.Single((await Outbox.UndeliveredAsync(Ops, 9, Cancel))!));
        Assert.Equal((1, 1, 1), ((await AccountAsync()).Owed, (await AccountAsync()).Undelivered, (await AccountAsync()).GivenUp));
        Clock.Now += Hour;
        Assert.Equal(1, await Outbox.ResendAsync(Ops, Cancel));
        Assert.Equal(0, await Outbox.ResendAsync(Ops, Cancel));
        Assert.Contains(await TakeAsync(), m => m.Id == bad.Id);
        Assert.Equal((2, 0, 1), ((await AccountAsync()).Owed, (await AccountAsync()).Undelivered, (await AccountAsync()).GivenUp));
    }

    [Fact]
    public async Task What_has_been_owed_too_long_is_given_up_and_what_was_sent_again_is_owed_from_then_on()
    {
        await OpenAsync(new ReceiverRule(Ops));
        await JudgeAsync(Material.Scored());
        Clock.Now += Hour;
        await JudgeAsync(Material.Scored());

        Assert.Equal(1, await Outbox.GiveUpAsync(Ops, Clock.Now, "down", Cancel));
        await Outbox.ResendAsync(Ops, Cancel);

        Assert.Equal(0, await Outbox.GiveUpAsync(Ops, Clock.Now, "down", Cancel));
        Assert.Equal(2, (await TakeAsync()).Count);
    }

    [Fact]
    public async Task More_than_is_kept_drops_the_oldest_and_counts_them()
    {
        await OpenAsync(new ReceiverRule(Ops) { Most = 3 });
        await JudgeAsync(Material.Scored(), Material.Scored());
        DateTimeOffset old = Clock.Now;
        Clock.Now += Hour;
        await JudgeAsync(Material.Scored(), Material.Scored());

        IReadOnlyList<OutboxMessage.Decided> owed = await TakeAsync();
        Assert.Equal((3, 1), (owed.Count, owed.Count(m => m.Verdict.DecidedAt == old)));
        await Outbox.GiveUpAsync(Ops, [.. owed.Select(m => m.Id)], "no", Cancel);
        await JudgeAsync(Material.Scored(), Material.Scored());
        await Outbox.GiveUpAsync(Ops, [.. (await TakeAsync()).Select(m => m.Id)], "no", Cancel);

        Assert.Equal(new ReceiverAccount(0, null, 3, 0, 5, 3), await AccountAsync());
    }

    [Fact]
    public async Task What_was_said_of_a_response_that_is_removed_goes_nowhere()
    {
        await OpenAsync(new ReceiverRule(Ops));
        await JudgeAsync(Material.Scored(), Material.Scored());
        await Outbox.GiveUpAsync(Ops, [(await TakeAsync())[0].Id], "answered 400", Cancel);
        Clock.Now += Hour;
        await Ledger.RemoveBeforeAsync(Clock.Now, forget: null, Cancel);
        await JudgeAsync(Material.Scored());

        Assert.Equal(Clock.Now, Assert.Single(await TakeAsync(atMost: 1)).Verdict.DecidedAt);
        Assert.Equal(1, (await AccountAsync()).Owed);
        Assert.Null(Assert.Single((await Outbox.UndeliveredAsync(Ops, 9, Cancel))!).ResponseId);
    }

    [Fact]
    public async Task A_receiver_that_never_was_is_not_known()
    {
        Assert.Null(await Outbox.ResendAsync("nobody", Cancel));
        Assert.Null(await Outbox.UndeliveredAsync("nobody", 9, Cancel));
        Assert.Empty(await TakeAsync("nobody"));
    }

    [Fact]
    public async Task Whatever_happens_every_message_is_somewhere()
    {
        var random = new Random(5);
        await OpenAsync(new ReceiverRule(Ops) { Most = 25 });
        long decided = 0;
        for (int step = 0; step < 150; step++)
        {
            Guid[] some = [.. (await TakeAsync(atMost: random.Next(1, 6))).Select(m => m.Id)];
            switch (random.Next(9))
            {
                case < 4:
                    int count = random.Next(1, 5);
                    await JudgeAsync([.. Enumerable.Range(0, count).Select(_ => random.Next(2) == 0 ? Material.Scored() : Material.Unscored())]);
                    decided += count;
                    break;
                case 4:
                    await Outbox.SettleAsync(Ops, some, Cancel);
                    break;
                case 5:
                    await Outbox.GiveUpAsync(Ops, some, "no", Cancel);
                    break;
                case 6:
                    await Outbox.GiveUpAsync(Ops, Clock.Now - Hour, "late", Cancel);
                    break;
                case 7:
                    Clock.Now += TimeSpan.FromMinutes(random.Next(60));
                    await ReopenAsync(new ReceiverRule(Ops) { Most = 25 });
                    break;
                default:
                    await Outbox.ResendAsync(Ops, Cancel);
                    break;
            }
        }

        ReceiverAccount account = await AccountAsync();
        Assert.Equal(decided, account.Owed + account.Undelivered + account.Delivered + account.Dropped);
        // The end of every test re-checks the counts.
    }

    private Task OpenAsync(params ReceiverRule[] receivers) => Outbox.OpenAsync(receivers, Cancel);

    private async Task<IReadOnlyList<OutboxMessage.Decided>> TakeAsync(string receiver = Ops, int atMost = 100) =>
        [.. (await Outbox.TakeAsync(receiver, atMost, Cancel)).Cast<OutboxMessage.Decided>()];

    private async Task<ReceiverAccount> AccountAsync(string receiver = Ops) => (await Outbox.AccountAsync(Cancel))[receiver];

    private int _responses;

    /// <summary>Receives a response for each ending and records that.</summary>
    private async Task<(JudgeIntake Judge, IReadOnlyList<JudgedResponse> Judged)> JudgeAsync(params Judged[] endings)
    {
        var judge = new JudgeIntake(await Ledger.OpenStandingRunAsync(Material.Judge(), IntakeRule.All, Cancel), IntakeRule.All);
        Arrival[] arrivals = [.. endings.Select(_ => new Arrival(Material.Response($"r{_responses++}", 1).Response))];
        await Ledger.ReceiveAsync([new IntakeRequest(arrivals, [])], [judge], Cancel);
        var owed = (await Ledger.TakeOwedAsync(judge.Run, 1_000, Cancel)).Where(r => arrivals.Any(a => a.Response.Id == r.Response.Id));
        JudgedResponse[] judged = [.. owed.Zip(endings, (r, e) => new JudgedResponse(r.Key, r.ReceivedAt, e))];
        await Ledger.RecordAsync(judge.Run, judged, reservedUsd: null, Cancel);
        return (judge, judged);
    }

    private async Task ReopenAsync(params ReceiverRule[] receivers)
    {
        await Ledger.DisposeAsync();
        (_ledger, _outbox) = await OpenAsync();
        await OpenAsync(receivers);
    }
}
