using Assay.Calibrating.Anchors;
using Assay.Configuring;
using Assay.Tests.Testing;

namespace Assay.Tests.Calibrating.Anchors;

public sealed class AnchorFileTests
{
    [Fact]
    public void A_set_is_the_same_in_any_order_and_with_any_labels_and_another_text_makes_another()
    {
        AnchorSet set = Read(Lines(100))!;

        Assert.Equal(100, set.Items.Count);
        Assert.Equal(set.Version, Read([.. Lines(100).Reverse()])!.Version);
        Assert.Equal(set.Version, Read([.. Lines(100).Select(l => l.Replace("}", ",\"label\":4}", StringComparison.Ordinal))])!.Version);
        Assert.NotEqual(set.Version, Read([.. Lines(100).Select(l => l.Replace("Answer 7.", "Answer seven.", StringComparison.Ordinal))])!.Version);
        Assert.All(Read([.. Lines(100).Select(l => l.Replace("}", ",\"label\":4}", StringComparison.Ordinal))])!.Items, i => Assert.Equal((4.0, false), (i.Label!.Value, i.Response.Metadata.ContainsKey("label"))));
    }

    [Theory]
    [InlineData(3, "anchors.jsonl:1:1: error: 3 anchors are too few: 30 are needed at least, and 200 taken at most. Take 100 to 200, drawn by chance from what the judge sees.")]
    [InlineData(201, "anchors.jsonl:1:1: error: 201 anchors are too many")]
    [InlineData(40, "anchors.jsonl:1:1: warning: 40 anchors see large moves of a judge only.")]
    public void Too_few_and_too_many_are_told(int count, string said) => Assert.StartsWith(said, Assert.Single(Findings(Lines(count))), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"id":"a0","input":"Other?","output":"Other."}""", "the anchor `a0` stands on line 1 already. Remove one of them, or give each an `id` of its own.")]
    [InlineData("""{"id":"again","input":"Question 1?","output":"Answer 1."}""", "the anchor `again` says the same as the one on line 2. Remove one of them: it would count twice.")]
    [InlineData("""{"id":"off","input":"Q?","output":"A.","label":9}""", "`label` is 9, which is not on the scale 1-5. Write what people say of the response on that scale, or leave it out.")]
    [InlineData("""{"id":"word","input":"Q?","output":"A.","label":"good"}""", "`label` is \"good\", which is not on the scale 1-5.")]
    [InlineData("""{"id":"no output","input":"Q?"}""", "output")]
    [InlineData("not json", "JSON")]
    public void What_is_wrong_is_told_with_its_line(string line, string said)
    {
        string finding = Assert.Single(Findings([.. Lines(100), line]));

        Assert.StartsWith("anchors.jsonl:101:1: error: ", finding, StringComparison.Ordinal);
        Assert.Contains(said, finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_too_long_to_be_sent_again_and_again_is_refused() =>
        Assert.Contains("has 100,012 characters, but may have 100,000", Assert.Single(Findings([.. Lines(100), $$"""{"id":"long","input":"Question 2?","output":"{{new string('x', 100_001)}}"}"""])), StringComparison.Ordinal);

    [Theory]
    [InlineData("anchors: nowhere.jsonl", "the file nowhere.jsonl cannot be read")]
    [InlineData("anchors: {trickle: 10}", "`judges.quality.anchors.file` is missing")]
    [InlineData("anchors: {file: anchors.jsonl, trickles: 10}", "Did you mean `trickle`?")]
    [InlineData("anchors: {file: anchors.jsonl, deadline: 2s}", "`judges.quality.anchors.deadline` must be from 10s to 1h")]
    [InlineData("anchors: {file: anchors.jsonl, runs: 0}", "`judges.quality.anchors.runs`")]
    public void Mistakes_in_the_configuration_are_told(string anchors, string said) =>
        Assert.Contains(Configured(anchors).Diagnostics, d => d.Severity == Severity.Error && d.Message.Contains(said, StringComparison.Ordinal));

    [Fact]
    public void A_judge_has_its_anchors_and_its_version_does_not_change_by_them()
    {
        AssayFile file = Configured("anchors: {file: anchors.jsonl, trickle: 10, runs: 5, deadline: 90s}");
        AnchorTerms terms = file.Judges[0].Terms.Anchors!;

        Assert.DoesNotContain(file.Diagnostics, d => d.Severity == Severity.Error);
        Assert.Equal((10, 5, TimeSpan.FromSeconds(90), 100), (terms.Trickle, terms.Runs, terms.Deadline, terms.Set.Items.Count));
        Assert.Equal((50, 3, TimeSpan.FromMinutes(5)), Configured("anchors: anchors.jsonl").Judges[0].Terms.Anchors is { } usual ? (usual.Trickle, usual.Runs, usual.Deadline) : default);
        Assert.Equal(Configured("").Judges[0].Version, file.Judges[0].Version);
    }

    private static string[] Lines(int count) => [.. Enumerable.Range(0, count).Select(i => $$"""{"id":"a{{i}}","input":"Question {{i}}?","output":"Answer {{i}}."}""")];

    private static AnchorSet? Read(string[] lines) => AnchorFile.Read("anchors.jsonl", string.Join('\n', lines), Some.OneToFive, []);

    private static IEnumerable<string> Findings(string[] lines)
    {
        var findings = new List<Diagnostic>();
        AnchorFile.Read("anchors.jsonl", string.Join("\r\n", lines), Some.OneToFive, findings);
        return findings.Select(f => f.ToString());
    }

    private static AssayFile Configured(string anchors) => AssayFileReader.Read(
        "assay.yaml",
        $$"""
        judges:
          quality:
            model: openai:m
            rubric: { criteria: { helpful: { question: "Does it help?", scale: 1-5 } } }
            {{anchors}}
        """,
        name => name == "anchors.jsonl" ? string.Join('\n', Lines(100)) : throw new FileNotFoundException($"no {name}"));
}
