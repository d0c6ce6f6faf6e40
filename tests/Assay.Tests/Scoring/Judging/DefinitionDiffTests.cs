using System.Text;
using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Prompts;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Sampling;
using Assay.Tests.Scoring.Panels;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Judging;

public sealed class DefinitionDiffTests
{
    private static readonly Rubric Two = Some.Rubric(Some.Criterion("accuracy"), Some.Criterion("tone"));

    [Fact]
    public void A_judge_does_not_differ_from_itself_whatever_it_is_called() =>
        Assert.Empty(Between(Some.Judge(), Some.Judge() with { Name = "another" }));

    public static TheoryData<string> Paths => [.. Changes.Keys];

    private static readonly Dictionary<string, (Func<Judge, Judge> Change, string? A, string? B)> Changes = new()
    {
        ["model"] = (j => j with { Model = new ModelReference("openai", "m2") }, "\"openai:m\"", "\"openai:m2\""),
        ["prompt"] = (j => j with { Template = PromptTemplate.Parse("p", "Rate {{output}}!\nOn 1-5.") }, $"\"{DefaultPrompt.Version}\"", "\"Rate {{output}}!\\nOn 1-5.\""),
        ["system"] = (j => j with { System = "Be strict." }, "\"\"", "\"Be strict.\""),
        ["pattern"] = (j => j with { Pattern = "((x))" }, "null", "\"((x))\""),
        ["temperature"] = (j => j with { Temperature = null }, "0", null),
        ["max_output_tokens"] = (j => j with { MaxOutputTokens = 1025 }, "1024", "1025"),
        ["samples"] = (j => j with { Samples = SamplePlan.Of(3) }, null, $"\"{SamplePlan.Of(3)}\""),
        ["checks"] = (j => j with { Checks = [OutputCheck.EmptyOutput] }, null, null),
        ["rubric.overall"] = (j => j with { Rubric = Two with { Overall = null } }, "\"1-5\"", "null"),
        ["rubric.criteria.tone.question"] = (j => WithTone(j, t => t with { Question = "Is it kind?" }), null, "\"Is it kind?\""),
        ["rubric.criteria.tone.weight"] = (j => WithTone(j, t => t with { Weight = 2.5 }), "1", "2.5"),
        ["rubric.criteria.tone.scale"] = (j => WithTone(j, t => t with { Scale = new Scale.PassFail() }), "\"1-5\"", "\"pass/fail\""),
        ["rubric.criteria.tone.evidence"] = (j => WithTone(j, t => t with { Evidence = true }), "false", "true"),
        ["rubric.criteria.tone.anchors.5"] = (j => WithTone(j, t => t with { Anchors = [new Anchor("5", "Kind.")] }), null, "\"Kind.\""),
        ["rubric.criteria"] = (j => j with { Rubric = Two with { Criteria = [Two.Criteria[1], Two.Criteria[0]] } }, "[\"accuracy\",\"tone\"]", "[\"tone\",\"accuracy\"]"),
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public void What_differs_is_named_alone_by_its_path(string path)
    {
        (Func<Judge, Judge> change, string? a, string? b) = Changes[path];

        DefinitionChange found = Assert.Single(Between(Judge(), change(Judge())));

        Assert.Equal(path, found.Path);
        Assert.True(a is null || a == found.A?.GetRawText(), found.ToString());
        Assert.True(b is null || b == found.B?.GetRawText(), found.ToString());
    }

    [Fact]
    public void A_criterion_is_found_by_its_name_and_not_by_its_place()
    {
        IReadOnlyList<DefinitionChange> changes = Between(Judge(), Judge() with { Rubric = Some.Rubric(Some.Criterion("new"), Two.Criteria[1]) });

        Assert.Equal(["rubric.criteria.accuracy", "rubric.criteria.new"], changes.Select(c => c.Path));
        Assert.Equal((false, true), (changes[0].A is null, changes[0].B is null));
        Assert.Equal((true, false), (changes[1].A is null, changes[1].B is null));
    }

    [Fact]
    public void Without_the_words_of_a_rubric_its_version_differs()
    {
        Judge changed = WithTone(Judge(), t => t with { Question = "Is it kind?" });

        Assert.Equal(DefinitionDiff.RubricVersion, Assert.Single(DefinitionDiff.Between(Encoding.UTF8.GetString(Judge().Definition()), Text(changed))).Path);
        Assert.Empty(DefinitionDiff.Between(Encoding.UTF8.GetString(changed.Definition()), Text(changed)));
    }

    [Fact]
    public void A_member_of_a_panel_is_told_by_its_name_and_a_stage_by_its_place()
    {
        Judge small = Some.Judge() with { Name = "small" };
        Judge strong = Some.Judge() with { Name = "strong", MaxOutputTokens = 2048 };
        Judge Cascade(double within, Judge last, int samples = 1) => PanelAtWork.Of(PanelAtWork.Cascade(new Escalation.Band(3, within), (small, samples), (last, 1)));

        Assert.Equal(["members.strong.model"], Between(Cascade(1, strong), Cascade(1, strong with { Model = new ModelReference("openai", "m2") })).Select(c => c.Path));
        Assert.Equal(["panel.band.within"], Between(Cascade(1, strong), Cascade(0.5, strong)).Select(c => c.Path));
        DefinitionChange voters = Between(Cascade(1, strong), Cascade(1, strong, samples: 2))[0];
        Assert.Equal(("panel.stages.1.voters", "[\"small\",\"small #2\"]"), (voters.Path, voters.B?.GetRawText()));
    }

    [Fact]
    public void What_is_stored_beside_a_version_begins_with_what_it_is_a_hash_of()
    {
        string hashed = Encoding.UTF8.GetString(Judge().Definition());

        Assert.StartsWith(hashed[..^1] + ",\"rubric\":", Text(Judge()), StringComparison.Ordinal);
    }

    private static Judge Judge() => Some.Judge() with { Model = new ModelReference("openai", "m"), Rubric = Two };

    private static Judge WithTone(Judge judge, Func<Criterion, Criterion> change) => judge with { Rubric = Two with { Criteria = [Two.Criteria[0], change(Two.Criteria[1])] } };

    private static IReadOnlyList<DefinitionChange> Between(Judge a, Judge b) => DefinitionDiff.Between(Text(a), Text(b));

    private static string Text(Judge judge) => Encoding.UTF8.GetString(judge.FullDefinition());
}
