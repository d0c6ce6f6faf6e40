using System.Text.Json;
using Assay.Scoring.Caching;
using Assay.Scoring.Checking;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Judging;

public sealed class CheckedJudgeTests
{
    private static readonly Criterion Names = Criterion.Of("names", new ContainsCheck([ExpectedText.Parse("Paris")], Wanted.All, new TextForm()));
    private static readonly Criterion Matches = Criterion.Of("matches", new ExactCheck([ExpectedText.Reference], new TextForm()));

    [Fact]
    public async Task A_judge_of_checks_alone_asks_nobody()
    {
        var work = new JudgeAtWork(new ScriptedChatClient(), Judge.OfChecks("format", Rubric.OfChecks("format", Names, Criterion.Of("short", new LengthCheck(LengthUnit.Words, 3)))));

        (Verdict.Scored verdict, Judged judged) = await work.ScoredAsync();

        Assert.Equal([("names", 1, "pass"), ("short", 0, "fail")], verdict.Scores.Select(s => (s.Criterion, s.Value, s.Label)));
        Assert.Equal(0.5, verdict.Overall);
        Assert.Equal(["contains \"Paris\"", "has 6 words; at most 3 are allowed"], verdict.Scores.Select(s => s.Reason));
        Assert.Empty(judged.Attempts);
        Assert.Empty(work.Model.Calls);
    }

    [Fact]
    public async Task The_model_is_asked_about_the_rest_only_and_the_rubric_keeps_its_order()
    {
        Rubric rubric = Some.Rubric(Some.Criterion(), Names) with { Overall = Some.ZeroToOne };
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(Some.Verdict(3)), Some.Judge(rubric));

        (Verdict.Scored verdict, Judged judged) = await work.ScoredAsync();

        Assert.Equal([("accuracy", 3.0), ("names", 1.0)], verdict.Scores.Select(s => (s.Criterion, s.Value)));
        Assert.Equal(0.75, verdict.Overall);
        Assert.Single(judged.Attempts);
        Assert.DoesNotContain("names", work.Model.Calls[0].Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_check_cannot_say_the_model_is_not_paid()
    {
        var work = new JudgeAtWork(new ScriptedChatClient(), Some.Judge(Some.Rubric(Some.Criterion(), Matches)));

        (Verdict.Unscored verdict, Judged judged) = await work.UnscoredAsync();

        Assert.Equal((UnscoredReason.NoReference, "matches: the response has no reference to compare with"), (verdict.Reason, verdict.Detail));
        Assert.Empty(judged.Attempts);
        Assert.Empty(ModelJudge.KeysOf(Some.Judge(Some.Rubric(Some.Criterion(), Matches)), Some.Response()));
    }

    [Fact]
    public async Task A_reply_from_the_cache_is_put_together_with_what_checks_find_anew()
    {
        var sharing = new SharedCalls();
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(Some.Verdict(5)), Some.Judge(Some.Rubric(Names, Some.Criterion()) with { Overall = Some.ZeroToOne }), sharing: sharing);
        using PendingVerdict first = work.Judge.Prepare(Some.Response());
        CacheEntry kept = Assert.Single((await work.Judge.JudgeAsync(first, CancellationToken.None)).Replies);
        sharing.Forget(kept.Key);
        using PendingVerdict second = work.Judge.Prepare(Some.Response());
        second.Found([kept.Reply]);

        var again = Assert.IsType<Judged.Decided>(await work.Judge.JudgeAsync(second, CancellationToken.None));

        Assert.Equal(VerdictOrigin.Cache, again.Origin);
        Assert.Equal(["names", "accuracy"], Assert.IsType<Verdict.Scored>(again.Verdict).Scores.Select(s => s.Criterion));
        Assert.Single(work.Model.Calls);
    }

    [Fact]
    public void Its_version_is_that_of_its_checks_and_those_of_other_judges_stay_what_they_were()
    {
        Judge judge = Judge.OfChecks("format", Rubric.OfChecks("format", Names));
        Judge other = judge with { Rubric = Rubric.OfChecks("format", Criterion.Of("names", new ContainsCheck([ExpectedText.Parse("Rome")], Wanted.All, new TextForm()))) };

        Assert.NotEqual(judge.Version, other.Version);
        Assert.Equal(judge.Version, (judge with { Temperature = 1, MaxOutputTokens = 7, System = "x" }).Version);
        Assert.Equal(["model", "rubric_version", "checking", "checks"], JsonElement.Parse(judge.Definition()).EnumerateObject().Select(p => p.Name));
        // The hash of what earlier releases wrote.
        Assert.Equal("aa9318314c3dbf20", Some.Judge().Version);
    }

    [Fact]
    public async Task Code_of_ones_own_decides_like_any_check()
    {
        var rubric = Rubric.OfChecks("own", Criterion.Of("asks", CodeCheck.Of("asks_back", r => r.Output.EndsWith('?'))), Names);
        var work = new JudgeAtWork(new ScriptedChatClient(), Judge.OfChecks("own", rubric), clock: new ManualClock(delaysPass: false));

        (Verdict.Scored verdict, _) = await work.ScoredAsync();

        Assert.Equal([("asks", 0.0, "asks_back does not hold"), ("names", 1.0, "contains \"Paris\"")], verdict.Scores.Select(s => (s.Criterion, s.Value, s.Reason!)));
    }

    [Fact]
    public async Task Code_that_throws_hangs_or_leaves_the_scale_gives_no_grade()
    {
        var clock = new ManualClock(delaysPass: false);
        Task<Verdict.Unscored> Unscored(Func<CancellationToken, Task<double>> code)
        {
            var check = new CodeCheck("own", new Scale.PassFail(), async (_, cancel) => new CheckFinding.Graded(await code(cancel), "")) { Deadline = TimeSpan.FromSeconds(5) };
            var work = new JudgeAtWork(new ScriptedChatClient(), Judge.OfChecks("own", Rubric.OfChecks("own", Criterion.Of("c", check))), clock: clock);
            return Task.Run(async () => (await work.UnscoredAsync()).Verdict);
        }

        var asked = new TaskCompletionSource();
        Task<Verdict.Unscored> hanging = Unscored(_ =>
        {
            asked.SetResult();
            return new TaskCompletionSource<double>().Task;
        });
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal((UnscoredReason.CheckFailed, "c: own took longer than 5 s"), Of(await hanging));
        Assert.Equal((UnscoredReason.CheckFailed, "c: own failed: InvalidOperationException: broken"), Of(await Unscored(_ => throw new InvalidOperationException("broken"))));
        Assert.Equal((UnscoredReason.OffScale, "c: the check's grade is not on the scale pass/fail"), Of(await Unscored(_ => Task.FromResult(0.5))));
        Assert.Equal((UnscoredReason.OffScale, "c: the check's grade is not on the scale pass/fail"), Of(await Unscored(_ => Task.FromResult(double.NaN))));

        static (UnscoredReason Reason, string Detail) Of(Verdict.Unscored verdict) => (verdict.Reason, verdict.Detail);
    }
}
