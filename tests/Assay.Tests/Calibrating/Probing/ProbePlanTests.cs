using System.Text.Json;
using Assay.Calibrating.Probing;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Prompts;
using Assay.Scoring.Rubrics;

namespace Assay.Tests.Calibrating.Probing;

public sealed class ProbePlanTests
{
    private static readonly ProbePlan Plan = SimulatedProbe.Plan;

    [Fact]
    public void The_built_in_items_stay_within_two_thousand_calls() => Assert.InRange(Plan.Calls, 500, ProbePlan.UsualMostCalls);

    [Fact]
    public void The_same_items_and_judge_give_the_same_plan()
    {
        var again = ProbePlan.Of(SimulatedProbe.Judge, ProbeSet.BuiltIn());

        Assert.Equal(Plan.Runs.SelectMany(r => r.Responses.Select(q => (r.Sitting, r.Judge.Version, q.Id, q.Output))), again.Runs.SelectMany(r => r.Responses.Select(q => (r.Sitting, r.Judge.Version, q.Id, q.Output))));
    }

    [Fact]
    public void Within_a_run_every_id_stands_once_and_means_one_text() =>
        Assert.All(Plan.Runs, run => Assert.Equal(run.Responses.Count, run.Responses.Select(r => r.Id).Distinct(StringComparer.Ordinal).Count()));

    [Fact]
    public void What_is_asked_twice_is_the_same_question_in_another_sample()
    {
        ProbeRun plain = Plan.Runs.Single(r => r.Sitting == ProbeSitting.Plain);
        ProbeRun repeat = Plan.Runs.Single(r => r.Sitting == ProbeSitting.Repeat);

        Assert.Equal((0, 1), (plain.Repeat, repeat.Repeat));
        Assert.Equal(plain.Judge.Version, repeat.Judge.Version);
        Assert.All(repeat.Responses, again => Assert.Equal(plain.Responses.Single(r => r.Id == again.Id).Output, again.Output));
    }

    [Fact]
    public void Answers_without_content_cost_no_call()
    {
        ProbeRun plain = Plan.Runs.Single(r => r.Sitting == ProbeSitting.Plain);

        Assert.Equal(plain.Responses.Count - Plan.Nulls.Count, plain.Calls);
        var unchecked_ = ProbePlan.Of(SimulatedProbe.Judge with { Checks = [] }, ProbeSet.BuiltIn());
        Assert.Equal(unchecked_.Runs[0].Responses.Count, unchecked_.Runs[0].Calls);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(100)]
    [InlineData(20)]
    public void Of_too_many_items_a_sample_is_taken_and_told(int most)
    {
        var plan = ProbePlan.Of(SimulatedProbe.Judge, ProbeSet.BuiltIn(), most);

        Assert.InRange(plan.Calls, 1, most);
        Assert.Equal(48, plan.Items.Count + plan.ItemsLeftOut);
        Assert.InRange(plan.Items.Count, 1, 47);
    }

    [Fact]
    public void The_same_answer_twice_is_one_item()
    {
        IReadOnlyList<ProbeItem> items = ProbeSet.BuiltIn().Items;

        Assert.Equal(48, ProbePlan.Of(SimulatedProbe.Judge, ProbeSet.Of("twice", [.. items, .. items])).Items.Count);
    }

    [Fact]
    public void A_judge_without_a_model_compares_no_pairs_and_has_no_order()
    {
        var plan = ProbePlan.Of(SimulatedProbe.Judge with { Model = ModelReference.TryParse("offline:heuristic")! }, ProbeSet.BuiltIn());

        Assert.Equal([ProbeSitting.Plain, ProbeSitting.Repeat], plan.Runs.Select(r => r.Sitting));
    }

    [Fact]
    public void The_other_order_of_a_rubric_is_another_prompt_with_the_same_grades()
    {
        Judge turned = ProbeJudges.Reversed(SimulatedProbe.Judge)!;

        Assert.NotEqual(SimulatedProbe.Judge.Version, turned.Version);
        Assert.Equal(["5", "3", "1"], turned.Rubric.Criteria[0].Anchors.Select(a => a.Grade));
        Assert.Equal((1, 5), (turned.Rubric.Criteria[0].Scale.Min, turned.Rubric.Criteria[0].Scale.Max));
    }

    [Fact]
    public void A_rubric_that_lists_nothing_has_no_other_order()
    {
        Judge bare = SimulatedProbe.Judge with { Rubric = Rubric.Inline("accuracy", "Is it right?") };
        Judge blind = SimulatedProbe.Judge with { Template = PromptTemplate.Parse("t", "Rate {{output}}") };

        Assert.Null(ProbeJudges.Reversed(bare));
        Assert.Null(ProbeJudges.Reversed(blind));
        Assert.NotNull(ProbeJudges.Reversed(SimulatedProbe.Judge with { Template = PromptTemplate.Parse("t", "{{rubric}} {{output}}") }));
    }

    [Fact]
    public void A_pair_is_asked_about_in_both_orders_and_redacted_as_the_judge_demands()
    {
        Judge judge = SimulatedProbe.Judge with { Redaction = RedactionReader.Parse("--redact", "email") };
        var first = new Response { Id = "p", Input = "Who?", Output = "Write to ann@example.org." };
        var set = new ProbeSet("one", [], [new ProbePair(first, "Write to bob@example.org.")]);
        ProbeRun pairs = ProbePlan.Of(judge, set).Runs.Single(r => r.Sitting == ProbeSitting.Pairs);

        Assert.Equal(2, pairs.Responses.Count);
        Assert.Equal("Write to ann@example.org.", pairs.Responses[0].Output);
        Assert.Equal("Write to bob@example.org.", pairs.Responses[1].Output);
        Assert.All(pairs.Responses, r => Assert.DoesNotContain("@", r.Metadata[ProbeJudges.OutputTwo].GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_prompt_for_pairs_holds_both_answers_between_marks_that_their_writers_do_not_know()
    {
        Judge comparing = ProbeJudges.OfPairs(SimulatedProbe.Judge with { Rubric = Rubric.Inline("tone", "Is {{this}} polite?") })!;
        var response = new Response { Id = "p", Input = "Q", Output = "one", Metadata = new Dictionary<string, JsonElement> { [ProbeJudges.OutputTwo] = JsonElement.Parse("\"two\"") } };
        string prompt = comparing.Template!.Render(response, "preference", "");

        Assert.Matches("<<<output_1 [0-9a-f]{8}>>>\none\n<<<end output_1", prompt);
        Assert.Matches("<<<output_2 [0-9a-f]{8}>>>\ntwo\n<<<end output_2", prompt);
        Assert.DoesNotContain("<<<reference", prompt, StringComparison.Ordinal);
        Assert.Contains("Is {{this}} polite?", comparing.System, StringComparison.Ordinal);
    }
}
