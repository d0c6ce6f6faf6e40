using Assay.Configuring;
using Assay.Scoring.Checking.Json;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Tests.Conventions;
using System.Text.Json;

namespace Assay.Tests.Configuring;

public sealed class CheckReaderTests
{
    [Theory]
    [InlineData("exat", 3, 12, "`exat` is not a check. Did you mean `exact`?")]
    [InlineData("{ contain: a }", 3, 14, "`contain` is not a check. Did you mean `contains`?")]
    [InlineData("xyzzy", 3, 12, "`xyzzy` is not a check. Known: exact, contains,")]
    [InlineData("{}", 3, 12, "`criteria.c.check` names no check.")]
    [InlineData("{ exact: a, regex: b }", 3, 12, "`criteria.c.check` has more than one check: exact, regex.")]
    [InlineData("{ contains: a, ignore_cas: true }", 3, 27, "unknown key `criteria.c.check.ignore_cas`. Did you mean `ignore_case`?")]
    [InlineData("{ max_words: 3, tolerance: 1 }", 3, 28, "unknown key `criteria.c.check.tolerance`.")]
    [InlineData("[exact]", 3, 12, "must be the name of a check, or a mapping")]
    [InlineData("not_contains", 3, 12, "`not_contains` needs what it is to look for")]
    [InlineData("regex", 3, 12, "`regex` needs what it is to look for, such as `check: { regex: '^[0-9]+$' }`")]
    [InlineData("{ regex: '' }", 3, 21, "`criteria.c.check.regex` is empty")]
    [InlineData("{ regex: '(' }", 3, 21, "`criteria.c.check.regex` is no regular expression")]
    [InlineData("{ regex: '(a)\\1' }", 3, 21, "`criteria.c.check.regex` cannot be searched for in linear time")]
    [InlineData("{ contains: '' }", 3, 24, "`criteria.c.check.contains` is empty")]
    [InlineData("{ contains: [] }", 3, 24, "`criteria.c.check.contains` is an empty list")]
    [InlineData("{ contains: '{{refrence}}' }", 3, 24, "unknown field {{refrence}}. Did you mean {{reference}}?")]
    [InlineData("{ contains: '{{output}}' }", 3, 24, "{{output}} does not say what is expected")]
    [InlineData("{ numeric: 3, tolerance: -1 }", 3, 37, "`criteria.c.check.tolerance` is `-1`, but must be 0 or more")]
    [InlineData("{ numeric: 3, tolerance: near }", 3, 37, "`criteria.c.check.tolerance` is `near`")]
    [InlineData("{ numeric: three }", 3, 23, "`criteria.c.check.numeric` must be one number")]
    [InlineData("{ numeric: 3, take: middle }", 3, 32, "`criteria.c.check.take` is `middle`. Known: only, first, last.")]
    [InlineData("{ rouge_l: a, at_least: 2 }", 3, 36, "must be from 0 to 1")]
    [InlineData("max_latency", 3, 12, "such as `check: { max_latency: 2s }`")]
    [InlineData("{ max_latency: soon }", 3, 27, "must be a length of time")]
    [InlineData("{ max_cost: -1 }", 3, 24, "must be from 0 to")]
    [InlineData("{ max_words: 1.5 }", 3, 25, "must be a whole number")]
    [InlineData("{ refusal: maybe }", 3, 23, "must be true or false")]
    [InlineData("{ refusal: false }", 3, 12, "`refusal` takes nothing. Write `check: refusal`, or `check: not_refusal`.")]
    [InlineData("{ json_schema: { type: strng } }", 3, 27, "at #/type: `strng` is no type. Did you mean `string`?")]
    [InlineData("{ json_schema: none.json }", 3, 27, "the file none.json cannot be read")]
    [InlineData("{ json_schema: broken.json }", 3, 27, "broken.json is no JSON")]
    [InlineData("{ json_schema: wrong.json }", 3, 27, "wrong.json at #: `typ` is not supported")]
    public void An_error_names_line_column_and_remedy(string check, long line, long column, string message)
    {
        (Rubric? rubric, IReadOnlyList<Diagnostic> diagnostics) = RubricReader.Read("r.yaml", $"criteria:\n  c:\n    check: {check}\n", File);

        Assert.Null(rubric);
        Diagnostic error = Assert.Single(diagnostics, d => d.Severity == Severity.Error);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("scale: 1-5", "`criteria.c.scale` is for a model, but `check` decides this criterion on its own scale, pass/fail.")]
    [InlineData("checklist: [a]", "`criteria.c.checklist` is for a model")]
    [InlineData("wieght: 2", "unknown key `criteria.c.wieght`. Did you mean `weight`?")]
    public void What_is_for_a_model_does_not_stand_beside_a_check(string beside, string message)
    {
        (Rubric? _, IReadOnlyList<Diagnostic> diagnostics) = RubricReader.Read("r.yaml", $"criteria:\n  c:\n    check: json\n    {beside}\n");

        Assert.Contains(message, Assert.Single(diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_judge_of_checks_alone_needs_no_model_and_is_told_what_is_of_no_use()
    {
        AssayFile file = AssayFileReader.Read("assay.yaml", "judges:\n  format:\n    rubric: { criteria: { valid: { check: json }, short: { check: { max_words: 9 }, weight: 3 } } }\n    temperature: 0.5\n", File);

        Judge judge = Assert.Single(file.Judges);
        Assert.Equal(("offline:checks", 0, false), (judge.Model.ToString(), judge.Questions.Count, judge.Model.IsHeuristic));
        Assert.Equal([OutputCheck.EmptyOutput], judge.Checks);
        Assert.Equal([1, 3], judge.Rubric.Criteria.Select(c => c.Weight));
        Assert.Equal("assay.yaml:4:18: warning: `judges.format.temperature` is of no use: all criteria are checks, and no model is asked. Remove it.", Assert.Single(file.Diagnostics).ToString());
    }

    [Fact]
    public void A_judge_with_a_question_needs_a_model_that_can_answer_it()
    {
        const string rubric = "rubric: { overall: 0-1, criteria: { valid: { check: json }, right: { question: Right?, scale: 1-10 } } }";

        Assert.Contains("`judges.j.model` is missing", Assert.Single(AssayFileReader.Read("a.yaml", $"judges:\n  j:\n    {rubric}\n", File).Diagnostics).Message, StringComparison.Ordinal);
        Assert.Contains("not every criterion has a `check`", Assert.Single(AssayFileReader.Read("a.yaml", $"judges:\n  j:\n    model: offline:checks\n    {rubric}\n", File).Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_of_a_rubric_knows_every_check_and_the_guide_explains_it_with_every_keyword()
    {
        JsonElement kinds = JsonElement.Parse(Repository.Read("docs/schemas/rubric.schema.json")).GetProperty("definitions").GetProperty("check");
        string guide = Repository.Read("docs/guides/checks.md");
        string[] named = [.. kinds.GetProperty("anyOf")[0].GetProperty("enum").EnumerateArray().Select(e => e.GetString()!)];
        string[] mapped = [.. kinds.GetProperty("anyOf")[1].GetProperty("properties").EnumerateObject().Select(p => p.Name)];

        Assert.All(named, name => Assert.Contains(name, CheckReader.Names));
        Assert.All(named, name => Assert.DoesNotContain(RubricReader.Read("r.yaml", $"criteria: {{ c: {{ check: {name} }} }}").Diagnostics, d => d.Severity == Severity.Error));
        Assert.All(CheckReader.Names, name => Assert.True(named.Contains(name) || mapped.Contains(name), name));
        Assert.All(mapped.Concat(named).Concat(SchemaReader.Keywords), name => Assert.Contains($"`{name}`", guide, StringComparison.Ordinal));
    }

    private static string File(string name) => name switch
    {
        "broken.json" => "{",
        "wrong.json" => "{\"typ\": \"string\"}",
        _ => throw new FileNotFoundException($"There is no {name}."),
    };
}
