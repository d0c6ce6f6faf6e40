using Assay.Scoring.Judging;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What an outbox must do with notices of incidents.</summary>
public abstract partial class OutboxContract
{
    private const string Team = "team";

    [Fact]
    public async Task A_notice_is_owed_to_its_receivers_and_verdicts_are_not()
    {
        await OpenAsync(new ReceiverRule(Ops), new ReceiverRule(Team) { IsOfNotices = true });
        await JudgeAsync(Material.Scored(tone: 1, accuracy: 2), Material.Scored(tone: 5, accuracy: 5));
        AlertNotice opened = await OweAsync(NoticeEvent.Opened, Team);

        AlertNotice told = await TakeNoticeAsync();

        Assert.Equal((opened.Id, NoticeEvent.Opened, Clock.Now, IncidentJson.Write(opened.Incident)), (told.Id, told.Event, told.At, IncidentJson.Write(told.Incident)));
        Assert.Equal(2, (await TakeAsync(Ops)).Count);
        Assert.Equal((2, 1), ((await AccountAsync()).Owed, (await AccountAsync(Team)).Owed));
    }

    [Fact]
    public async Task A_receiver_of_both_gets_them_in_the_order_in_which_they_came_about()
    {
        await OpenAsync(new ReceiverRule(Ops));
        await JudgeAsync(Material.Scored());
        Clock.Now += Hour;
        await OweAsync(NoticeEvent.Opened, Ops);
        Clock.Now += Hour;
        await JudgeAsync(Material.Scored());

        IReadOnlyList<OutboxMessage> owed = await Outbox.TakeAsync(Ops, 9, Cancel);

        Assert.Equal([typeof(OutboxMessage.Decided), typeof(OutboxMessage.Alerted), typeof(OutboxMessage.Decided)], owed.Select(m => m.GetType()));
    }

    [Fact]
    public async Task What_the_worst_responses_said_comes_with_the_opening_as_it_is_when_it_is_taken()
    {
        await OpenAsync(new ReceiverRule(Team) { IsOfNotices = true });
        await JudgeAsync(Material.Scored(tone: 1, accuracy: 2));
        Clock.Now += Hour;
        await JudgeAsync(Material.Scored(tone: 1, accuracy: 2), Material.Unscored());
        await OweAsync(NoticeEvent.Opened, Team);

        IReadOnlyDictionary<string, NoticeText> before = (await TakeNoticeAsync()).Texts;
        await Ledger.RemoveBeforeAsync(Clock.Now, forget: null, Cancel);
        IReadOnlyDictionary<string, NoticeText> after = (await TakeNoticeAsync()).Texts;

        Assert.Equal(["r0", "r1"], before.Keys.Order());
        Assert.All(before.Values, t => Assert.Equal(new NoticeText("Where is it?", "Some answer.", "because"), t));
        Assert.Equal(["r1"], after.Keys);
    }

    [Fact]
    public async Task Of_another_judge_and_with_the_closing_nothing_that_was_said_is_told()
    {
        await OpenAsync(new ReceiverRule(Team) { IsOfNotices = true });
        await JudgeAsync(Material.Scored(tone: 1, accuracy: 2));
        await OweAsync(NoticeEvent.Opened, [Team], judge: "another");
        Assert.Empty((await TakeNoticeAsync()).Texts);
        await Outbox.SettleAsync(Team, [(await TakeNoticeAsync()).Id], Cancel);
        Clock.Now += Hour;
        await OweAsync(NoticeEvent.Closed, Team);

        Assert.Equal(NoticeEvent.Closed, (await TakeNoticeAsync()).Event);
        Assert.Empty((await TakeNoticeAsync()).Texts);
    }

    [Fact]
    public async Task What_became_of_a_notice_is_kept_for_each_of_its_receivers()
    {
        await OpenAsync(new ReceiverRule(Team) { IsOfNotices = true }, new ReceiverRule("people") { IsOfNotices = true });
        AlertNotice opened = await OweAsync(NoticeEvent.Opened, Team, "people");
        Clock.Now += Hour;
        AlertNotice closed = await OweAsync(NoticeEvent.Closed, Team);
        DateTimeOffset delivered = Clock.Now;
        await Outbox.SettleAsync(Team, [opened.Id], Cancel);
        await Outbox.GiveUpAsync("people", [opened.Id], "answered 404: no_service", Cancel);

        IReadOnlyList<NoticeDelivery> log = await Outbox.DeliveriesAsync(9, Cancel);

        Assert.Equal(
            [(Team, closed.Id, "owed", null, null), ("people", opened.Id, "given_up", delivered, "answered 404: no_service"), (Team, opened.Id, "delivered", (DateTimeOffset?)delivered, (string?)null)],
            log.Select(d => (d.Receiver, d.Notice.Id, d.Result, d.EndedAt, d.Error)));
        Assert.Equal(IncidentJson.Write(opened.Incident), IncidentJson.Write(log[^1].Notice.Incident));
        Assert.Equal(closed.Id, Assert.Single(await Outbox.DeliveriesAsync(1, Cancel)).Notice.Id);
    }

    [Fact]
    public async Task A_notice_that_was_given_up_is_sent_again_under_its_id_and_its_last_end_is_kept()
    {
        await OpenAsync(new ReceiverRule(Team) { IsOfNotices = true });
        AlertNotice opened = await OweAsync(NoticeEvent.Opened, Team);
        Clock.Now += Hour;
        Assert.Equal(1, await Outbox.GiveUpAsync(Team, Clock.Now, "down \0 \uD800", Cancel));
        Assert.Equal((opened.Id, null), Assert.Single((await Outbox.UndeliveredAsync(Team, 9, Cancel))!) is var undelivered ? (undelivered.Id, undelivered.ResponseId) : default);
        Assert.StartsWith("down ", Assert.Single(await Outbox.DeliveriesAsync(9, Cancel)).Error, StringComparison.Ordinal);

        Assert.Equal(1, await Outbox.ResendAsync(Team, Cancel));
        Assert.Equal("owed", Assert.Single(await Outbox.DeliveriesAsync(9, Cancel)).Result);
        await Outbox.SettleAsync(Team, [(await TakeNoticeAsync()).Id], Cancel);

        Assert.Equal((opened.Id, "delivered"), Assert.Single(await Outbox.DeliveriesAsync(9, Cancel)) is var ended ? (ended.Notice.Id, ended.Result) : default);
    }

    [Fact]
    public async Task Notices_survive_the_process()
    {
        await OpenAsync(new ReceiverRule(Team) { IsOfNotices = true });
        AlertNotice opened = await OweAsync(NoticeEvent.Opened, Team);

        await ReopenAsync(new ReceiverRule(Team) { IsOfNotices = true });

        Assert.Equal(opened.Id, (await TakeNoticeAsync()).Id);
    }

    private async Task<AlertNotice> TakeNoticeAsync() => Assert.IsType<OutboxMessage.Alerted>(Assert.Single(await Outbox.TakeAsync(Team, 1, Cancel))).Notice;

    private Task<AlertNotice> OweAsync(NoticeEvent happened, params string[] receivers) => OweAsync(happened, receivers, judge: "quality");

    private async Task<AlertNotice> OweAsync(NoticeEvent happened, string[] receivers, string judge)
    {
        AlertNotice notice = Notices.Of(happened, Clock.Now, judge, "r0", "r1", "r2", "never");
        var state = new AlertState(notice.Incident.Rule, notice.Incident.Subject, AlertStage.Alarm, Clock.Now, notice.Incident.Id);
        Assert.True(await Ledger.Alerts.SaveAsync(state, notice.Incident, notice, receivers, Cancel));
        return notice;
    }
}
