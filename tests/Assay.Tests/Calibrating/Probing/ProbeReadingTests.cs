using System.Text;
using System.Text.Json;
using Assay.Calibrating.Probing;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;

namespace Assay.Tests.Calibrating.Probing;

public sealed class ProbeReadingTests
{
    private static readonly ProbePlan Plan = SimulatedProbe.Plan;

    [Fact]
    public void A_judge_that_keeps_what_must_stay_and_lowers_what_must_fall_is_ok()
    {
        ProbeReport report = Report(Fair);

        Assert.Equal(ProbeVerdict.Ok, report.Outcome);
        Assert.All(report.Tests.Where(t => t.Test != ProbeTest.SelfPreference), t => Assert.True(t.Verdict == ProbeVerdict.Ok, $"{t.Test}: {t.Why}"));
        Assert.Equal((1, 1), (report.RepeatConsistency!.Mean, report.Sensitivity!.Mean));
    }

    [Theory]
    [InlineData(ProbeTest.Verbosity)]
    [InlineData(ProbeTest.Bandwagon)]
    [InlineData(ProbeTest.RubricOrder)]
    public void A_change_that_always_moves_the_score_is_a_bias_of_its_test_alone(ProbeTest liked)
    {
        ProbeReport report = Report((sitting, id) => Fair(sitting, id) + (Is(liked, sitting, id) ? 1 : 0));

        Assert.Equal(ProbeVerdict.Biased, report.Outcome);
        Assert.Equal([liked], report.Tests.Where(t => t.Verdict == ProbeVerdict.Biased).Select(t => t.Test));
        Assert.Equal(1, report[liked].Figure("score_change")!.Estimate.Mean);
        Assert.Equal(1, report[liked].Figure("bias")!.Estimate.Mean);
        Assert.StartsWith("score change is 1, but must be within ±0.1; bias is 1, but must be at most 0.05", report[liked].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_judge_that_contradicts_itself_is_inconsistent_and_not_biased()
    {
        // Every second answer moves whenever it is asked again, changed or not.
        ProbeReport report = Report((sitting, id) => Fair(sitting, id) + (Even(id) && (sitting == ProbeSitting.Repeat || Harmless(sitting, id)) ? Up(id) : 0));

        Assert.Equal([ProbeTest.Repeat], report.Tests.Where(t => t.Verdict == ProbeVerdict.Biased).Select(t => t.Test));
        Assert.Equal(0, report[ProbeTest.Format].Figure("bias")!.Estimate.Mean);
        Assert.InRange(report.RepeatConsistency!.Mean, 0.3, 0.7);
    }

    [Fact]
    public void A_judge_that_never_changes_its_mind_is_blind_to_faults()
    {
        ProbeReport report = Report((sitting, _) => Plan.Runs.First(r => r.Sitting == sitting).Judge.Rubric.Overall is null ? 0 : 3);

        Assert.Equal(
            [ProbeTest.NullAnswers, ProbeTest.ConstantAnswer, ProbeTest.FactDropped, ProbeTest.SentenceNegated, ProbeTest.NumberChanged, ProbeTest.Truncated],
            report.Tests.Where(t => t.Verdict == ProbeVerdict.Biased).Select(t => t.Test));
        Assert.Equal(0, report.Sensitivity!.Mean);
    }

    [Fact]
    public void A_preference_for_the_first_place_is_found_and_a_tie_is_none()
    {
        ProbeReport first = Report((sitting, id) => Plan.Pairs.Any(p => p.Original == id || p.Swapped == id) ? 1 : Fair(sitting, id));

        Assert.Equal(ProbeVerdict.Biased, first[ProbeTest.Position].Verdict);
        Assert.Equal((0.5, 1), (first[ProbeTest.Position].Figure("first_shown_preference")!.Estimate.Mean, first[ProbeTest.Position].Figure("conflicts")!.Estimate.Mean));
        Assert.InRange(first[ProbeTest.Position].McNemar!.Value, 0, 1e-10);
    }

    [Fact]
    public void What_was_not_scored_is_counted_and_in_no_figure()
    {
        ProbeReport report = Report((sitting, id) => Is(ProbeTest.Format, sitting, id) && Even(id) ? null : Fair(sitting, id));
        ProbeTestResult format = report[ProbeTest.Format];

        long lost = format.Missing["unreadable"];
        Assert.InRange(lost, 10, 40);
        Assert.Equal(Plan.Items.Count - lost, format.Figure("score_change")!.Sample.N);
        Assert.Equal(0, format.Figure("score_change")!.Estimate.Mean);
        Assert.Empty(report[ProbeTest.Verbosity].Missing);
    }

    [Fact]
    public void Where_nothing_was_scored_nothing_is_said()
    {
        ProbeReport report = Report((_, _) => null);

        Assert.Equal(ProbeVerdict.Unclear, report.Outcome);
        Assert.Null(report.RepeatConsistency);
        Assert.Null(report.Sensitivity);
        Assert.DoesNotContain(report.Tests, t => t.Test != ProbeTest.NullAnswers && t.Figures.Count > 0);
        JsonElement json = Json(report);
        Assert.False(json.TryGetProperty("sensitivity", out _));
        Assert.Equal(48, json.GetProperty("tests")[1].GetProperty("missing").GetProperty("unreadable").GetInt32());
    }

    [Fact]
    public void Three_items_are_too_few_for_any_test()
    {
        var plan = ProbePlan.Of(SimulatedProbe.Judge, ProbeSet.Of("three", [.. ProbeSet.BuiltIn().Items.Take(3)]));
        ProbeReport report = Report(Fair, plan);

        Assert.Equal(ProbeVerdict.Unclear, report.Outcome);
        Assert.Equal("3 items are too few: 10 are needed for a figure, 30 for one to rely on", report[ProbeTest.Verbosity].Why);
    }

    [Fact]
    public void One_answer_without_content_that_is_taken_for_one_is_one_too_many()
    {
        ProbeReport report = Report((sitting, id) => Plan.Nulls.Contains(id) ? (id == Plan.Nulls[8] ? 3 : 1) : Fair(sitting, id));

        Assert.Equal(ProbeVerdict.Biased, report[ProbeTest.NullAnswers].Verdict);
        Assert.StartsWith("1 of 15 answers without content got half of the scale or more", report[ProbeTest.NullAnswers].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Declared_limits_are_those_that_count()
    {
        static double? Lenient(ProbeSitting sitting, string id) => Fair(sitting, id) + (Is(ProbeTest.Verbosity, sitting, id) ? 1 : 0);

        Assert.Equal(ProbeVerdict.Ok, Report(Lenient, limits: new ProbeLimits().With("change", 1.5)!.With("bias", 1)!)[ProbeTest.Verbosity].Verdict);
        Assert.Null(new ProbeLimits().With("colour", 1));
        Assert.All(ProbeLimits.Names, name => Assert.NotNull(new ProbeLimits().With(name, 0.5)));
    }

    [Theory]
    [InlineData(true, 0.5, ProbeVerdict.Biased)]
    [InlineData(true, 0, ProbeVerdict.Ok)]
    [InlineData(false, 0.5, ProbeVerdict.Unclear)]
    public void Own_answers_are_liked_where_they_score_above_what_people_say(bool labelled, double liking, ProbeVerdict verdict)
    {
        ProbeItem[] items = [.. ProbeSet.BuiltIn().Items.Select((item, i) => item with { Generator = i % 2 == 0 ? "openai/simulated-9" : "claude-x", Label = labelled ? 3 + (i % 3 * 0.01) : null })];
        var plan = ProbePlan.Of(SimulatedProbe.Judge, ProbeSet.Of("generated", items));
        ProbeReport report = Report((sitting, id) => Fair(sitting, id) + (plan.Items.FirstOrDefault(i => i.Id == id)?.Item.Generator == "openai/simulated-9" ? liking : 0), plan);

        Assert.Equal(verdict, report[ProbeTest.SelfPreference].Verdict);
        Assert.Equal(["claude-x", "openai/simulated-9"], report[ProbeTest.SelfPreference].Generators.Select(g => g.Generator));
        Assert.Equal([false, true], report[ProbeTest.SelfPreference].Generators.Select(g => g.IsOwn));
    }

    [Fact]
    public void Scores_at_the_top_are_told_to_hide_what_raises_them() =>
        Assert.Contains(Report((sitting, id) => sitting == ProbeSitting.Plain ? 5 : Fair(sitting, id)).Warnings, w => w.StartsWith("48 of 48 answers have the best score already", StringComparison.Ordinal));

    [Fact]
    public void As_json_every_estimate_has_its_interval_and_n()
    {
        JsonElement json = Json(Report((sitting, id) => Fair(sitting, id) + (Is(ProbeTest.Authority, sitting, id) && Even(id) ? 1 : 0)));
        JsonElement authority = json.GetProperty("tests").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "authority");

        Assert.Equal("biased", json.GetProperty("outcome").GetString());
        Assert.Equal(2, authority.GetProperty("score_change").GetProperty("ci95").GetArrayLength());
        Assert.Equal(48, authority.GetProperty("bias").GetProperty("n").GetInt32());
        Assert.Equal("within ±0.1", authority.GetProperty("limits").GetProperty("score_change").GetString());
        Assert.Equal(1, json.GetProperty("sensitivity").GetProperty("value").GetDouble());
    }

    [Theory]
    [InlineData("gpt-4o-mini", "gpt")]
    [InlineData("o3-mini", "gpt")]
    [InlineData("anthropic/claude-sonnet", "claude")]
    [InlineData("meta-llama/Llama-3.3-70B", "llama")]
    [InlineData("simulated-judge", "simulated")]
    [InlineData("42", "42")]
    public void Models_are_of_a_family_by_their_name(string model, string family) => Assert.Equal(family, Assay.Calibrating.Probing.Readings.ModelFamily.Of(model));

    /// <summary>Grades by what is known of the answer: 3 as it is, 2 spoilt, 1 without content; the better of two is the longer one, whatever its place.</summary>
    private static double? Fair(ProbeSitting sitting, string id) =>
        sitting is ProbeSitting.Pairs or ProbeSitting.PairsRepeat ? (Even(id) ? 0 : id.EndsWith("original", StringComparison.Ordinal) ? 1 : -1)
        : Is(ProbeTest.ConstantAnswer, sitting, id) || id.Contains("~null_", StringComparison.Ordinal) ? 1
        : ProbeTests.Faults.Any(fault => Is(fault, sitting, id)) ? 2
        : 3;

    private static bool Is(ProbeTest test, ProbeSitting sitting, string id) =>
        test == ProbeTest.RubricOrder ? sitting == ProbeSitting.Turned : sitting == ProbeSitting.Plain && id.EndsWith($"~{test.ToSnakeCase()}", StringComparison.Ordinal);

    private static bool Harmless(ProbeSitting sitting, string id) => ((ProbeTest[])[ProbeTest.RubricOrder, .. ProbeTests.Harmless]).Any(t => Is(t, sitting, id));

    private static bool Even(string id) => Convert.ToInt32(id[..1], 16) % 2 == 0;

    private static int Up(string id) => Convert.ToInt32(id[1..2], 16) % 2 == 0 ? 1 : -1;

    private static ProbeReport Report(Func<ProbeSitting, string, double?> score, ProbePlan? plan = null, ProbeLimits? limits = null)
    {
        plan ??= Plan;
        var answers = new ProbeAnswers();
        foreach (ProbeRun run in plan.Runs)
        {
            Rubric rubric = run.Judge.Rubric;
            foreach (Response response in run.Responses)
            {
                Verdict verdict = score(run.Sitting, response.Id) is { } value ? new Verdict.Scored(rubric.Overall is null ? null : value, [new CriterionScore(rubric.Criteria[0].Name, value, null, null, [])], null)
                    : new Verdict.Unscored(UnscoredReason.Unreadable, "no verdict", null);
                answers.Add(run.Sitting, response.Id, rubric, verdict);
            }
        }

        return ProbeReport.Of(plan, answers, limits ?? new ProbeLimits());
    }

    private static JsonElement Json(ProbeReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            ProbeJson.Write(json, report);
            json.WriteEndObject();
        }

        return JsonElement.Parse(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
