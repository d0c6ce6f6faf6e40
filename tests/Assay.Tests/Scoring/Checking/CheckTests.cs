using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Checking;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;

namespace Assay.Tests.Scoring.Checking;

/// <summary>Each check as it is written in a rubric, on outputs that pass it, fail it, or leave nothing to say.</summary>
public sealed class CheckTests
{
    private const string Schema = "{\"type\":\"object\",\"required\":[\"city\"]}";

    [Theory]
    [InlineData("exact", "Paris", 1, "is exactly \"Paris\"")]
    [InlineData("exact", "paris", 0, "is not \"Paris\"")]
    [InlineData("exact", " Paris\n", 0, "is not \"Paris\"")]
    [InlineData("{ exact: \"{{reference}}\", ignore_case: true, ignore_space: true }", " paris\n", 1, "is exactly \"Paris\"")]
    [InlineData("{ exact: [yes, ja] }", "ja", 1, "is exactly \"ja\"")]
    [InlineData("{ exact: [yes, ja] }", "oui", 0, "is none of the 2 expected texts")]
    [InlineData("contains", "It is Paris.", 1, "contains \"Paris\"")]
    [InlineData("{ contains: \"30 days\" }", "Within 30\ndays.", 0, "does not contain \"30 days\"")]
    [InlineData("{ contains: \"30 days\", ignore_space: true }", "Within 30\ndays.", 1, "contains \"30 days\"")]
    [InlineData("{ contains: [a, b, z] }", "a b", 0, "does not contain \"z\"")]
    [InlineData("{ contains: [a, z], any: true }", "a b", 1, "contains \"a\"")]
    [InlineData("{ contains: [y, z], any: true }", "a b", 0, "contains none of \"y\", \"z\"")]
    [InlineData("{ contains: \"order {{metadata.order}}\" }", "Your order 4711 left.", 1, "contains \"order 4711\"")]
    [InlineData("{ not_contains: [sorry, unfortunately], ignore_case: true }", "Sorry!", 0, "contains \"sorry\"")]
    [InlineData("{ not_contains: sorry }", "Yes.", 1, "does not contain \"sorry\"")]
    [InlineData("{ regex: '^[A-Z][a-z]+$' }", "Paris", 1, "matches /^[A-Z][a-z]+$/: \"Paris\"")]
    [InlineData("{ regex: '^[A-Z]+$' }", "Paris", 0, "nothing matches /^[A-Z]+$/")]
    [InlineData("{ regex: '^[A-Z]+$', ignore_case: true }", "Paris", 1, "matches /^[A-Z]+$/: \"Paris\"")]
    [InlineData("{ not_regex: '[0-9]{4,}' }", "My card is 4111.", 0, "matches /[0-9]{4,}/: \"4111\"")]
    [InlineData("json", "[1, 2]", 1, "is valid JSON")]
    [InlineData("json", "```json\n[1]\n```", 0, "is not valid JSON: line 1, byte 1")]
    [InlineData("json", "[1", 0, "is not valid JSON: line 1, byte 3")]
    [InlineData("{ json_schema: s.json }", "{\"city\":\"Paris\"}", 1, "follows the schema")]
    [InlineData("{ json_schema: { type: object, required: [city] } }", "{}", 0, "$ has no \"city\"")]
    [InlineData("{ numeric: 42, tolerance: 0.5 }", "It is 42.5.", 1, "says 42.5, expected is 42 ± 0.5")]
    [InlineData("{ numeric: 42, tolerance: 0.5 }", "It is 43.", 0, "says 43, expected is 42 ± 0.5: off by 1")]
    [InlineData("{ numeric: 200, tolerance: 5% }", "190", 1, "says 190, expected is 200 ± 5 %")]
    [InlineData("{ numeric: -200, tolerance: 5% }", "-189", 0, "says -189, expected is -200 ± 5 %: off by 11")]
    [InlineData("{ numeric: 0.3 }", "0.30000000000000004", 1, "says 0.3, expected is 0.3")]
    [InlineData("{ numeric: \"{{metadata.total}}\", take: last }", "2 and 3 make 5", 1, "says 5, expected is 5")]
    [InlineData("rouge_l", "Paris", 1, "rouge_l 1: precision 1, recall 1")]
    [InlineData("{ rouge_l: police killed the gunman }", "police kill the gunman", 0.75, "rouge_l 0.75: precision 0.75, recall 0.75")]
    [InlineData("{ token_f1: [nothing, the cat sat], at_least: 0.6 }", "A cat stood", 0, "token_f1 0.5: precision 0.5, recall 0.5; at least 0.6 is wanted")]
    [InlineData("{ max_latency: 2s }", "x", 1, "latency_ms is 1500 ms; at most 2000 ms is allowed")]
    [InlineData("{ max_latency: 1s }", "x", 0, "latency_ms is 1500 ms; at most 1000 ms is allowed")]
    [InlineData("{ max_cost: 0.01, field: usd }", "x", 0, "usd is $0.02; at most $0.01 is allowed")]
    [InlineData("{ max_words: 3 }", " one  two\nthree four", 0, "has 4 words; at most 3 are allowed")]
    [InlineData("{ max_characters: 3 }", "a\U0001F600b", 1, "has 3 characters; at most 3 are allowed")]
    [InlineData("refusal", "I can\u2019t help with that.", 1, "begins like a stock refusal: \"I can\u2019t help with that.\"")]
    [InlineData("not_refusal", "I can't help with that.", 0, "begins like a stock refusal: \"I can't help with that.\"")]
    [InlineData("not_refusal", "Yes.", 1, "does not begin like a stock refusal")]
    public void A_check_says_what_it_found(string check, string output, double value, string reason)
    {
        var graded = Assert.IsType<CheckFinding.Graded>(Find(check, Response(output)));

        Assert.Equal((value, reason), (graded.Value, graded.Reason));
        Assert.True(Grades.IsOn(Read(check).Scale, value));
        Assert.All(graded.Evidence, quote => Assert.Contains(quote, output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("exact", UnscoredReason.NoReference, "the response has no reference to compare with")]
    [InlineData("contains", UnscoredReason.NoReference, "the response has no reference to compare with")]
    [InlineData("rouge_l", UnscoredReason.NoReference, "the response has no reference to compare with")]
    [InlineData("{ contains: \"{{metadata.absent}}\" }", UnscoredReason.NoReference, "the response has no metadata.absent to compare with")]
    [InlineData("{ numeric: \"{{metadata.route}}\" }", UnscoredReason.NoReference, "what is expected holds no number")]
    [InlineData("{ numeric: 3 }", UnscoredReason.NoNumber, "the output holds no number")]
    [InlineData("{ max_latency: 1s, field: elapsed }", UnscoredReason.NotMeasured, "the response has no number in the metadata field elapsed")]
    [InlineData("{ max_cost: 1, field: route }", UnscoredReason.NotMeasured, "the response has no number in the metadata field route")]
    public void What_cannot_be_said_is_no_grade(string check, UnscoredReason reason, string detail)
    {
        var missing = Assert.IsType<CheckFinding.Missing>(Find(check, Response("I do not know.") with { Reference = null }));

        Assert.Equal((reason, detail), (missing.Reason, missing.Detail));
    }

    [Fact]
    public void A_pattern_that_makes_others_hang_is_searched_for_in_no_time()
    {
        string output = new('a', 1_000_000);

        var graded = Assert.IsType<CheckFinding.Graded>(Find("{ regex: '^(a+)+$' }", Response(output + "!")));

        Assert.Equal(0, graded.Value);
    }

    [Fact]
    public void Everything_that_can_change_what_it_decides_changes_the_version()
    {
        string[] checks =
        [
            "exact", "{ exact: a }", "{ exact: [a, b] }", "{ exact: a, ignore_case: true }", "{ exact: a, ignore_space: true }", "contains", "{ contains: [a, b] }", "{ contains: [a, b], any: true }",
            "{ not_contains: a }", "{ regex: a }", "{ regex: a, ignore_case: true }", "{ not_regex: a }", "json", "{ json_schema: { type: object } }", "{ json_schema: { type: array } }",
            "numeric", "{ numeric: 3 }", "{ numeric: 3, tolerance: 1 }", "{ numeric: 3, tolerance: 1% }", "{ numeric: 3, take: last }", "rouge_l", "token_f1", "{ token_f1: a }",
            "{ token_f1: a, at_least: 0.5 }", "{ token_f1: a, at_least: 0.6 }", "{ max_latency: 1s }", "{ max_latency: 2s }", "{ max_latency: 1s, field: f }", "{ max_cost: 1 }", "{ max_words: 1 }",
            "{ max_words: 2 }", "{ max_characters: 1 }", "refusal", "not_refusal",
        ];

        Assert.Equal(checks.Length, checks.Select(c => Rubric(c).Version).Distinct(StringComparer.Ordinal).Count());
    }

    private static CheckFinding Find(string check, Response response) => Read(check).Look(response)!;

    private static Check Read(string check) => Rubric(check).Criteria[0].Check!;

    private static Rubric Rubric(string check) => RubricReader.ReadOrThrow("r.yaml", $"criteria: {{ c: {{ check: {check} }} }}", name => name == "s.json" ? Schema : throw new FileNotFoundException(name));

    private static Response Response(string output) => new()
    {
        Id = "r",
        Input = "Where?",
        Output = output,
        Reference = "Paris",
        Metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["order"] = JsonElement.Parse("4711"), ["total"] = JsonElement.Parse("5"), ["latency_ms"] = JsonElement.Parse("1500"), ["usd"] = JsonElement.Parse("\"0.02\""), ["route"] = JsonElement.Parse("\"refunds\""),
        },
    };
}
