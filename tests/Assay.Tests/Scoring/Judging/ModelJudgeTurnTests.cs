using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;
using Assay.Tests.Scoring.Pacing;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Judging;

/// <summary>Turns that are taken before a response is handed over.</summary>
public sealed class ModelJudgeTurnTests : IDisposable
{
    private readonly PacerAtWork _pacer = new(max: 1);
    private readonly ScriptedChatClient _model = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _pacer.Dispose();

    [Fact]
    public async Task A_turn_taken_ahead_is_the_first_calls_turn()
    {
        ModelJudge judge = Judge(_model.Reply(Some.Verdict(4)));
        using PendingVerdict pending = judge.Prepare(Some.Response());

        await judge.TakeTurnAsync(pending, Cancel);
        Assert.Equal(1, _pacer.Snapshot.InFlight);
        Judged judged = await judge.JudgeAsync(pending, Cancel);

        Assert.IsType<Judged.Decided>(judged);
        Assert.Equal(1, _pacer.Snapshot.InFlight);
        pending.FreeSlot();
        Assert.Equal(0, _pacer.Snapshot.InFlight);
    }

    [Fact]
    public async Task A_second_call_waits_for_a_turn_of_its_own()
    {
        ModelJudge judge = Judge(_model.Reply("Good!").Reply(Some.Verdict(3)));
        using PendingVerdict pending = judge.Prepare(Some.Response());

        await judge.TakeTurnAsync(pending, Cancel);
        Judged judged = await judge.JudgeAsync(pending, Cancel);

        Assert.Equal(2, judged.Attempts.Count);
        Assert.Equal(1, _pacer.Snapshot.InFlight);
    }

    [Fact]
    public async Task Whoever_comes_later_waits_until_the_slot_is_free()
    {
        ModelJudge judge = Judge(_model);
        PendingVerdict first = judge.Prepare(Some.Response());
        using PendingVerdict second = judge.Prepare(Some.Response("Lyon."));
        await judge.TakeTurnAsync(first, Cancel);

        Task turn = judge.TakeTurnAsync(second, Cancel).AsTask();
        Assert.False(turn.IsCompleted);
        first.Dispose();

        await turn;
        Assert.Equal(1, _pacer.Snapshot.InFlight);
    }

    [Fact]
    public async Task What_needs_no_call_takes_no_turn()
    {
        ModelJudge judge = Judge(_model, new SharedCalls());
        using PendingVerdict empty = judge.Prepare(Some.Response(output: " "));
        using PendingVerdict first = judge.Prepare(Some.Response());
        using PendingVerdict same = judge.Prepare(Some.Response());

        await judge.TakeTurnAsync(empty, Cancel);
        await judge.TakeTurnAsync(same, Cancel);

        Assert.Equal(0, _pacer.Snapshot.InFlight);
    }

    private ModelJudge Judge(ScriptedChatClient model, SharedCalls? sharing = null)
    {
        var access = new ModelAccess { Client = model, Price = Some.Price, Forms = new ReplyForms(ReplyForm.JsonSchema), Pacer = _pacer.Pacer };
        return new ModelJudge(Some.Judge(), access, new RetryPolicy(new Random(1)), sharing, _pacer.Clock);
    }
}
