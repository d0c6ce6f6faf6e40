using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

public abstract partial class ServiceLedgerContract
{
    private static readonly IntakeRule Nobody = new(new ResponseFilter(new Dictionary<string, IReadOnlyList<string>> { ["route"] = ["elsewhere"] }), Sample.All);

    [Fact]
    public async Task Texts_that_are_not_kept_are_there_until_the_last_verdict_and_what_judges_write_never()
    {
        await ReopenAsync(keepsContent: false);
        JudgeIntake first = await OpenAsync("first");
        JudgeIntake second = await OpenAsync("second");
        await ReceiveAsync([first, second], Secret("a"));

        Trail.Revision received = await RevisionAsync("a");
        await RecordAllAsync(first, Material.Parked("a secret error"));
        await RecordAllAsync(first, Material.Scored(reason: "a secret reason"));
        Trail.Revision half = await RevisionAsync("a");
        await RecordAllAsync(second, Material.Unscored(detail: "a secret detail", raw: "a secret reply"));
        Trail.Revision judged = await RevisionAsync("a");

        Assert.Equal((ContentState.UntilJudged, ContentState.UntilJudged, ContentState.NotKept), (received.Content, half.Content, judged.Content));
        Assert.Contains("a secret answer", half.Body, StringComparison.Ordinal);
        Assert.Equal("""{"id":"a","release":"r1","metadata":{"route":"refunds"}}""", judged.Body);
        Assert.DoesNotContain("secret", JsonSerializer.Serialize(judged), StringComparison.Ordinal);
        Assert.Equal([4.5, null], judged.Judgments.Select(j => j.Result.Overall));
        Assert.Equal([3L, 1L], judged.Judgments.Select(j => j.Result.Attempts));
        Assert.All(judged.Judgments, j => Assert.True(j.Result.IsUnkept));
        Assert.All(judged.Judgments[0].Result.Scores, s => Assert.Equal((null, 0), (s.Reason, s.Evidence.Count)));
        Assert.Equal("first scored  1; second unscored unreadable 1", await AccountAsync());
    }

    [Fact]
    public async Task Of_what_nobody_is_to_judge_nothing_is_stored_in_the_first_place()
    {
        await ReopenAsync(keepsContent: false);
        JudgeIntake judge = await OpenAsync("quality", Nobody);

        await ReceiveAsync([judge], Secret("skipped"));
        await ReceiveAsync([], Secret("unasked"));

        Assert.Equal(ContentState.NotKept, (await RevisionAsync("skipped")).Content);
        Assert.Equal(ContentState.NotKept, (await RevisionAsync("unasked")).Content);
    }

    [Fact]
    public async Task What_is_not_kept_is_known_by_its_hash()
    {
        await ReopenAsync(keepsContent: false);
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Secret("a"));
        await RecordAllAsync(judge, Material.Scored());

        IReadOnlyList<Receipt> receipts = await ReceiveAsync([judge], Secret("a"), Secret("a", output: "another answer"));

        Assert.Equal([ReceiptKind.Known, ReceiptKind.IdTaken], receipts.Select(r => r.Kind));
        Assert.Equal(ContentState.NotKept, (await RevisionAsync("a")).Content);
    }

    [Fact]
    public async Task A_conversation_that_is_not_kept_is_known_when_it_goes_on()
    {
        await ReopenAsync(keepsContent: false);
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Chat("c", 2));
        await RecordAllAsync(judge, Material.Scored());

        IReadOnlyList<Receipt> receipts = await ReceiveAsync([judge], Chat("c", 2, answers: "No."), Chat("c", 1), Chat("c", 3));

        Assert.Equal([ReceiptKind.IdTaken, ReceiptKind.Known, ReceiptKind.Accepted], receipts.Select(r => r.Kind));
        Assert.Equal([ContentState.NotKept, ContentState.UntilJudged], (await Ledger.TrailAsync("c", Cancel))!.Revisions.Select(r => r.Content));
    }

    [Fact]
    public async Task What_comes_again_is_judged_by_a_new_judge_with_the_texts_that_come_with_it()
    {
        await ReopenAsync(keepsContent: false);
        JudgeIntake first = await OpenAsync("first");
        await ReceiveAsync([first], Secret("a"));
        await RecordAllAsync(first, Material.Scored());
        JudgeIntake second = await OpenAsync("second");

        await ReceiveAsync([first, second], Secret("a"));
        AcceptedResponse owed = Assert.Single(await Ledger.TakeOwedAsync(second.Run, 9, Cancel));
        await Ledger.RecordAsync(second.Run, [new JudgedResponse(owed.Key, owed.ReceivedAt, Material.Scored())], reservedUsd: null, Cancel);

        Assert.Equal(("a secret answer", true), (owed.Response.Output, owed.IsUnkept));
        Assert.Equal(ContentState.NotKept, (await RevisionAsync("a")).Content);
    }

    [Fact]
    public async Task What_cannot_be_judged_again_without_its_texts_is_counted_and_skipped_until_they_come()
    {
        await ReopenAsync(keepsContent: false);
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Secret("a"), Secret("b"));
        await RecordAllAsync(judge, Material.Scored());
        await ReceiveAsync([judge], Secret("owed"));
        Judge renewed = Material.Judge("quality", "Is it right and complete?");
        await using LedgerStore store = Store();

        SourcedResponse[] planned = await store.ResponsesAsync(DateTimeOffset.UnixEpoch, Cancel).ToArrayAsync(Cancel);
        Rejudging rejudging = await store.OweAsync(renewed, IntakeRule.All with { AsksFailedAgain = true }, DateTimeOffset.UnixEpoch, Clock, Cancel);
        Rejudging again = await store.OweAsync(renewed, IntakeRule.All with { AsksFailedAgain = true }, DateTimeOffset.UnixEpoch, Clock, Cancel);
        JudgeIntake next = await OpenAsync("quality", question: "Is it right and complete?");
        string before = await AccountAsync();
        await ReceiveAsync([next], Secret("a"));
        await RecordAllAsync(next, Material.Scored());

        Assert.Equal([true, true, false], planned.Select(p => p.HasNoTexts));
        Assert.Equal((new Rejudging(1, 2), new Rejudging(0, 2)), (rejudging, again));
        Assert.Equal("quality owed  1; quality scored  2; quality skipped content_not_kept 2; quality skipped superseded 1", before);
        Assert.Equal("quality scored  4; quality skipped content_not_kept 1; quality skipped superseded 1", await AccountAsync());
        Assert.All(["a", "owed"], id => Assert.Equal(ContentState.NotKept, RevisionAsync(id).GetAwaiter().GetResult().Content));
    }

    [Fact]
    public async Task What_came_in_before_content_was_switched_off_or_on_is_kept_as_it_was_then()
    {
        await ReopenAsync(keepsContent: true);
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Secret("kept"));
        await ReopenAsync(keepsContent: false);
        await ReceiveAsync([judge], Secret("unkept"));
        await RecordAllAsync(judge, Material.Parked("a secret error"));
        await ReopenAsync(keepsContent: true);
        Clock.Now += Long;

        IReadOnlyList<AcceptedResponse> owed = await Ledger.TakeOwedAsync(judge.Run, 9, Cancel);
        await Ledger.RecordAsync(
            judge.Run, [.. owed.Select(r => new JudgedResponse(r.Key, r.ReceivedAt, Material.Scored(reason: $"said of {r.Response.Id}")) { IsUnkept = r.IsUnkept })], reservedUsd: null, Cancel);
        Trail.Revision[] revisions = [await RevisionAsync("kept"), await RevisionAsync("unkept")];

        Assert.Equal([false, true], owed.Select(r => r.IsUnkept));
        Assert.Equal([ContentState.Kept, ContentState.NotKept], revisions.Select(r => r.Content));
        Assert.Equal(["said of kept", null], revisions.Select(r => r.Judgments[0].Result.Scores[0].Reason));
        Assert.All(revisions, r => Assert.Null(r.Judgments[0].Attempts[0].Error));
    }

    [Fact]
    public async Task What_a_new_version_of_a_judge_is_not_for_is_forgotten_where_nobody_else_is_owed_it()
    {
        await ReopenAsync(keepsContent: false);
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Secret("a"));

        await OpenAsync("quality", Nobody, "Is it right and complete?");

        Assert.Equal(ContentState.NotKept, (await RevisionAsync("a")).Content);
        Assert.Equal("quality skipped not_matched 1; quality skipped superseded 1", await AccountAsync());
    }

    [Fact]
    public async Task Whoever_removes_responses_is_told_first_what_a_cache_may_hold_of_them()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Arrival("old"), Arrival("parked"), Arrival("one"));
        IReadOnlyList<AcceptedResponse> owed = await Ledger.TakeOwedAsync(judge.Run, 9, Cancel);
        Judged[] judged = [Material.Scored(), Material.Parked(), Material.Unscored()];
        await Ledger.RecordAsync(judge.Run, [.. owed.Zip(judged, (r, j) => new JudgedResponse(r.Key, r.ReceivedAt, j) { Questions = [Question(r, 0), Question(r, 1)] })], reservedUsd: null, Cancel);
        var forgotten = new List<UInt128>();
        await using LedgerStore store = Store();

        long one = await store.RemoveAsync(new Removal.OfId("one"), ForgetAsync, Clock, Cancel);
        UInt128[] ofOne = [.. forgotten];
        Clock.Now += Long;
        int rest = await Ledger.RemoveBeforeAsync(Clock.Now, ForgetAsync, Cancel);

        Assert.Equal((1, 2), (one, rest));
        Assert.Equal([Question(owed[2], 0).Question, Question(owed[2], 1).Question], ofOne);
        Assert.Equal(owed.Take(2).SelectMany(r => (UInt128[])[Question(r, 0).Question, Question(r, 1).Question]), forgotten.Skip(2));

        Task ForgetAsync(IReadOnlyList<UInt128> questions, CancellationToken cancellationToken)
        {
            forgotten.AddRange(questions);
            return Task.CompletedTask;
        }

        static CacheKey Question(AcceptedResponse response, int place) => new(UInt128.MaxValue - (UInt128)((response.Key * 2) + place), Material: 0);
    }

    private static Arrival Secret(string id, string output = "a secret answer") => new(new Response
    {
        Id = id,
        Input = "a secret question",
        Output = output,
        Context = ["a secret passage"],
        Reference = "a secret reference",
        Conversation = [new Turn("user", "a secret turn"), new Turn("assistant", "Yes.")],
        Release = "r1",
        Metadata = new Dictionary<string, JsonElement> { ["route"] = JsonElement.Parse("\"refunds\"") },
    });

    private async Task<Trail.Revision> RevisionAsync(string id) => Assert.Single((await Ledger.TrailAsync(id, Cancel))!.Revisions);

    /// <summary>Decides everything that the judge is owed, put off or not, in one way.</summary>
    private async Task RecordAllAsync(JudgeIntake judge, Judged judged)
    {
        Clock.Now += Long;
        await Ledger.BeginSittingAsync(judge.Run, Cancel);
        while (await Ledger.TakeOwedAsync(judge.Run, 100, Cancel) is { Count: > 0 } owed)
        {
            await Ledger.RecordAsync(judge.Run, [.. owed.Select(r => new JudgedResponse(r.Key, r.ReceivedAt, judged) { IsUnkept = r.IsUnkept })], reservedUsd: null, Cancel);
        }
    }

    private Task ReopenAsync(bool keepsContent)
    {
        KeepsContent = keepsContent;
        return ReopenAsync();
    }
}
