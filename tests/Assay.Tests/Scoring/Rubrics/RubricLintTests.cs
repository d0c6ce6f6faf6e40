using Assay.Configuring;
using Assay.Scoring.Rubrics;

namespace Assay.Tests.Scoring.Rubrics;

public sealed class RubricLintTests
{
    [Theory]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: 0-1\n    wieght: 2\n", 5, 5, "Did you mean `weight`?")]
    [InlineData("citeria:\n  tone: {question: Q?, scale: 0-1}\n", 1, 1, "Did you mean `criteria`?")]
    [InlineData("criteria: {tone: {question: Q?, scale: 0-1}}\nxyzzyx: 1\n", 2, 1, "Known here: criteria, description, failure_codes, name, overall.")]
    [InlineData("name: n\n", 1, 1, "List at least one")]
    [InlineData("criteria: {}\n", 1, 11, "List at least one")]
    [InlineData("criteria:\n  tone:\n    scale: 0-1\n", 3, 5, "`criteria.tone.question` is missing")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n", 3, 5, "`criteria.tone.scale` is missing. Write for example `scale: 1-5`")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: stars\n", 4, 12, "`stars` is not a scale. Known: 1-5")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: [1, 5]\n", 4, 12, "must be a text such as 1-5")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: {good: 1}\n", 4, 12, "at least two labels with different values")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: {poor: 1, good: 1}\n", 4, 12, "at least two labels with different values")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: {poor: 0, good: best}\n", 4, 28, "must be a number, but is `best`")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: {good: 1, Good: 0}\n", 4, 12, "differ")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: 0-1\n    weight: -1\n", 5, 13, "must be at least 0")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: 0-1\n    weight: NaN\n", 5, 13, "must be a number")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: 0-1\n    evidence: maybe\n", 5, 15, "must be true or false")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: 0-1\n    checklist: [a]\n", 4, 12, "both `scale` and `checklist`")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: 1-5\n    anchors: {6: best}\n", 5, 18, "is not a grade of the scale 1-5")]
    [InlineData("criteria:\n  my tone:\n    question: Q?\n    scale: 0-1\n", 3, 5, "use letters, digits, _ and -")]
    [InlineData("criteria: {a: {question: Q?, scale: 0-1, weight: 0}}\n", 1, 11, "Give a weight, or write `overall: none`")]
    [InlineData("failure_codes: {wrong: x, none: y}\ncriteria: {a: {question: Q?, scale: 0-1}}\n", 1, 16, "Give the code another name")]
    [InlineData("failure_codes: [a, A]\ncriteria: {a: {question: Q?, scale: 0-1}}\n", 1, 16, "one code twice")]
    [InlineData("criteria:\n  tone:\n    question: Q?\n    scale: pass/fail\n    fractions: true\n", 5, 16, "goes with a numeric scale only")]
    [InlineData("criteria: {a: {question: Q?, scale: 0-1}}\n---\nname: b\n", 3, 1, "a second document begins here")]
    [InlineData("criteria:\n  overall: {question: Q?, scale: 0-1}\n", 2, 12, "cannot be called `overall`")]
    [InlineData("criteria:\n  tone: good\n", 2, 9, "`criteria.tone` must be a mapping, but is `good`")]
    [InlineData("criteria:\n  a: {question: Q?, scale: 0-1}\n  b: {question: Q?, scale: 1-10}\n", 2, 3, "a: 0-1, fractions allowed; b: 1-10")]
    [InlineData("overall: pass/fail\ncriteria:\n  a: {question: Q?, scale: 0-1}\n", 1, 10, "is not a numeric scale")]
    [InlineData("- a\n- b\n", 1, 1, "must be a mapping")]
    [InlineData("", 1, 1, "List at least one")]
    [InlineData("criteria: {a: {question: Q?, scale: 0-1}\n", 2, 1, "not valid YAML")]
    [InlineData("criteria:\n  a: {question: Q?, scale: 0-1}\n  a: {question: Q?, scale: 0-1}\n", 3, 3, "not valid YAML")]
    public void An_error_names_line_column_and_remedy(string yaml, long line, long column, string message)
    {
        (Rubric? rubric, IReadOnlyList<Diagnostic> diagnostics) = RubricReader.Read("r.yaml", yaml);

        Assert.Null(rubric);
        Diagnostic error = Assert.Single(diagnostics, d => d.Severity == Severity.Error && d.Message.Contains(message, StringComparison.Ordinal));
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Fact]
    public void All_errors_are_listed_at_once()
    {
        var error = Assert.Throws<ConfigurationException>(
            () => RubricReader.ReadOrThrow("r.yaml", "criteria:\n  a: {question: Q?, scale: stars}\n  b: {scale: 0-1, wait: 1}\n"));

        Assert.Equal(3, error.Diagnostics.Count);
        Assert.Contains("r.yaml:2:28: error: `stars` is not a scale.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_anchors_are_a_warning_beside_a_usable_rubric()
    {
        (Rubric? rubric, IReadOnlyList<Diagnostic> diagnostics) = RubricReader.Read(
            "r.yaml", "criteria:\n  tone:\n    question: Q?\n    scale: 1-3\n    anchors: {1: rude, 3: kind}\n");

        Assert.NotNull(rubric);
        Diagnostic warning = Assert.Single(diagnostics);
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.Equal((3L, 5L), (warning.Line, warning.Column));
        Assert.Contains("no anchor for 2", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scale: 1-5", 5)]
    [InlineData("scale: {poor: 0, ok: 1, good: 2}", 3)]
    [InlineData("scale: 1-10", 0)]
    [InlineData("scale: 0-1", 0)]
    [InlineData("scale: pass/fail", 0)]
    [InlineData("checklist: [a, b]", 0)]
    public void Anchors_are_missed_where_a_scale_has_few_grades(string scale, int warnings)
    {
        (Rubric? rubric, IReadOnlyList<Diagnostic> diagnostics) = RubricReader.Read("r.yaml", $"criteria:\n  tone:\n    question: Q?\n    {scale}\n");

        Assert.NotNull(rubric);
        Assert.Equal(warnings, diagnostics.Count);
    }
}
