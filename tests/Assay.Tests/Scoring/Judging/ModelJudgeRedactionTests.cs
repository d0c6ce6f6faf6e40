using Assay.Collecting;
using Assay.Collecting.Redaction;
using Assay.Scoring.Judging;
using Assay.Scoring.Prompts;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Scoring.Judging;

public sealed class ModelJudgeRedactionTests
{
    private static readonly Response Response = Some.Response("Write to anna@example.org.", "Who is it? Not bert@example.org?") with { Id = "chat of anna@example.org" };

    private static readonly RedactionRules Email = new() { Kinds = [SensitiveKind.Email] };

    [Fact]
    public async Task A_judge_sees_markers_and_can_tell_two_addresses_apart()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(Some.Verdict(4)), Some.Judge() with { Redaction = Email });

        await work.ScoredAsync(Response);

        string prompt = string.Concat(Assert.Single(work.Model.Calls).Messages.Select(m => m.Text));
        Assert.Contains("Who is it? Not [EMAIL_1]?", prompt, StringComparison.Ordinal);
        Assert.Contains("Write to [EMAIL_2].", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("example.org", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_does_not_get_around_it()
    {
        Judge judge = Some.Judge() with { Redaction = Email, Template = PromptTemplate.Parse("t", "{{id}}: {{output}}") };
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(Some.Verdict(4)), judge);

        await work.ScoredAsync(Response);

        Assert.Equal("chat of [EMAIL_2]: Write to [EMAIL_2].", Assert.Single(work.Model.Calls).Messages[^1].Text);
    }

    [Fact]
    public async Task A_quote_counts_as_verbatim_where_it_stands_in_what_the_judge_was_shown()
    {
        Judge judge = Some.Judge(Some.Rubric(Some.Criterion() with { Evidence = true })) with { Redaction = Email };
        var work = new JudgeAtWork(new ScriptedChatClient().Reply("""{"accuracy":{"reason":"because","score":4,"evidence":["Write to [EMAIL_2]."]}}"""), judge);

        (Verdict.Scored verdict, _) = await work.ScoredAsync(Response);

        Assert.Equal(["Write to [EMAIL_2]."], Assert.Single(verdict.Scores).Evidence);
    }

    [Fact]
    public async Task Without_it_everything_is_shown()
    {
        var work = new JudgeAtWork(new ScriptedChatClient().Reply(Some.Verdict(4)));

        await work.ScoredAsync(Response);

        Assert.Contains("anna@example.org", string.Concat(Assert.Single(work.Model.Calls).Messages.Select(m => m.Text)), StringComparison.Ordinal);
    }
}
