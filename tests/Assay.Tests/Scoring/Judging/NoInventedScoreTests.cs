using Assay.Scoring.Judging;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Scoring.Judging;

public sealed class NoInventedScoreTests
{
    private enum Step
    {
        Readable,
        Prose,
        OffScale,
        Contradiction,
        Empty,
        Cut,
        Refusal,
        Filtered,
        Throttled,
        Transient,
        Broken,
        Unsupported,
        Rejected,
        JudgeRejected,
    }

    [Fact]
    public async Task A_score_comes_only_from_a_last_reply_that_could_be_read()
    {
        int scored = 0;
        int unscored = 0;
        for (int seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var steps = new List<(Step Step, int Grade)>();
            Judge judge = Some.Judge(Some.Rubric(Some.Criterion(), Some.Criterion("tone"))) with { OneCallPerCriterion = true };
            var work = new JudgeAtWork(new ScriptedChatClient(call => Play(call, random, steps)), judge);

            Judged judged = await work.JudgeAsync();

            Assert.Equal(steps.Count, judged.Attempts.Count);
            switch (judged)
            {
                case Judged.Decided { Verdict: Verdict.Scored verdict }:
                    scored++;
                    for (int question = 0; question < 2; question++)
                    {
                        (Step step, int grade) = steps[Enumerable.Range(0, steps.Count).Last(i => judged.Attempts[i].Question == question)];
                        Assert.Equal((Step.Readable, (double)grade), (step, verdict.Scores[question].Value));
                    }

                    break;
                case Judged.Decided { Verdict: Verdict.Unscored }:
                    unscored++;
                    Assert.NotEqual(Step.Readable, steps[^1].Step);
                    break;
                default:
                    Assert.NotEqual(Step.Readable, steps[^1].Step);
                    break;
            }
        }

        // The scripts reach every end; else the above says little.
        Assert.InRange(scored, 300, 2_700);
        Assert.InRange(unscored, 300, 2_700);
    }

    private static ChatResponse Play(ScriptedCall call, Random random, List<(Step Step, int Grade)> steps)
    {
        Step step = random.Next(3) == 0 ? Step.Readable : (Step)random.Next(Enum.GetValues<Step>().Length);
        int grade = random.Next(1, 6);
        steps.Add((step, grade));
        string criterion = call.Messages[0].Text.Contains("## tone", StringComparison.Ordinal) ? "tone" : "accuracy";
        string verdict = Some.Verdict(grade, criterion);
        switch (step)
        {
            case Step.Readable:
                return Some.Reply(verdict);
            case Step.Prose:
                return Some.Reply($"I would say {grade} of 5.");
            case Step.OffScale:
                return Some.Reply(Some.Verdict(9, criterion));
            case Step.Contradiction:
                return Some.Reply(verdict + Some.Verdict(grade % 5 + 1, criterion));
            case Step.Empty:
                return Some.Reply("");
            case Step.Cut:
                return Some.Reply(verdict, ChatFinishReason.Length);
            case Step.Filtered:
                return Some.Reply(verdict, ChatFinishReason.ContentFilter);
            case Step.Refusal:
                ChatResponse refusal = Some.Reply(verdict);
                refusal.Messages[0].Contents.Add(new ErrorContent("no"));
                return refusal;
            case Step.Throttled:
                throw Some.Error(ErrorClass.Throttle, 429);
            case Step.Transient:
                throw Some.Error(ErrorClass.Transient);
            case Step.Unsupported:
                throw new ProviderException(ErrorClass.Item, "no such form") { StatusCode = 400, UnsupportedForm = true };
            case Step.Rejected:
                throw Some.Error(ErrorClass.Item, 400);
            case Step.JudgeRejected:
                throw Some.Error(ErrorClass.Judge, 401);
            default:
                throw new HttpRequestException("reset");
        }
    }
}
