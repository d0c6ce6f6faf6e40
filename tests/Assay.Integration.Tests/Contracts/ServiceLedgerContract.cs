using System.Globalization;
using System.Text;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every ledger must do for a service. An implementation inherits the suite and says how to open one.</summary>
public abstract partial class ServiceLedgerContract : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private IServiceLedger? _ledger;

    protected IServiceLedger Ledger => _ledger!;

    protected SettableClock Clock { get; } = new();

    /// <summary>Of the ledger that is opened next.</summary>
    protected bool KeepsContent { get; set; } = true;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens the test's own store: empty at first, later with what was saved.</summary>
    protected abstract Task<IServiceLedger> OpenAsync();

    protected abstract Task<IReadOnlyList<LedgerFinding>> CheckAsync();

    /// <summary>The test's own store, for what is asked of it beside the ledger that is open.</summary>
    protected abstract LedgerStore Store();

    public async ValueTask InitializeAsync() => _ledger = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        Assert.All(await CheckAsync(), f => Assert.True(f.Remedy is null, f.ToString()));
        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_is_received_is_owed_to_every_judge_that_it_is_for()
    {
        JudgeIntake all = await OpenAsync("all");
        JudgeIntake refunds = await OpenAsync("refunds", new IntakeRule(new ResponseFilter(new Dictionary<string, IReadOnlyList<string>> { ["route"] = ["refunds"] }), Sample.All));

        await ReceiveAsync([all, refunds], Arrival("a", route: "refunds"), Arrival("b", route: "delivery"));

        Assert.Equal(["a", "b"], await OwedAsync(all));
        Assert.Equal(["a"], await OwedAsync(refunds));
        Assert.Equal("all owed  2; refunds owed  1; refunds skipped not_matched 1", await AccountAsync());
    }

    [Fact]
    public async Task A_response_is_known_by_its_id_and_content_and_another_under_its_id_is_not_taken()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Arrival("a"));

        IReadOnlyList<Receipt> receipts = await ReceiveAsync([judge], Arrival("a"), Arrival("a", output: "Another answer."), Arrival("b"));

        Assert.Equal([ReceiptKind.Known, ReceiptKind.IdTaken, ReceiptKind.Accepted], receipts.Select(r => r.Kind));
        Assert.Equal("quality owed  2", await AccountAsync());
    }

    [Fact]
    public async Task A_known_response_is_owed_to_a_judge_that_is_new_and_not_to_a_new_version_unasked()
    {
        JudgeIntake first = await OpenAsync("first");
        await ReceiveAsync([first], Arrival("a"), Arrival("b"));
        AcceptedResponse[] owed = [.. await Ledger.TakeOwedAsync(first.Run, 9, Cancel)];
        await Ledger.RecordAsync(first.Run, [.. owed.Select(r => new JudgedResponse(r.Key, r.ReceivedAt, Material.Scored()))], reservedUsd: null, Cancel);
        JudgeIntake edited = await OpenAsync("first", question: "Is it right and complete?");
        JudgeIntake second = await OpenAsync("second");

        await ReceiveAsync([edited, second], Arrival("a"));

        Assert.Equal("first scored  2; second owed  1", await AccountAsync());
        // Found also by a judge that has gone beyond it.
        await ReceiveAsync([second], Arrival("c"));
        Assert.Equal(["c"], (await Ledger.TakeOwedAsync(second.Run, 1, Cancel)).Select(r => r.Response.Id));
        Assert.Equal(["a"], (await Ledger.TakeOwedAsync(second.Run, 9, Cancel)).Select(r => r.Response.Id));
    }

    [Fact]
    public async Task A_request_under_a_known_key_changes_nothing_and_gets_the_answer_of_the_first()
    {
        JudgeIntake judge = await OpenAsync("quality");
        var request = new IntakeRequest([Arrival("a")], [], new IdempotencyKey("k", [1, 2, 3]));

        IReadOnlyList<IntakeResult> results = await Ledger.ReceiveAsync([request, request, request with { Key = new IdempotencyKey("k", [9]), Arrivals = [Arrival("b")] }], [judge], Cancel);

        Assert.IsType<IntakeResult.Taken>(results[0]);
        IntakeResult.Repeated repeated = Assert.IsType<IntakeResult.Repeated>(results[1]);
        Assert.Equal((202, """{"accepted":1,"known":0,"rejected":0,"ids":["a"]}"""), (repeated.Status, Encoding.UTF8.GetString(repeated.Answer)));
        Assert.IsType<IntakeResult.KeyTaken>(results[2]);
        Assert.Equal("quality owed  1", await AccountAsync());
    }

    [Fact]
    public async Task What_was_told_without_content_is_skipped_until_the_content_comes()
    {
        JudgeIntake judge = await OpenAsync("quality");
        Arrival silent = new(Material.Response("a", 1, output: "").Response, "Turn it on.");
        await ReceiveAsync([judge], silent);
        string before = await AccountAsync();

        IReadOnlyList<Receipt> texts = await ReceiveAsync([judge], Arrival("a"));
        IReadOnlyList<Receipt> again = await ReceiveAsync([judge], silent, Arrival("a"), Arrival("a", output: "Another answer."));

        Assert.Equal("quality skipped no_content 1", before);
        Assert.Equal(ReceiptKind.Accepted, Assert.Single(texts).Kind);
        Assert.Equal([ReceiptKind.Known, ReceiptKind.Known, ReceiptKind.IdTaken], again.Select(r => r.Kind));
        Assert.Equal("quality owed  1; quality skipped superseded 1", await AccountAsync());
        Assert.Equal(["a"], await OwedAsync(judge));
    }

    [Fact]
    public async Task What_is_owed_is_given_out_in_order_and_after_what_was_taken()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], [.. Enumerable.Range(0, 10).Select(i => Arrival($"r{i}"))]);

        IReadOnlyList<AcceptedResponse> first = await Ledger.TakeOwedAsync(judge.Run, 4, Cancel);
        IReadOnlyList<AcceptedResponse> second = await Ledger.TakeOwedAsync(judge.Run, 100, Cancel);

        Assert.Equal(["r0", "r1", "r2", "r3"], first.Select(r => r.Response.Id));
        Assert.Equal(["r4", "r5", "r6", "r7", "r8", "r9"], second.Select(r => r.Response.Id));
        Assert.All(first, r => Assert.Equal(Clock.Now, r.ReceivedAt));
        Assert.Empty(await Ledger.TakeOwedAsync(judge.Run, 100, Cancel));
    }

    [Fact]
    public async Task What_is_decided_is_given_out_no_more_and_what_was_put_off_only_later()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Arrival("scored"), Arrival("unscored"), Arrival("parked"), Arrival("paused"));
        IReadOnlyList<AcceptedResponse> owed = await Ledger.TakeOwedAsync(judge.Run, 100, Cancel);
        Judged[] judged = [Material.Scored(), Material.Unscored(), Material.Parked(), new Judged.Paused(PauseReason.Provider, "no key") { Attempts = [] }];
        await Ledger.RecordAsync(judge.Run, [.. owed.Zip(judged, (r, j) => new JudgedResponse(r.Key, r.ReceivedAt, j))], reservedUsd: null, Cancel);

        Assert.Equal(["paused"], await OwedAsync(judge));
        Assert.Empty(await Ledger.TakeOwedAsync(judge.Run, 100, Cancel));
        Clock.Now += Long;
        Assert.Equal(["parked"], (await Ledger.TakeOwedAsync(judge.Run, 100, Cancel)).Select(r => r.Response.Id));
        Assert.Empty(await Ledger.TakeOwedAsync(judge.Run, 100, Cancel));
        Assert.Equal("quality owed  2; quality scored  1; quality unscored unreadable 1", await AccountAsync());
    }

    [Fact]
    public async Task What_was_given_out_to_a_process_that_died_is_given_out_again()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Arrival("a"), Arrival("b"));
        IReadOnlyList<AcceptedResponse> owed = await Ledger.TakeOwedAsync(judge.Run, 100, Cancel);
        await Ledger.RecordAsync(judge.Run, [new JudgedResponse(owed[0].Key, owed[0].ReceivedAt, Material.Parked())], reservedUsd: null, Cancel);
        Clock.Now += Long;
        await Ledger.TakeOwedAsync(judge.Run, 100, Cancel);

        await ReopenAsync();

        Assert.Equal(judge.Run, (await OpenAsync("quality")).Run);
        Assert.Equal(["a", "b"], await OwedAsync(judge));
    }

    [Fact]
    public async Task The_oldest_owed_is_the_one_that_was_received_first_of_those_that_still_are()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Arrival("a"));
        DateTimeOffset first = Clock.Now;
        Clock.Now += TimeSpan.FromMinutes(5);
        await ReceiveAsync([judge], Arrival("b"));
        DateTimeOffset second = Clock.Now;
        DateTimeOffset before = (await Ledger.AccountAsync(Cancel)).OldestOwed["quality"];
        AcceptedResponse a = (await Ledger.TakeOwedAsync(judge.Run, 1, Cancel)).Single();
        await Ledger.RecordAsync(judge.Run, [new JudgedResponse(a.Key, a.ReceivedAt, Material.Scored())], reservedUsd: null, Cancel);

        Assert.Equal((first, second), (before, (await Ledger.AccountAsync(Cancel)).OldestOwed["quality"]));
    }

    [Fact]
    public async Task A_new_version_of_a_judge_takes_over_what_the_old_one_was_owed()
    {
        JudgeIntake old = await OpenAsync("quality");
        await ReceiveAsync([old], Arrival("a"), Arrival("b"), Arrival("c"));
        AcceptedResponse a = (await Ledger.TakeOwedAsync(old.Run, 1, Cancel)).Single();
        await Ledger.RecordAsync(old.Run, [new JudgedResponse(a.Key, a.ReceivedAt, Material.Scored())], reservedUsd: null, Cancel);

        JudgeIntake renewed = await OpenAsync("quality", question: "Is it right and complete?");

        Assert.Empty(await OwedAsync(old));
        Assert.Equal(["b", "c"], await OwedAsync(renewed));
        Assert.Equal("quality owed  2; quality scored  1; quality skipped superseded 2", await AccountAsync());
    }

    [Fact]
    public async Task What_is_too_old_is_removed_and_what_was_paid_for_it_stays()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Arrival("old"), Arrival("older"));
        AcceptedResponse old = (await Ledger.TakeOwedAsync(judge.Run, 1, Cancel)).Single();
        await Ledger.RecordAsync(judge.Run, [new JudgedResponse(old.Key, old.ReceivedAt, Material.Scored())], reservedUsd: null, Cancel);
        decimal paid = (await Ledger.SpendingAsync(judge.Run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel)).RunUsd;
        Clock.Now += Long;
        await ReceiveAsync([judge], Arrival("young"));

        Assert.Equal(2, await Ledger.RemoveBeforeAsync(Clock.Now, forget: null, Cancel));
        Assert.Equal(0, await Ledger.RemoveBeforeAsync(Clock.Now, forget: null, Cancel));

        Assert.Equal("quality owed  1", await AccountAsync());
        Assert.Null(await Ledger.TrailAsync("old", Cancel));
        // The newest is removed too: its key must not come back, for its attempts keep it and the judge has passed it.
        AcceptedResponse young = (await Ledger.TakeOwedAsync(judge.Run, 9, Cancel)).Single();
        await Ledger.RecordAsync(judge.Run, [new JudgedResponse(young.Key, young.ReceivedAt, Material.Parked())], reservedUsd: null, Cancel);
        Assert.Equal(1, await Ledger.RemoveBeforeAsync(Clock.Now + Long, forget: null, Cancel));
        await ReceiveAsync([judge], Arrival("next"));
        Assert.Equal(["next"], (await Ledger.TakeOwedAsync(judge.Run, 9, Cancel)).Select(r => r.Response.Id));
        Assert.Equal(paid, (await Ledger.SpendingAsync(judge.Run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel)).RunUsd);
        Assert.True(paid > 0);
    }

    [Fact]
    public async Task A_judge_that_goes_back_to_an_earlier_version_is_owed_what_that_was_owed()
    {
        JudgeIntake first = await OpenAsync("quality");
        await ReceiveAsync([first], Arrival("a"));
        await OpenAsync("quality", question: "Is it right and complete?");

        JudgeIntake again = await OpenAsync("quality");

        Assert.Equal(first.Run, again.Run);
        Assert.Equal(["a"], await OwedAsync(again));
        Assert.Equal("quality owed  1; quality skipped superseded 1", await AccountAsync());
    }

    [Fact]
    public async Task What_a_new_version_is_not_for_is_skipped_and_not_owed()
    {
        JudgeIntake first = await OpenAsync("quality");
        await ReceiveAsync([first], Arrival("a", route: "refunds"), Arrival("b", route: "delivery"));

        JudgeIntake narrow = await OpenAsync(
            "quality", new IntakeRule(new ResponseFilter(new Dictionary<string, IReadOnlyList<string>> { ["route"] = ["refunds"] }), Sample.All), "Is it right and complete?");

        Assert.Equal(["a"], await OwedAsync(narrow));
        Assert.Equal("quality owed  1; quality skipped not_matched 1; quality skipped superseded 2", await AccountAsync());
    }

    [Fact]
    public async Task What_a_saving_that_failed_left_reserved_counts_as_spent_when_the_next_sitting_begins()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await Ledger.ReserveAsync(judge.Run, 0.25m, Cancel);

        await Ledger.BeginSittingAsync(judge.Run, Cancel);
        await Ledger.BeginSittingAsync(judge.Run, Cancel);

        Assert.Equal(new Spending(0.25m, 0.25m), await Ledger.SpendingAsync(judge.Run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel));
    }

    [Fact]
    public async Task What_a_service_died_over_is_told_from_the_rest_and_put_off_for_longer_each_time()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Arrival("poison"), Arrival("innocent"), Arrival("decided"));
        Dictionary<string, AcceptedResponse> owed = (await Ledger.TakeOwedAsync(judge.Run, 9, Cancel)).ToDictionary(r => r.Response.Id);
        await Ledger.RecordAsync(judge.Run, [new JudgedResponse(owed["decided"].Key, Clock.Now, Material.Scored())], reservedUsd: null, Cancel);
        InFlight[] all = [.. owed.Values.Select(r => new InFlight(judge.Run.JudgeVersion, r.Key))];
        InFlight poison = new(judge.Run.JudgeVersion, owed["poison"].Key);

        await Ledger.NoteDeathAsync([.. all, new InFlight(judge.Run.JudgeVersion, 4711)], Cancel);
        await Ledger.NoteDeathAsync(all, Cancel);
        await Ledger.BeginSittingAsync(judge.Run, Cancel);
        IReadOnlyList<AcceptedResponse> twice = await Ledger.TakeOwedAsync(judge.Run, 9, Cancel);
        await Ledger.NoteDeathAsync([poison], Cancel);
        await ReopenAsync();
        IEnumerable<string> rest = await OwedAsync(judge);
        Trail.Judgment said = (await Ledger.TrailAsync("poison", Cancel))!.Revisions[0].Judgments[0];
        Clock.Now += Quarantine.PutOff(3, poison.ResponseKey)!.Value;
        IReadOnlyList<AcceptedResponse> later = await Ledger.TakeOwedAsync(judge.Run, 9, Cancel);

        Assert.Equal([("poison", 2), ("innocent", 2)], twice.Select(r => (r.Response.Id, r.Deaths)));
        Assert.Equal(["innocent"], rest);
        Assert.Equal((3, Clock.Now), (said.Deaths, said.NextTryAt));
        Assert.Equal([("poison", 3)], later.Select(r => (r.Response.Id, r.Deaths)));
        Assert.Equal("quality owed  2; quality scored  1", await AccountAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_happens_the_counts_are_those_of_the_rows(int seed)
    {
        var random = new Random(seed);
        int version = 0;
        for (int step = 0; step < 120; step++)
        {
            JudgeIntake[] judges = [await OpenAsync("steady", new IntakeRule(ResponseFilter.All, new Sample(0.7)) { Idle = Idle }), await OpenAsync("edited", question: $"Question {version}?")];
            switch (random.Next(12))
            {
                case < 6:
                    await ReceiveAsync(judges, [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(8) switch
                    {
                        0 => new Arrival(Material.Response($"r{random.Next(60)}", 1, output: "").Response, "Turn it on."),
                        < 4 => Chat($"c{random.Next(9)}", random.Next(1, 6), closed: random.Next(3) == 0),
                        _ => Arrival($"r{random.Next(60)}", output: random.Next(10) == 0 ? "Another answer." : "Some answer."),
                    })]);
                    break;
                case < 10:
                    JudgeIntake judge = judges[random.Next(2)];
                    IReadOnlyList<AcceptedResponse> owed = await Ledger.TakeOwedAsync(judge.Run, random.Next(1, 9), Cancel);
                    Judged[] endings = [Material.Scored(), Material.Unscored(), Material.Parked()];
                    await Ledger.RecordAsync(judge.Run, [.. owed.Select(r => new JudgedResponse(r.Key, r.ReceivedAt, endings[random.Next(3)]))], reservedUsd: null, Cancel);
                    break;
                case 10 when random.Next(2) == 0:
                    await Ledger.RemoveBeforeAsync(Clock.Now - TimeSpan.FromHours(3), forget: null, Cancel);
                    break;
                case 10:
                    version++;
                    break;
                default:
                    Clock.Now += TimeSpan.FromMinutes(random.Next(90));
                    await ReopenAsync();
                    break;
            }
        }

        // The end of every test re-checks the ledger.
        Assert.InRange((await Ledger.AccountAsync(Cancel)).Entries.Count, 4, int.MaxValue);
    }

    private static Arrival Arrival(string id, string output = "Some answer.", string? route = null) => new(Material.Response(id, 1, output, route).Response);

    private async Task<JudgeIntake> OpenAsync(string name, IntakeRule? rule = null, string question = "Is it right?") =>
        new(await Ledger.OpenStandingRunAsync(Material.Judge(name, question), rule ?? IntakeRule.All, Cancel), rule ?? IntakeRule.All);

    private async Task<IReadOnlyList<Receipt>> ReceiveAsync(IReadOnlyList<JudgeIntake> judges, params Arrival[] arrivals) =>
        Assert.IsType<IntakeResult.Taken>(Assert.Single(await Ledger.ReceiveAsync([new IntakeRequest(arrivals, [])], judges, Cancel))).Receipts;

    /// <summary>What a new sitting is given.</summary>
    private async Task<IEnumerable<string>> OwedAsync(JudgeIntake judge)
    {
        await Ledger.BeginSittingAsync(judge.Run, Cancel);
        return (await Ledger.TakeOwedAsync(judge.Run, 1_000, Cancel)).Select(r => r.Response.Id);
    }

    private async Task<string> AccountAsync() => string.Join("; ", (await Ledger.AccountAsync(Cancel)).Entries
        .GroupBy(e => (e.Judge, State: e.State.ToSnakeCase(), e.Reason)).OrderBy(g => g.Key.Judge, StringComparer.Ordinal).ThenBy(g => g.Key.State, StringComparer.Ordinal)
        .ThenBy(g => g.Key.Reason, StringComparer.Ordinal)
        .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key.Judge} {g.Key.State} {g.Key.Reason} {g.Sum(e => e.Count)}")));

    private async Task ReopenAsync()
    {
        await Ledger.DisposeAsync();
        _ledger = await OpenAsync();
    }
}
