using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Judging;

public sealed class ModelJudgeCacheTests
{
    private readonly SharedCalls _sharing = new();

    [Fact]
    public async Task A_cached_reply_is_read_anew_and_no_call_is_made()
    {
        JudgeAtWork work = Work(new ScriptedChatClient());
        using PendingVerdict pending = work.Judge.Prepare(Some.Response());
        pending.Found([Cached(Some.Verdict(5), costUsd: 0.25m)]);

        Judged judged = await work.Judge.JudgeAsync(pending, CancellationToken.None);

        var decided = Assert.IsType<Judged.Decided>(judged);
        Assert.Equal(5, Assert.IsType<Verdict.Scored>(decided.Verdict).Overall);
        Assert.Equal((VerdictOrigin.Cache, 0.25m), (decided.Origin, decided.SavedUsd));
        Assert.Empty(decided.Attempts);
        Assert.Empty(decided.Replies);
    }

    [Fact]
    public async Task An_entry_that_cannot_be_read_is_a_miss()
    {
        JudgeAtWork work = Work(new ScriptedChatClient().Reply(Some.Verdict(3)));
        using PendingVerdict pending = work.Judge.Prepare(Some.Response());
        pending.Found([Cached("garbage", costUsd: 1)]);

        var decided = Assert.IsType<Judged.Decided>(await work.Judge.JudgeAsync(pending, CancellationToken.None));

        Assert.Equal((VerdictOrigin.Call, 0m), (decided.Origin, decided.SavedUsd));
        Assert.Equal(Some.Verdict(3), Assert.Single(decided.Replies).Reply.Text);
    }

    [Fact]
    public async Task The_same_question_asked_at_the_same_time_makes_one_call()
    {
        JudgeAtWork work = Work(new ScriptedChatClient().Reply(Some.Verdict(2)));
        using PendingVerdict first = work.Judge.Prepare(Some.Response());
        using PendingVerdict second = work.Judge.Prepare(Some.Response());

        Task<Judged> waiting = work.Judge.JudgeAsync(second, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        var called = Assert.IsType<Judged.Decided>(await work.Judge.JudgeAsync(first, CancellationToken.None));
        var shared = Assert.IsType<Judged.Decided>(await waiting);

        Assert.Equal((VerdictOrigin.Call, VerdictOrigin.Shared), (called.Origin, shared.Origin));
        Assert.Equal(called.Attempts[0].CostUsd, shared.SavedUsd);
        Assert.Equal(called.Verdict, shared.Verdict, (a, b) => ((Verdict.Scored)a).Overall == ((Verdict.Scored)b).Overall);
        Assert.Single(work.Model.Calls);
    }

    [Fact]
    public async Task A_failure_is_neither_kept_nor_shared()
    {
        JudgeAtWork work = Work(new ScriptedChatClient().Reply("hm").Reply("hm").Reply(Some.Verdict(4)));
        using PendingVerdict first = work.Judge.Prepare(Some.Response());
        using PendingVerdict second = work.Judge.Prepare(Some.Response());

        Task<Judged> waiting = work.Judge.JudgeAsync(second, CancellationToken.None);
        var failed = Assert.IsType<Judged.Decided>(await work.Judge.JudgeAsync(first, CancellationToken.None));
        var asked = Assert.IsType<Judged.Decided>(await waiting);

        Assert.IsType<Verdict.Unscored>(failed.Verdict);
        Assert.Empty(failed.Replies);
        Assert.Equal(4, Assert.IsType<Verdict.Scored>(asked.Verdict).Overall);
        Assert.Equal(VerdictOrigin.Call, asked.Origin);
    }

    [Fact]
    public async Task One_that_is_dropped_lets_the_others_ask_for_themselves()
    {
        JudgeAtWork work = Work(new ScriptedChatClient().Reply(Some.Verdict(4)));
        PendingVerdict dropped = work.Judge.Prepare(Some.Response());
        using PendingVerdict second = work.Judge.Prepare(Some.Response());
        Task<Judged> waiting = work.Judge.JudgeAsync(second, CancellationToken.None);

        dropped.Dispose();

        Assert.IsType<Verdict.Scored>(Assert.IsType<Judged.Decided>(await waiting).Verdict);
    }

    [Fact]
    public async Task Where_one_question_fails_the_replies_of_the_others_are_kept()
    {
        Rubric rubric = Some.Rubric(Some.Criterion(), Some.Criterion("tone"));
        var model = new ScriptedChatClient().Reply(Some.Verdict(4)).Fail(new ProviderException(ErrorClass.Judge, "no") { StatusCode = 401 });
        JudgeAtWork work = Work(model, Some.Judge(rubric) with { OneCallPerCriterion = true });
        using PendingVerdict pending = work.Judge.Prepare(Some.Response());

        Judged judged = await work.Judge.JudgeAsync(pending, CancellationToken.None);

        Assert.IsType<Judged.Paused>(judged);
        Assert.Equal(pending.Keys[0], Assert.Single(judged.Replies).Key);
    }

    [Fact]
    public async Task A_reply_is_kept_for_as_long_as_the_judge_says()
    {
        Judge judge = Some.Judge() with { Terms = new JudgeTerms { CacheTtl = TimeSpan.FromHours(12) } };
        JudgeAtWork work = Work(new ScriptedChatClient().Reply(Some.Verdict()), judge);

        Judged judged = await work.JudgeAsync();

        CachedReply kept = Assert.Single(judged.Replies).Reply;
        Assert.Equal((judge.Version, TimeSpan.FromHours(12)), (kept.JudgeVersion, kept.ExpiresAt - kept.SavedAt));
        Assert.Equal(judged.Attempts[0].CostUsd, kept.CostUsd);
    }

    private JudgeAtWork Work(ScriptedChatClient model, Judge? judge = null) => new(model, judge, sharing: _sharing);

    private static CachedReply Cached(string text, decimal costUsd) => new()
    {
        Text = text, JudgeVersion = Some.Judge().Version, CostUsd = costUsd, SavedAt = ManualClock.Start, ExpiresAt = ManualClock.Start.AddDays(1),
    };
}
