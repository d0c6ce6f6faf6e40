using System.Text.Json;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Tests.Conventions;

namespace Assay.Tests.Configuring;

public sealed class PanelReaderTests
{
    private const string Singles = """
        judges:
          small: {model: openai:small, rubric: r.yaml}
          strong: {model: openai:strong, rubric: r.yaml}
          other: {model: openai:other, rubric: s.yaml}
          pairs: {model: openai:pairs, mode: pairwise, rubric: r.yaml}

        """;

    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["r.yaml"] = "criteria: {tone: {question: Q?, scale: 1-5}}", ["s.yaml"] = "criteria: {tone: {question: Q?, scale: 1-10}}",
    };

    [Fact]
    public void A_jury_names_judges_and_models_and_takes_their_rubric()
    {
        Judge judge = Read("  panel: {jury: {members: [small, 'openai:third', {judge: strong}]}}").Single(j => j.Name == "panel");

        Assert.Equal(["small", "openai:third", "strong"], judge.Panel!.Voters.Select(v => v.Name));
        Assert.Equal("tone", Assert.Single(judge.Rubric.Criteria).Name);
        Assert.Equal(judge.Rubric.Version, judge.Panel.Judges[1].Rubric.Version);
        Assert.Equal((2, "mean", "jury:openai:small + openai:third + openai:strong"), (judge.Panel.Stages[0].Quorum, judge.Panel.Stages[0].Rule.Name, judge.Model.ToString()));
    }

    [Fact]
    public void Members_that_are_asked_near_the_bar_come_second()
    {
        Judge judge = Read("  panel: {jury: {members: [{judge: strong, ask: near_bar}, small], bar: {around: 3}}}")[^1];

        Assert.Equal(["small", "jury"], judge.Panel!.Stages.Select(s => s.Name));
        Assert.Equal(["small", "strong"], judge.Panel.Voters.Select(v => v.Name));
        Assert.Equal(new Escalation.Band(3, 0.5), judge.Panel.Escalation);
        Assert.True(judge.Panel.LastDecides);
    }

    [Fact]
    public void A_cascade_asks_for_samples_of_one_judge_and_for_a_jury_that_is_declared_after_it()
    {
        Judge judge = Read("""
              panel: {cascade: {stages: [small, {judge: small, samples: 3}, both, human], band: {around: 3.5, within: 0.5}}}
              both: {jury: {members: [small, strong]}}
            """).Single(j => j.Name == "panel");

        Assert.Equal(["small", "small x3", "both"], judge.Panel!.Stages.Select(s => s.Name));
        Assert.Equal(["small", "small #2", "small #3", "strong"], judge.Panel.Voters.Select(v => v.Name));
        Assert.Equal([0, 3], judge.Panel.Stages[2].Voters);
        Assert.Equal((true, false), (judge.Panel.AsksPeople, judge.Panel.LeavesUnscored));
        Assert.Contains("not certified", Assert.Single(judge.Panel.Notes), StringComparison.Ordinal);
        // Three answers that are free to differ, of which the first stage takes one; the strong judge is asked once.
        Assert.Equal([1, 1, 1, 0], judge.Panel.Voters.Select(v => v.Judge.Temperature!.Value));
    }

    [Fact]
    public void A_judge_that_is_asked_several_times_at_a_declared_temperature_of_0_is_warned_of()
    {
        AssayFile file = AssayFileReader.Read("assay.yaml", """
            judges:
              small: {model: openai:small, rubric: r.yaml, temperature: 0}
              strong: {model: openai:strong, rubric: r.yaml}
              panel: {cascade: {stages: [small, {judge: small, samples: 3}, strong], band: {around: 3.5, within: 0.5}}}
            """, ReadFile([]));

        Assert.Equal([0, 0, 0, 0], file.Judges[^1].Panel!.Voters.Select(v => v.Judge.Temperature!.Value));
        Assert.Contains("at temperature 0", Assert.Single(file.Diagnostics, d => d.File == "assay.yaml").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_holds_for_the_stages_it_was_tested_on()
    {
        const string cascade = "  panel: {cascade: {stages: [{judge: small, samples: 3}, {judge: strong, samples: 3}], certificate: c.json}}";
        Panel gathering = Read(cascade.Replace("certificate: c.json", "ask: all", StringComparison.Ordinal))[^1].Panel!;
        string Certificate(string second) => $$"""
            {"kind":"cascade_certificate","target":0.8,"delta":0.1,"tested":300,"risk_bound":0.19,
             "stages":[{"stage":"small","stage_version":"{{gathering.VersionOf(gathering.Stages[0])}}","threshold":1},{"stage":"strong","stage_version":"{{second}}"}]}
            """;

        Panel certified = Read(cascade, ("c.json", Certificate(gathering.VersionOf(gathering.Stages[1]))))[^1].Panel!;
        string refused = Refused(cascade, ("c.json", Certificate("0123456789abcdef")));

        Assert.Equal([1, null], Assert.IsType<Escalation.Certified>(certified.Escalation).Thresholds);
        Assert.True(certified.LeavesUnscored);
        Assert.Empty(certified.Notes);
        Assert.Contains("which holds for version 0123456789abcdef of the stage strong", refused, StringComparison.Ordinal);
        Assert.Contains("Gather gold first", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stages: [small, {judge: strong, samples: 3}], ask: all", true)]
    [InlineData("stages: [sampled, weighed], ask: all", false)]
    [InlineData("stages: [small, strong], band: {around: 3}", false)]
    [InlineData("stages: [small, strong], band: {around: 3}, ask: all", false)]
    public void A_stage_that_tells_nothing_of_its_certainty_is_named_where_one_decides_by_it(string cascade, bool isNamed)
    {
        string text = Singles + """
              sampled: {model: openai:small, rubric: r.yaml, samples: 3}
              weighed: {model: openai:small, rubric: r.yaml, scores: weighted}
              panel: {cascade: {CASCADE}}
            """.Replace("CASCADE", cascade, StringComparison.Ordinal);

        AssayFile file = AssayFileReader.Read("assay.yaml", text, ReadFile([]));

        Assert.Equal(isNamed, file.Diagnostics.Any(d => d.File == "assay.yaml" && d.Message.Contains("the stage small is asked once and its grade counts as it stands", StringComparison.Ordinal)));
        Assert.Equal(isNamed, file.Judges.Single(j => j.Name == "panel").Panel!.Notes.Any(n => n.Contains("`scores: weighted`", StringComparison.Ordinal)));
    }

    [Fact]
    public void Weights_hold_for_the_versions_they_were_learnt_on_and_say_where_the_panel_is_not_worth_it()
    {
        const string jury = "  panel: {jury: {members: [small, strong], weights: w.json}}";
        IReadOnlyList<Judge> singles = Read("");
        string Weights(string strong) => $$"""
            {"kind":"jury_weights","items":200,"warning":"The panel does not beat strong.","members":[
              {"judge":"small","judge_version":"{{singles[0].Version}}","weight":1.5},{"judge":"strong","judge_version":"{{strong}}","weight":2}]}
            """;

        Panel panel = Read(jury, ("w.json", Weights(singles[1].Version)))[^1].Panel!;

        Assert.Equal([1.5, 2], Assert.IsType<Combination.Weighted>(panel.Stages[0].Rule).Weights);
        Assert.Contains("does not beat strong", Assert.Single(panel.Notes), StringComparison.Ordinal);
        Assert.Contains($"version 0123456789abcdef of strong, which is {singles[1].Version} now", Refused(jury, ("w.json", Weights("0123456789abcdef"))), StringComparison.Ordinal);
        Assert.Contains("has no weight for openai:third", Refused(jury.Replace("strong]", "'openai:third']", StringComparison.Ordinal), ("w.json", Weights(singles[1].Version))), StringComparison.Ordinal);
        Assert.Contains("assay trust jury LABELS --out w.json", Refused(jury), StringComparison.Ordinal);
        Assert.Contains("cannot be read from w.json", Refused(jury, ("w.json", "[]")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jury: {members: [small]}", "names one judge: a jury has at least two")]
    [InlineData("jury: {members: []}", "names nobody: a jury has at least two")]
    [InlineData("jury: {members: small}", "must be a list")]
    [InlineData("jury: {members: [small, smal]}", "Did you mean `small`?")]
    [InlineData("jury: {members: [small, other]}", "judges by another rubric")]
    [InlineData("jury: {members: [small, pairs]}", "compares two outputs: write `mode: pairwise` here too")]
    [InlineData("jury: {members: [small, panel]}", "names the judge itself")]
    [InlineData("jury: {members: [small, small]}", "is the same judge as another member")]
    [InlineData("jury: {members: [small, 'offline:heuristic']}", "whose scores are made up")]
    [InlineData("jury: {members: [small, strong], quorum: 3}", "there are 2 members")]
    [InlineData("jury: {members: [small, strong], combine: mode}", "Known: mean, median, majority, weighted")]
    [InlineData("jury: {members: [small, strong], combine: weighted}", "assay trust jury LABELS --out weights.json")]
    [InlineData("jury: {members: [small, {judge: strong, ask: near_bar}]}", "needs a bar")]
    [InlineData("jury: {members: [{judge: small, ask: near_bar}, {judge: strong, ask: near_bar}], bar: {around: 3}}", "somebody must be asked first")]
    [InlineData("jury: {members: [small, strong], bar: {around: 7}}", "from 1 to 5")]
    [InlineData("jury: {members: [small, strong], memmbers: 1}", "unknown key")]
    [InlineData("jury: {members: [small, strong]}, model: 'openai:m'", "name the model among those who are asked")]
    [InlineData("jury: {members: [small, strong]}, cascade: {stages: [small, strong]}", "both a jury and a cascade")]
    [InlineData("jury: {members: ['openai:a', 'openai:b']}", "`judges.panel.rubric` is missing")]
    [InlineData("cascade: {stages: [small, strong]}", "does not say when a stage decides")]
    [InlineData("cascade: {stages: [small], band: {around: 3}}", "has one stage")]
    [InlineData("cascade: {stages: [human, small], band: {around: 3}}", "must be the last stage")]
    [InlineData("cascade: {stages: [small, strong], band: {within: 1}}", "Name the score that counts as good enough, from 1 to 5")]
    [InlineData("cascade: {stages: [small, strong], band: {around: 3}, certificate: c.json}", "both a band and a certificate")]
    [InlineData("cascade: {stages: [small, strong], certificate: c.json}", "cannot be read from c.json")]
    [InlineData("cascade: {stages: [small, strong], band: {around: 3}, leave: it}", "Known: verdict")]
    [InlineData("cascade: {stages: [small, strong], ask: some}", "Known: all")]
    [InlineData("cascade: {stages: [small, panel], band: {around: 3}}", "names the judge itself")]
    [InlineData("cascade: {stages: [small, {judge: strong, samples: 3, name: small}], band: {around: 3}}", "two stages are called `small`")]
    public void What_makes_no_panel_is_told(string panel, string said) => Assert.Contains(said, Refused($"  panel: {{{panel}}}"), StringComparison.Ordinal);

    [Fact]
    public void What_is_for_models_alone_is_of_no_use_where_all_are_judges()
    {
        AssayFile Of(string second) => AssayFileReader.Read("assay.yaml", $"{Singles}  panel: {{temperature: 1, jury: {{members: [small, '{second}']}}}}\n", ReadFile([]));

        Assert.Contains("`judges.panel.temperature` is of no use", Assert.Single(Of("strong").Diagnostics, d => d.File == "assay.yaml").Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Of("openai:third").Diagnostics, d => d.File == "assay.yaml");
        Assert.Equal(1, Of("openai:third").Judges[^1].Panel!.Judges[1].Temperature);
    }

    [Theory]
    [InlineData("jury", "jury: {members: [small, strong], zzzzzzzzzzzzzz: 1}")]
    [InlineData("cascade", "cascade: {stages: [small, strong], band: {around: 3}, zzzzzzzzzzzzzz: 1}")]
    [InlineData("band", "cascade: {stages: [small, strong], band: {around: 3, zzzzzzzzzzzzzz: 1}}")]
    public void The_schema_names_the_keys_that_are_read(string definition, string panel)
    {
        JsonElement schema = JsonElement.Parse(Repository.Read("docs/schemas/assay.schema.json")).GetProperty("definitions").GetProperty(definition).GetProperty("properties");

        Assert.Contains($"Known here: {string.Join(", ", schema.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal))}.", Refused($"  panel: {{{panel}}}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Panels_that_ask_each_other_in_a_circle_are_refused() => Assert.Contains(
        "it is a panel that may ask this one",
        Refused("""
              one: {cascade: {stages: [small, two], band: {around: 3}}}
              two: {cascade: {stages: [small, one], band: {around: 3}}}
            """), StringComparison.Ordinal);

    private static IReadOnlyList<Judge> Read(string panels, params (string Name, string Text)[] files) => AssayFileReader.ReadOrThrow("assay.yaml", Singles + panels + "\n", ReadFile(files)).Judges;

    private static string Refused(string panels, params (string Name, string Text)[] files) =>
        Assert.Throws<ConfigurationException>(() => AssayFileReader.ReadOrThrow("assay.yaml", Singles + panels + "\n", ReadFile(files))).Message;

    private static Func<string, string> ReadFile((string Name, string Text)[] files) => name =>
        Files.TryGetValue(name, out string? text) ? text : files.FirstOrDefault(f => f.Name == name).Text ?? throw new FileNotFoundException("there is none.");
}
