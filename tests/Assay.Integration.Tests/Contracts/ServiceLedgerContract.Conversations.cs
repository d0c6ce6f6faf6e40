using System.Text;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Collecting.Records;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every ledger must do with conversations that go on, and how it counts what may be judged now.</summary>
public abstract partial class ServiceLedgerContract
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private static readonly IntakeRule WhenIdle = IntakeRule.All with { Idle = Idle };

    [Fact]
    public async Task A_conversation_that_goes_on_is_a_new_revision_and_what_it_was_before_is_owed_no_more()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Chat("chat", 1), Chat("chat", 2));

        IReadOnlyList<Receipt> receipts = await ReceiveAsync([judge], Chat("chat", 4), Chat("chat", 3), Chat("chat", 2), Chat("chat", 4));

        Assert.Equal([ReceiptKind.Accepted, ReceiptKind.Known, ReceiptKind.Known, ReceiptKind.Known], receipts.Select(r => r.Kind));
        AcceptedResponse owed = Assert.Single(await Ledger.TakeOwedAsync(judge.Run, 9, Cancel));
        Assert.Equal(6, owed.Response.Conversation.Count);
        Assert.Equal("quality owed  1; quality skipped superseded 2", await AccountAsync());
        Trail trail = (await Ledger.TrailAsync("chat", Cancel))!;
        Assert.Equal([1, 2, 3], trail.Revisions.Select(r => r.Number));
        Assert.Equal(["skipped superseded", "skipped superseded", "owed "], trail.Revisions.Select(r => $"{r.Judgments.Single().Result.Outcome.ToSnakeCase()} {r.Judgments.Single().Result.Reason}"));
        Assert.Equal("The conversation went on: revision 3 came.", trail.Revisions[1].Judgments.Single().Result.Detail);
    }

    [Fact]
    public async Task Another_course_under_the_id_is_not_taken_and_changes_nothing()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Chat("chat", 2));

        IReadOnlyList<Receipt> receipts = await ReceiveAsync([judge], Chat("chat", 3, answers: "Lost."), Chat("chat", 2, answers: "Lost."), Arrival("chat"));

        Assert.All(receipts, r => Assert.Equal(ReceiptKind.IdTaken, r.Kind));
        Assert.Single((await Ledger.TrailAsync("chat", Cancel))!.Revisions);
        Assert.Equal("quality owed  1", await AccountAsync());
    }

    [Fact]
    public async Task A_verdict_on_what_a_conversation_was_before_stays_and_the_new_revision_is_owed_its_own()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Chat("chat", 1));
        await DecideAsync(judge, Material.Scored());

        await ReceiveAsync([judge], Chat("chat", 2));

        Assert.Equal("quality owed  1; quality scored  1", await AccountAsync());
        Assert.Equal(["chat"], await OwedAsync(judge));
    }

    [Fact]
    public async Task A_verdict_that_was_under_way_when_the_conversation_went_on_is_paid_and_counts_no_more()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Chat("chat", 1));
        AcceptedResponse before = (await Ledger.TakeOwedAsync(judge.Run, 9, Cancel)).Single();
        await ReceiveAsync([judge], Chat("chat", 2));

        for (int time = 1; time <= 2; time++)
        {
            await Ledger.RecordAsync(judge.Run, [new JudgedResponse(before.Key, before.ReceivedAt, time == 1 ? Material.Scored() : Material.Parked())], reservedUsd: null, Cancel);
        }

        Assert.Equal("quality owed  1; quality skipped superseded 1", await AccountAsync());
        Trail.Judgment judgment = (await Ledger.TrailAsync("chat", Cancel))!.Revisions[0].Judgments.Single();
        Assert.Equal((3, 0.0005m), (judgment.Attempts.Count, judgment.Result.CostUsd));
        Assert.Null(judgment.Result.Overall);
        Assert.Equal(0.0005m, (await Ledger.SpendingAsync(judge.Run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel)).RunUsd);
    }

    [Fact]
    public async Task Each_judge_that_is_given_the_new_revision_is_owed_it_instead_and_others_keep_what_they_are_owed()
    {
        JudgeIntake[] judges = [await OpenAsync("all"), await OpenAsync("refunds", new IntakeRule(new ResponseFilter(new Dictionary<string, IReadOnlyList<string>> { ["release"] = ["1"] }), Sample.All))];
        JudgeIntake away = await OpenAsync("away");
        await ReceiveAsync([.. judges, away], Chat("chat", 1, release: "1"));

        await ReceiveAsync(judges, Chat("chat", 2, release: "2"));

        Assert.Equal("all owed  1; all skipped superseded 1; away owed  1; refunds skipped not_matched 1; refunds skipped superseded 1", await AccountAsync());
    }

    [Fact]
    public async Task A_conversation_is_judged_when_nothing_more_came_for_so_long()
    {
        JudgeIntake judge = await OpenAsync("quality", WhenIdle);
        JudgeIntake other = await OpenAsync("other");
        await ReceiveAsync([judge, other], Chat("chat", 1));
        Clock.Now += Idle / 2;
        await ReceiveAsync([judge, other], Chat("chat", 2));
        DateTimeOffset? notBefore = (await Ledger.TrailAsync("chat", Cancel))!.Revisions[1].Judgments.Single(j => j.Result.Judge == "quality").NextTryAt;
        Clock.Now += Idle - TimeSpan.FromMilliseconds(1);
        IEnumerable<string> early = await OwedAsync(judge);
        // Nothing new was said, so nothing is put off.
        await ReceiveAsync([judge, other], Chat("chat", 1), Chat("chat", 2));
        Clock.Now += TimeSpan.FromMilliseconds(1);

        Assert.Empty(early);
        Assert.Equal(notBefore, Clock.Now);
        Assert.Equal(2, Assert.Single(await Ledger.TakeOwedAsync(judge.Run, 9, Cancel)).Response.Conversation.Count);
        Assert.Single(await OwedAsync(other));
    }

    [Fact]
    public async Task A_conversation_that_is_closed_is_judged_at_once_and_again_when_it_goes_on_nevertheless()
    {
        JudgeIntake judge = await OpenAsync("quality", WhenIdle);
        await ReceiveAsync([judge], Chat("chat", 1, closed: true));
        await DecideAsync(judge, Material.Scored());

        await ReceiveAsync([judge], Chat("chat", 2));
        IEnumerable<string> early = await OwedAsync(judge);
        Clock.Now += Idle;

        Assert.Empty(early);
        Assert.Equal(["chat"], await OwedAsync(judge));
        Assert.Equal("quality owed  1; quality scored  1", await AccountAsync());
    }

    [Fact]
    public async Task Closed_without_anything_new_makes_due_what_waits()
    {
        JudgeIntake judge = await OpenAsync("quality", WhenIdle);
        await ReceiveAsync([judge], Chat("chat", 2), Chat("later", 2));
        await ReceiveAsync([judge], Arrival("last") with { Response = Arrival("last").Response with { Closed = true } });
        Assert.Single(await Ledger.TakeOwedAsync(judge.Run, 9, Cancel));

        // Of what came before the last revision nothing can be closed.
        await ReceiveAsync([judge], Chat("chat", 1, closed: true));
        IReadOnlyList<AcceptedResponse> still = await Ledger.TakeOwedAsync(judge.Run, 9, Cancel);
        IReadOnlyList<Receipt> receipts = await ReceiveAsync([judge], Chat("chat", 2, closed: true));

        Assert.Empty(still);
        Assert.Equal(ReceiptKind.Known, Assert.Single(receipts).Kind);
        // Found also by a judge that has gone beyond it.
        Assert.Equal(["chat"], (await Ledger.TakeOwedAsync(judge.Run, 9, Cancel)).Select(r => r.Response.Id));
        // Nothing else was said, whatever else is told of it.
        Assert.Equal(ReceiptKind.Known, Assert.Single(await ReceiveAsync([judge], Chat("later", 2, closed: true, release: "2"))).Kind);
        AcceptedResponse later = Assert.Single(await Ledger.TakeOwedAsync(judge.Run, 9, Cancel));
        Assert.Equal(("later", null), (later.Response.Id, later.Response.Release));
    }

    [Fact]
    public async Task Closed_does_not_hurry_what_a_provider_failed_on()
    {
        JudgeIntake judge = await OpenAsync("quality", WhenIdle);
        await ReceiveAsync([judge], Chat("chat", 1, closed: true));
        await DecideAsync(judge, Material.Parked());

        await ReceiveAsync([judge], Chat("chat", 1, closed: true));

        Assert.Empty(await OwedAsync(judge));
    }

    [Fact]
    public async Task A_new_judge_is_owed_the_last_revision_only()
    {
        JudgeIntake first = await OpenAsync("first");
        await ReceiveAsync([first], Chat("chat", 1), Chat("chat", 2));
        JudgeIntake second = await OpenAsync("second");

        await ReceiveAsync([first, second], Chat("chat", 1));
        string before = await AccountAsync();
        await ReceiveAsync([first, second], Chat("chat", 2));

        Assert.Equal("first owed  1; first skipped superseded 1", before);
        Assert.Equal("first owed  1; first skipped superseded 1; second owed  1", await AccountAsync());
    }

    [Fact]
    public async Task A_new_version_of_a_judge_waits_as_long_as_the_old_one_would_have()
    {
        JudgeIntake old = await OpenAsync("quality", WhenIdle);
        await ReceiveAsync([old], Chat("chat", 1), Chat("chat", 2));
        JudgeIntake renewed = await OpenAsync("quality", WhenIdle, "Is it right and complete?");
        IEnumerable<string> early = await OwedAsync(renewed);
        await ReceiveAsync([renewed], Chat("chat", 3));
        Clock.Now += Idle;

        Assert.Empty(early);
        Assert.Equal(4, Assert.Single(await Ledger.TakeOwedAsync(renewed.Run, 9, Cancel)).Response.Conversation.Count);
        Assert.Equal("quality owed  1; quality skipped superseded 3", await AccountAsync());
    }

    [Fact]
    public async Task A_conversation_whose_beginning_was_removed_goes_on()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Chat("chat", 1));
        Clock.Now += Long;
        await ReceiveAsync([judge], Chat("chat", 2));
        Assert.Equal(1, await Ledger.RemoveBeforeAsync(Clock.Now, forget: null, Cancel));

        IReadOnlyList<Receipt> receipts = await ReceiveAsync([judge], Chat("chat", 1), Chat("chat", 2), Chat("chat", 3));

        Assert.Equal([ReceiptKind.Known, ReceiptKind.Known, ReceiptKind.Accepted], receipts.Select(r => r.Kind));
        Assert.Equal([2, 3], (await Ledger.TrailAsync("chat", Cancel))!.Revisions.Select(r => r.Number));
        Assert.Equal("quality owed  1; quality skipped superseded 1", await AccountAsync());
    }

    [Fact]
    public async Task A_run_adds_its_revision_behind_those_whose_beginning_was_removed()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Chat("chat", 1));
        Clock.Now += Long;
        await ReceiveAsync([judge], Chat("chat", 2));
        await Ledger.RemoveBeforeAsync(Clock.Now, forget: null, Cancel);
        RunKey run = await Ledger.OpenRunAsync(Material.Identity(), Material.Judge(), Cancel);

        Acceptance acceptance = await Ledger.AcceptAsync(run, [new SourcedResponse(Chat("chat", 1, answers: "Lost.").Response, "responses.jsonl", 1, 1)], IntakeRule.All, Cancel);

        Assert.True(Assert.Single(acceptance.Accepted).IsNew);
        Assert.Equal([2, 3], (await Ledger.TrailAsync("chat", Cancel))!.Revisions.Select(r => r.Number));
    }

    [Fact]
    public async Task A_list_shows_the_last_revision_unless_all_are_asked_for()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Chat("chat", 1), Arrival("single"), Chat("chat", 2), Chat("chat", 3));
        var query = new OutcomeQuery(null, null, null, null, null, 9);

        OutcomePage last = await Ledger.ListAsync(query, Cancel);
        OutcomePage all = await Ledger.ListAsync(query with { AllRevisions = true }, Cancel);

        Assert.Equal([("chat", 3), ("single", 1)], last.Rows.Select(r => (r.Id, r.Revision)));
        Assert.Equal([("chat", 3), ("chat", 2), ("single", 1), ("chat", 1)], all.Rows.Select(r => (r.Id, r.Revision)));
    }

    [Fact]
    public async Task Quality_counts_a_conversation_once_by_the_last_revision_that_was_decided_about()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Chat("chat", 1), Arrival("single"));
        await DecideAsync(judge, Material.Scored(tone: 1, accuracy: 1), Material.Scored(tone: 5, accuracy: 5));
        await ReceiveAsync([judge], Chat("chat", 2));
        Quality before = await QualityAsync();
        await DecideAsync(judge, Material.Scored(tone: 3, accuracy: 3));
        Quality after = await QualityAsync();

        Assert.Equal([(1, 1), (5, 1)], before.Scores[0].Counts.Select(c => (c.Score, c.Count)));
        Assert.Equal([(3, 1), (5, 1)], after.Scores[0].Counts.Select(c => (c.Score, c.Count)));
        Assert.Equal((2, 0), (after.Count(OutcomeState.Scored), after.Count(OutcomeState.Owed)));
    }

    [Fact]
    public async Task What_may_be_judged_now_is_counted_as_far_as_is_asked_for()
    {
        JudgeIntake judge = await OpenAsync("quality", WhenIdle);
        DateTimeOffset start = Clock.Now;
        OwedCount nothing = await Ledger.CountOwedAsync(judge.Run, 9, Cancel);
        await ReceiveAsync([judge], Chat("waits", 1), Chat("a", 1, closed: true), Chat("b", 1, closed: true));
        Clock.Now += TimeSpan.FromMinutes(1);
        await ReceiveAsync([judge], Chat("c", 1, closed: true));

        Assert.Equal(new OwedCount(0, null), nothing);
        Assert.Equal(new OwedCount(3, start), await Ledger.CountOwedAsync(judge.Run, 9, Cancel));
        Assert.Equal(new OwedCount(2, start), await Ledger.CountOwedAsync(judge.Run, 2, Cancel));
        await Ledger.TakeOwedAsync(judge.Run, 2, Cancel);
        Assert.Equal(new OwedCount(1, Clock.Now), await Ledger.CountOwedAsync(judge.Run, int.MaxValue, Cancel));
        Clock.Now += Idle;
        Assert.Equal(new OwedCount(2, start), await Ledger.CountOwedAsync(judge.Run, 9, Cancel));
    }

    [Fact]
    public async Task Judging_again_lets_a_conversation_wait_that_may_go_on()
    {
        JudgeIntake judge = await OpenAsync("quality", WhenIdle);
        await ReceiveAsync([judge], Chat("chat", 1));
        await using LedgerStore store = Store();

        Rejudging owed = await store.OweAsync(Material.Judge(), IntakeRule.All with { AsksFailedAgain = true }, DateTimeOffset.UnixEpoch, Clock, Cancel);

        Assert.Equal(default, owed);
        Assert.Empty(await OwedAsync(judge));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task In_whatever_order_the_states_of_conversations_come_the_last_one_is_owed_at_the_end(int seed)
    {
        var random = new Random(seed);
        JudgeIntake[] judges = [await OpenAsync("at once"), await OpenAsync("idle", WhenIdle)];
        (string Id, int Exchanges)[] sends = [.. Enumerable.Range(0, 8).SelectMany(c => Enumerable.Range(1, 5).SelectMany(e => Enumerable.Repeat(($"chat{c}", e), random.Next(1, 3))))];
        random.Shuffle(sends);
        var accepted = new Dictionary<string, int>();
        foreach ((string id, int exchanges) in sends)
        {
            ReceiptKind kind = Assert.Single(await ReceiveAsync(judges, Chat(id, exchanges, closed: random.Next(4) == 0))).Kind;
            Assert.Equal(exchanges > accepted.GetValueOrDefault(id) ? ReceiptKind.Accepted : ReceiptKind.Known, kind);
            accepted[id] = Math.Max(exchanges, accepted.GetValueOrDefault(id));
            if (random.Next(3) == 0)
            {
                await DecideAsync(judges[random.Next(2)], Material.Scored(), Material.Unscored(), Material.Parked());
            }

            Clock.Now += TimeSpan.FromMinutes(random.Next(6));
            Assert.All(await CheckAsync(), f => Assert.True(f.Remedy is null, f.ToString()));
        }

        foreach (string id in accepted.Keys)
        {
            IReadOnlyList<Trail.Revision> revisions = (await Ledger.TrailAsync(id, Cancel))!.Revisions;
            Assert.Equal(Enumerable.Range(1, revisions.Count), revisions.Select(r => r.Number));
            Assert.Equal(revisions[^1].Content == ContentState.NotKept ? $$"""{"id":"{{id}}"}""" : ResponseOf(id, 5), revisions[^1].Body);
            Assert.True(KeepsContent == (revisions[^1].Content == ContentState.Kept));
            Assert.DoesNotContain(revisions.SkipLast(1).SelectMany(r => r.Judgments), j => j.Result.Outcome == OutcomeState.Owed);
        }
    }

    private static string ResponseOf(string id, int exchanges) => Encoding.UTF8.GetString(ResponseJson.Write(Chat(id, exchanges).Response));

    /// <summary>A chat after so many questions and answers.</summary>
    private static Arrival Chat(string id, int exchanges, bool closed = false, string answers = "On its way.", string? release = null) => new(new Response
    {
        Id = id,
        Input = $"Question {exchanges}?",
        Output = answers,
        Conversation = [.. Enumerable.Range(1, exchanges - 1).SelectMany(i => (Turn[])[new Turn("user", $"Question {i}?"), new Turn("assistant", answers)])],
        Release = release,
        Closed = closed,
    });

    /// <summary>Judges what is owed, in order, as far as there are endings.</summary>
    private async Task DecideAsync(JudgeIntake judge, params Judged[] endings)
    {
        IReadOnlyList<AcceptedResponse> owed = await Ledger.TakeOwedAsync(judge.Run, endings.Length, Cancel);
        await Ledger.RecordAsync(judge.Run, [.. owed.Zip(endings, (r, e) => new JudgedResponse(r.Key, r.ReceivedAt, e))], reservedUsd: null, Cancel);
    }

    private async Task<Quality> QualityAsync() => (await Ledger.QualityAsync(new QualityQuery("quality", Clock.Now - Long, Clock.Now + Long, null, null), Cancel))!;
}
