using Assay.Collecting;
using Assay.Evaluation;
using Assay.Scoring.Checking;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace Assay.Tests.TestJudging;

/// <summary>The samples of docs/guides/testing.md, compiled. A region is a block of the page, word for word.</summary>
internal static class TestingSamples
{
    public static async Task FirstAsync(string question, string answer, string passage)
    {
        #region first
        await using var assay = TestJudge.Open("assay.yaml");

        await assay.Judged(
            new Answer(answer) { Input = question, Context = [passage] },
            Bar.AtLeast(4, "accuracy"));
        #endregion
    }

    public static async Task SamplesAsync(TestJudge assay, IReadOnlyList<Answer> answers)
    {
        #region samples
        Judgement judgement = await assay.Judged(answers, Bar.AtLeast(4) with { Samples = 3, Margin = 0.5 });
        Console.WriteLine($"{judgement.Score:0.00}, {judgement.Calls} calls, ${judgement.CostUsd}");
        #endregion
    }

    public static TestJudge InCode()
    {
        #region code
        Judge judge = new()
        {
            Name = "support",
            Model = new ModelReference("openai", "gpt-4o-mini"),
            Rubric = Rubric.Inline("accuracy", "Is everything the answer states right by the context?"),
        };
        TestJudge assay = TestJudge.Of(judge, new TestJudgeOptions { BudgetUsd = 0.50m, Cache = "tests.cache.db" });
        #endregion
        return assay;
    }

    public static Judge Delegates(Func<string, CancellationToken, Task<bool>> resolves)
    {
        #region delegates
        var links = new CodeCheck("links_resolve", new Scale.PassFail(), async (response, cancel) =>
            await resolves(response.Output, cancel) ? CheckFinding.Pass("every link resolves") : CheckFinding.Fail("a link leads nowhere"));

        Judge judge = Judge.OfChecks("format", Rubric.OfChecks(
            "format",
            Criterion.Of("links", links),
            Criterion.Of("short", CodeCheck.Of("at_most_one_line", response => !response.Output.Contains('\n')))));
        #endregion
        return judge;
    }

    public static Criterion Evaluator(IEvaluator coherence, IChatClient model)
    {
        #region evaluator
        Criterion criterion = Criterion.Of("coherence", new EvaluatorCheck(coherence, "Coherence", new Scale.Numeric(1, 5, Fractions: false))
        {
            Model = new ChatConfiguration(model),
            Version = "Coherence of 10.11",
        }.ToCheck());
        #endregion
        return criterion;
    }

    public static async Task<EvaluationResult> AsEvaluatorAsync(IReadOnlyList<ChatMessage> messages, ChatResponse reply)
    {
        #region reverse
        await using var assay = TestJudge.Open("assay.yaml");
        IEvaluator evaluator = new JudgeEvaluator(assay);
        EvaluationResult result = await evaluator.EvaluateAsync(messages, reply, additionalContext: [new ReferenceContext("Within 30 days.")]);
        #endregion
        return result;
    }
}

#region xunit
public sealed class ReturnAnswers : IAsyncDisposable
{
    private readonly TestJudge _assay = TestJudge.Of(Judge.OfChecks("format", Rubric.OfChecks(
        "format",
        Criterion.Of("deadline", new ContainsCheck([ExpectedText.Parse("30 days")], Wanted.All, new TextForm())),
        Criterion.Of("short", new LengthCheck(LengthUnit.Words, 40)))));

    [Fact]
    public async Task A_customer_who_asks_for_the_deadline_is_told_it_in_one_breath()
    {
        string answer = await AskAsync("Can I return it?");

        await _assay.Judged(answer, Bar.AtLeast(1));
    }

    public ValueTask DisposeAsync() => _assay.DisposeAsync();

    // Your application.
    private static Task<string> AskAsync(string question) => Task.FromResult("Yes, within 30 days.");
}
#endregion
