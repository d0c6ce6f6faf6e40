using Assay.Scoring.Rubrics;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Rubrics;

public sealed class RubricReaderTests
{
    private const string Full = """
        # Answers of the help desk.
        name: help
        description: What our support answers are held to.
        overall: 0-1
        failure_codes: [wrong_fact, off_topic]
        criteria:
          accuracy:
            question: Is it right?
            scale: 1-3
            weight: 3
            evidence: true
            anchors: {1: wrong, 2: partly, 3: right}
          tone:
            question: Is it kind?
            scale: {rude: 0, plain: 1, kind: 2}
            anchors: {rude: r, plain: p, kind: k}
          steps:
            question: Does it help?
            checklist: [Names the page., Names the button.]
        """;

    [Fact]
    public void A_rubric_is_read_as_written()
    {
        Rubric rubric = RubricReader.ReadOrThrow("desk.yaml", Full);

        Assert.Equal("help", rubric.Name);
        Assert.Equal(["wrong_fact", "off_topic"], rubric.FailureCodes.Select(c => c.Name));
        Assert.Equal(new Scale.Numeric(0, 1, Fractions: true), rubric.Overall);
        Assert.Equal(["accuracy", "tone", "steps"], rubric.Criteria.Select(c => c.Name));
        Criterion accuracy = rubric.Criteria[0];
        Assert.Equal((3, true, "Is it right?"), (accuracy.Weight, accuracy.Evidence, accuracy.Question));
        Assert.Equal([new Anchor("1", "wrong"), new Anchor("2", "partly"), new Anchor("3", "right")], accuracy.Anchors);
        Assert.Equal([new("rude", 0), new("plain", 1), new("kind", 2)], Assert.IsType<Scale.Labels>(rubric.Criteria[1].Scale).Values);
        Assert.Equal(["Names the page.", "Names the button."], Assert.IsType<Scale.Checklist>(rubric.Criteria[2].Scale).Items);
    }

    [Fact]
    public void Failure_codes_may_say_what_they_mean_and_those_without_a_meaning_keep_the_version_they_had()
    {
        Rubric plain = Rubric.Inline("accuracy", "Is it right?");
        Rubric listed = RubricReader.ReadOrThrow("a.yaml", "failure_codes: [wrong_fact, off_topic]\ncriteria: {accuracy: {question: Is it right?, scale: 1-5}}");
        Rubric explained = RubricReader.ReadOrThrow("a.yaml", "failure_codes: {wrong_fact: It states what is not so., off_topic: }\ncriteria: {accuracy: {question: Is it right?, scale: 1-5}}");

        // Hashes of what earlier releases wrote.
        Assert.Equal("9d163f15b35bb4afb568bfd38e224efb", plain.Version);
        Assert.Equal("a837d8700863d59b1e5172bd2a73dc59", listed.Version);
        Assert.Equal([new FailureCode("wrong_fact", "It states what is not so."), new FailureCode("off_topic")], explained.FailureCodes);
        Assert.NotEqual(listed.Version, explained.Version);
    }

    [Fact]
    public void A_rubric_without_a_name_is_called_like_its_file() =>
        Assert.Equal("desk", RubricReader.ReadOrThrow("desk.yaml", "criteria: {a: {question: Q?, scale: 0-1}}").Name);

    [Theory]
    [InlineData("# Answers of the help desk.", "# Something else.")]
    [InlineData("name: help", "name: desk")]
    [InlineData("description: What our support answers are held to.\n", "")]
    [InlineData("{1: wrong, 2: partly, 3: right}", "\n      1: wrong\n      2: 'partly'\n      3: \"right\"")]
    [InlineData("question: Is it right?", "question:   Is it right?   # really")]
    public void An_edit_of_comment_or_layout_keeps_the_version(string from, string to) => Assert.Equal(Version(Full), Version(Edit(from, to)));

    [Theory]
    [InlineData("Is it right?", "Is it correct?")]
    [InlineData("3: right", "3: Right")]
    [InlineData("Names the page.", "Names a page.")]
    [InlineData("weight: 3", "weight: 2")]
    [InlineData("evidence: true", "evidence: false")]
    [InlineData("overall: 0-1", "overall: 0-10")]
    [InlineData("overall: 0-1", "overall: none")]
    [InlineData("plain: 1", "plain: 0.5")]
    [InlineData("off_topic", "rude")]
    [InlineData("scale: 1-3", "scale: 1-3\n    fractions: true")]
    [InlineData("  accuracy:", "  correctness:")]
    public void An_edit_of_a_word_is_another_version(string from, string to) => Assert.NotEqual(Version(Full), Version(Edit(from, to)));

    [Fact]
    public void A_changed_copy_has_its_own_version()
    {
        Rubric rubric = Some.Rubric();
        string before = rubric.Version;

        Rubric changed = rubric with { Criteria = [Some.Criterion() with { Question = "How true is it?" }] };

        Assert.NotEqual(before, changed.Version);
    }

    [Fact]
    public void The_overall_score_is_the_weighted_mean_on_the_common_scale()
    {
        // accuracy 2 of 1-3 is 0.5 with weight 3, tone 2 of 0-2 is 1, steps 0 is 0: (1.5 + 1 + 0) / 5.
        Assert.Equal(0.5, RubricReader.ReadOrThrow("desk.yaml", Full).OverallOf([2, 2, 0])!.Value, 12);

        // Onto 1-5: 1 + 4 * 0.5 = 3 with weight 3, 5, and 1: (9 + 5 + 1) / 5.
        Assert.Equal(3, RubricReader.ReadOrThrow("desk.yaml", Edit("overall: 0-1", "overall: 1-5")).OverallOf([2, 2, 0])!.Value, 12);
    }

    [Fact]
    public void Criteria_on_one_scale_are_averaged_on_it()
    {
        Rubric rubric = RubricReader.ReadOrThrow("r.yaml", "criteria: {a: {question: Q?, scale: 1-5, weight: 2}, b: {question: Q?, scale: 1-5}}");

        Assert.Equal(Some.OneToFive, rubric.Overall);
        Assert.Equal(11 / 3.0, rubric.OverallOf([5, 1])!.Value, 12);
    }

    [Fact]
    public void Without_a_common_scale_or_weight_there_is_no_overall_score()
    {
        Assert.Null(RubricReader.ReadOrThrow("desk.yaml", Edit("overall: 0-1", "overall: none")).OverallOf([2, 2, 0]));
        Assert.Null(Some.Rubric(Some.Criterion(weight: 0)).OverallOf([4]));
    }

    private static string Version(string yaml) => RubricReader.ReadOrThrow("desk.yaml", yaml).Version;

    private static string Edit(string from, string to)
    {
        Assert.Contains(from, Full, StringComparison.Ordinal);
        return Full.Replace(from, to, StringComparison.Ordinal);
    }
}
