using Assay.Collecting;
using Assay.Evaluation;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Testing;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace Assay.Tests.Evaluation;

/// <summary>Evaluators of the library's own types as criteria, and a judge as one of them.</summary>
public sealed class EvaluatorTests
{
    private static readonly Scale OneToFive = new Scale.Numeric(1, 5, Fractions: false);

    [Fact]
    public async Task A_metric_is_a_score_with_its_reason()
    {
        var evaluator = new ScriptedEvaluator((messages, reply, context) => new NumericMetric("Depth", messages.Count + context.Count, $"{messages[^1].Text} {reply.Text}"));
        var check = new EvaluatorCheck(evaluator, "Depth", OneToFive) { Context = r => [new ReferenceContext(r.Reference!)] };

        Verdict.Scored scored = Assert.IsType<Verdict.Scored>(await VerdictAsync(check, Some.Response("Yes.", "Can I?") with { Reference = "yes", Conversation = [new Turn("user", "Hello.")] }));

        Assert.Equal((3.0, "Can I? Yes."), (scored.Scores[0].Value, scored.Scores[0].Reason));
    }

    [Fact]
    public async Task True_and_false_are_pass_and_fail_and_so_is_what_the_evaluator_calls_failed()
    {
        Metric[] metrics = [new(new BooleanMetric("m", true), 1), new(new BooleanMetric("m", false), 0), new(Interpreted(EvaluationRating.Poor, failed: true), 0), new(Interpreted(EvaluationRating.Good, failed: false), 1)];

        foreach (Metric metric in metrics)
        {
            var scored = Assert.IsType<Verdict.Scored>(await VerdictAsync(new EvaluatorCheck(new ScriptedEvaluator((_, _, _) => metric.Given), "m", new Scale.PassFail())));
            Assert.Equal(metric.Value, scored.Scores[0].Value);
        }
    }

    [Fact]
    public async Task An_evaluator_that_cannot_say_gives_no_score()
    {
        var broken = new NumericMetric("m", 4);
        broken.AddDiagnostics(EvaluationDiagnostic.Error("the model said nothing"));
        EvaluationMetric[] metrics = [broken, new NumericMetric("m"), new NumericMetric("other", 3), new BooleanMetric("m", true), Interpreted(EvaluationRating.Inconclusive, failed: true), new NumericMetric("m", 9)];
        var reasons = new List<UnscoredReason>();

        foreach (EvaluationMetric metric in metrics)
        {
            reasons.Add(Assert.IsType<Verdict.Unscored>(await VerdictAsync(new EvaluatorCheck(new ScriptedEvaluator((_, _, _) => metric), "m", OneToFive))).Reason);
        }

        Assert.Equal([.. Enumerable.Repeat(UnscoredReason.CheckFailed, 5), UnscoredReason.OffScale], reasons);
        Assert.Equal(UnscoredReason.CheckFailed, Assert.IsType<Verdict.Unscored>(await VerdictAsync(new EvaluatorCheck(new ScriptedEvaluator((_, _, _) => throw new InvalidOperationException()), "m", OneToFive))).Reason);
    }

    [Fact]
    public void A_metric_that_it_does_not_have_is_refused() =>
        Assert.Contains("It has: m, Depth, other.", Assert.Throws<ArgumentException>(() => new EvaluatorCheck(new ScriptedEvaluator((_, _, _) => new NumericMetric("m")), "n", OneToFive)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_judge_is_an_evaluator_with_a_metric_for_each_criterion()
    {
        var model = new ScriptedChatClient().Reply("""{"accuracy":{"reason":"right","score":4},"kind":{"reason":"curt","score":"fail"}}""");
        await using TestJudge judge = Judge(model);
        IEvaluator evaluator = new JudgeEvaluator(judge);

        EvaluationResult result = await evaluator.EvaluateAsync(
            [new ChatMessage(ChatRole.System, "Be kind."), new ChatMessage(ChatRole.User, "Can I?"), new ChatMessage(ChatRole.Tool, "found: 30 days")],
            new ChatResponse(new ChatMessage(ChatRole.Assistant, "Yes.")),
            additionalContext: (EvaluationContext[])[new ReferenceContext("within 30 days"), new PlainContext("a passage")],
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["accuracy", "kind"], evaluator.EvaluationMetricNames);
        Assert.Equal((4, "right"), (result.Get<NumericMetric>("accuracy").Value, result.Get<NumericMetric>("accuracy").Reason));
        Assert.Equal((false, "curt"), (result.Get<BooleanMetric>("kind").Value, result.Get<BooleanMetric>("kind").Reason));
        Assert.Equal(judge.Version, result.Get<NumericMetric>("accuracy").Metadata!["judge-version"]);
        string asked = model.Calls[0].Messages[1].Text;
        Assert.All((string[])["system: Be kind.", "Can I?", "found: 30 days", "a passage", "within 30 days", "Yes."], part => Assert.Contains(part, asked, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_judge_could_not_judge_has_no_value_and_counts_as_failed()
    {
        await using TestJudge judge = Judge(new ScriptedChatClient(_ => Some.Reply("fine")));

        EvaluationResult result = await new JudgeEvaluator(judge).EvaluateAsync("Can I?", "Yes.", cancellationToken: TestContext.Current.CancellationToken);

        NumericMetric accuracy = result.Get<NumericMetric>("accuracy");
        Assert.Equal((null, EvaluationRating.Inconclusive, true), (accuracy.Value, accuracy.Interpretation!.Rating, accuracy.Interpretation.Failed));
        Assert.True(result.ContainsDiagnostics(d => d.Severity == EvaluationDiagnosticSeverity.Error && d.Message.StartsWith("unreadable: ", StringComparison.Ordinal)));
    }

    private static NumericMetric Interpreted(EvaluationRating rating, bool failed) => new("m", 2) { Interpretation = new EvaluationMetricInterpretation(rating, failed) };

    private static async Task<Verdict> VerdictAsync(EvaluatorCheck check, Response? response = null)
    {
        var rubric = new Rubric { Name = "own", Criteria = [Criterion.Of("metric", check.ToCheck())] };
        await using TestJudge judge = TestJudge.Of(Assay.Scoring.Judging.Judge.OfChecks("own", rubric));
        return Assert.IsType<Judged.Decided>(await judge.JudgeAsync(response ?? Some.Response(), cancellationToken: TestContext.Current.CancellationToken)).Verdict;
    }

    private static TestJudge Judge(ScriptedChatClient model) => TestJudge.Of(
        Some.Judge(Some.Rubric(Some.Criterion(), Some.Criterion("kind", new Scale.PassFail())) with { Overall = null }), new TestJudgeOptions { Model = model, Free = true });

    private sealed record Metric(EvaluationMetric Given, double Value);

    private sealed class PlainContext(string text) : EvaluationContext("Passage", text);

    private sealed class ScriptedEvaluator(Func<IReadOnlyList<ChatMessage>, ChatResponse, IReadOnlyList<EvaluationContext>, EvaluationMetric> evaluate) : IEvaluator
    {
        public IReadOnlyCollection<string> EvaluationMetricNames => ["m", "Depth", "other"];

        public ValueTask<EvaluationResult> EvaluateAsync(
            IEnumerable<ChatMessage> messages, ChatResponse modelResponse, ChatConfiguration? chatConfiguration = null, IEnumerable<EvaluationContext>? additionalContext = null, CancellationToken cancellationToken = default) =>
            new(new EvaluationResult(evaluate([.. messages], modelResponse, [.. additionalContext ?? []])));
    }
}
