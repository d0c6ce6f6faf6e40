using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Configuring;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Causes;
using Assay.Tests.Conventions;

namespace Assay.Tests.Configuring;

public sealed partial class AlertRuleReaderTests
{
    private const string Judges = """
        judges: {quality: {model: "offline:heuristic", rubric: {criteria: {helpful: {question: "Does it help?", scale: 1-5}, polite: {question: "Is it polite?", scale: 1-5}}}}}
        slices: [route]
        notify: {ops: {}, phone: {}}

        """;

    [Fact]
    public void Rules_are_read()
    {
        AssayFile file = Read(Judges + """
            alerts:
              refunds: {judge: quality, criterion: polite, slice: route=refunds, mean: {below: 3.5, window: 24h, min_n: 80, confidence: 0.99}, severity: ticket, cooldown: 6h, notify: [ops]}
              last: {mean: {below: 3, last: 30}}
              fell: {drop: {}}
              bad: {bad_share: {budget: 2%, at_most: 2}}
              covered: {coverage: {below: 0.95, window: 1h}}
              late: {owed: {longer_than: 30m}}
              key: {judge_paused: {}}
              money: {budget: {spent: 80%}}
              silent: {no_data: {window: 2h}}
            """);

        Assert.DoesNotContain(file.Diagnostics, d => d.Severity == Severity.Error && d.Message.Contains("`alerts.", StringComparison.Ordinal));
        AlertRule refunds = file.Alerts.Rules[0];
        Assert.Equal(new AlertCondition.MeanBelow(3.5, TimeSpan.FromHours(24), 80, 0.99), refunds.Condition);
        Assert.Equal(("refunds", "quality", "polite", new Facet("route", "refunds")), (refunds.Name, refunds.Judge, refunds.Criterion, refunds.Slice));
        Assert.Equal((AlertSeverity.Ticket, TimeSpan.FromHours(6), AlertOrigin.File), (refunds.Severity, refunds.Cooldown, refunds.Origin));
        Assert.Equal(["ops"], refunds.Notify);
        Assert.Equal(
            [
                new AlertCondition.MeanBelow(3, null, 30, 0.95) { Last = 30 }, new AlertCondition.Drop(null), new AlertCondition.BadShare(2, 0.02), new AlertCondition.CoverageBelow(0.95, TimeSpan.FromHours(1), 20),
                new AlertCondition.OwedLongerThan(TimeSpan.FromMinutes(30)), new AlertCondition.JudgePaused(), new AlertCondition.BudgetSpent(0.8), new AlertCondition.NoData(TimeSpan.FromHours(2)),
            ],
            file.Alerts.Rules.Skip(1).Select(r => r.Condition));
    }

    [Fact]
    public void Default_rules_hold_until_they_are_switched_off_or_replaced()
    {
        string[] defaults = [.. DefaultAlerts.Rules.Select(r => r.Name)];

        Assert.Equal(defaults, Read("slices: []\n").Alerts.With([]).Select(r => r.Name));
        Assert.Empty(Read("alerts: {defaults: off}\n").Alerts.With([]));
        Assert.Equal(defaults.Except(["owed"]), Read("alerts: {owed: off}\n").Alerts.With([]).Select(r => r.Name));
        AlertRule own = Assert.Single(Read("alerts: {owed: {owed: {longer_than: 2h}}}\n").Alerts.With([]), r => r.Name == "owed");
        Assert.Equal((AlertOrigin.File, new AlertCondition.OwedLongerThan(TimeSpan.FromHours(2))), (own.Origin, own.Condition));
    }

    [Fact]
    public void A_rule_of_the_file_stands_before_one_of_the_page_and_that_before_a_default()
    {
        AlertSettings file = Read("alerts: {mine: {owed: {longer_than: 2h}}}\n").Alerts;
        AlertRule Page(string name) => new() { Name = name, Condition = new AlertCondition.JudgePaused(), Origin = AlertOrigin.Page };

        IReadOnlyList<AlertRule> rules = file.With([Page("mine"), Page("owed")]);

        Assert.Equal(AlertOrigin.File, Assert.Single(rules, r => r.Name == "mine").Origin);
        Assert.Equal(AlertOrigin.Page, Assert.Single(rules, r => r.Name == "owed").Origin);
    }

    [Theory]
    [InlineData("a: {}", 6, "has no condition")]
    [InlineData("a: {drop: {}, owed: {longer_than: 1h}}", 23, "are both given")]
    [InlineData("a: {mean: {below: 3}}", 13, "`alerts.a.mean.window` is missing")]
    [InlineData("a: {mean: {below: 3, window: 0}}", 32, "`alerts.a.mean.window` is 0, but must be from 1m to 90d")]
    [InlineData("a: {mean: {window: 1h}}", 13, "`alerts.a.mean.below` is missing")]
    [InlineData("a: {mean: {below: 3, window: 1h, last: 50}}", 42, "are both given")]
    [InlineData("a: {mean: {below: 3, last: 50, min_n: 60}}", 41, "more than `last`")]
    [InlineData("a: {mean: {below: 3, window: 1h}, judge: qualty}", 44, "Did you mean `quality`?")]
    [InlineData("a: {mean: {below: 3, window: 1h}, criterion: polit}", 48, "Did you mean `polite`?")]
    [InlineData("a: {mean: {below: 3, window: 1h}, criterion: zzzzzzzz}", 48, "Known: overall, helpful, polite")]
    [InlineData("a: {mean: {below: 3, window: 1h}, slice: rout=refunds}", 44, "Did you mean `route`?")]
    [InlineData("a: {mean: {below: 3, window: 1h}, slice: tenant=x}", 44, "`slices: [route, tenant]`")]
    [InlineData("a: {mean: {below: 3, window: 1h}, slice: refunds}", 44, "such as `route=refunds`")]
    [InlineData("a: {drop: {}, notify: [opps]}", 25, "Did you mean `ops`?")]
    [InlineData("a: {drop: {}, severity: high}", 27, "Known: page, ticket")]
    [InlineData("a: {drop: {}, cooldown: 400d}", 27, "at most 31d")]
    [InlineData("a: {drop: {leest: 1}}", 14, "Did you mean `least`?")]
    [InlineData("a: {drops: {}}", 7, "Did you mean `drop`?")]
    [InlineData("a: {bad_share: {budget: 200%}}", 27, "above 0 and at most 50%")]
    [InlineData("a: {bad_share: {budget: few}}", 27, "a share such as 0.02 or 2%")]
    [InlineData("a: {coverage: {below: 0, window: 1h}}", 25, "above 0 and at most 100%")]
    [InlineData("a: {owed: {longer_than: 1h}, criterion: polite}", 43, "is not about scores")]
    [InlineData("a: {budget: {spent: 80%}, slice: route=x}", 36, "known of a judge as a whole")]
    [InlineData("'a/b': {drop: {}}", 10, "is no name for a rule")]
    [InlineData("mine: off", 9, "only a default rule can be switched off")]
    public void An_error_names_place_and_remedy(string rule, long column, string message)
    {
        Diagnostic found = Assert.Single(Read($"{Judges}alerts:\n  {rule}\n").Diagnostics, d => d.Message.Contains(message, StringComparison.Ordinal));

        Assert.Equal((Severity.Error, 5, column), (found.Severity, found.Line, found.Column));
    }

    [Fact]
    public void A_rule_by_itself_is_read_with_its_name_before_it_and_without()
    {
        (AlertRule? bare, IReadOnlyList<Diagnostic> none) = AlertRuleReader.Read("mine", "mean: {below: 3.5, window: 24h}\nseverity: ticket\n", AlertNames.Any);
        (AlertRule? named, _) = AlertRuleReader.Read("mine", "mine:\n  mean: {below: 3.5, window: 24h}\n  severity: ticket\n", AlertNames.Any);

        Assert.Empty(none);
        Assert.Equal(AlertRuleText.Write(bare!), AlertRuleText.Write(named!));
    }

    [Fact]
    public void A_wrong_rule_by_itself_says_where()
    {
        (AlertRule? rule, IReadOnlyList<Diagnostic> findings) = AlertRuleReader.Read("mine", "mean:\n  below: 3.5\n  window: 0\n", AlertNames.Any);

        Assert.Null(rule);
        Assert.StartsWith("rule:3:11: error: `mean.window` is 0", Assert.Single(findings).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mean: {below: 3.25, window: 36h, min_n: 7, confidence: 0.5}\njudge: \"a b: c\"\nslice: \"route=re \\\"funds\\\"\"\n")]
    [InlineData("mean: {below: -3, last: 10}\ncriterion: yes\nnotify: [\"1\", ops]\ncooldown: 90s\n")]
    [InlineData("drop: {least: 0.3}\nseverity: ticket\ncooldown: 0\n")]
    [InlineData("bad_share: {budget: 0.3%, at_most: 2}\n")]
    [InlineData("coverage: {below: 95%, window: 90m}\n")]
    [InlineData("owed: {longer_than: 2d}\n")]
    [InlineData("no_data: {window: 30m}\n")]
    [InlineData("budget: {spent: 80%}\n")]
    [InlineData("judge_paused: {}\n")]
    public void A_rule_that_was_written_is_read_as_the_same_rule(string yaml)
    {
        AlertRule rule = AlertRuleReader.Read("mine", yaml, AlertNames.Any).Rule!;

        (AlertRule? again, IReadOnlyList<Diagnostic> findings) = AlertRuleReader.Read("mine", AlertRuleText.Write(rule), AlertNames.Any);

        Assert.Empty(findings);
        Assert.Equal(rule with { Notify = [] }, again! with { Notify = [] });
        Assert.Equal(rule.Notify, again.Notify);
    }

    [Theory]
    [InlineData("alerts: {a: {drop: {}, zzzzzzzzzzzz: 1}}\n", "alert")]
    [InlineData("alerts: {a: {mean: {zzzzzzzzzzzz: 1}}}\n", "alert_mean")]
    [InlineData("alerts: {a: {drop: {zzzzzzzzzzzz: 1}}}\n", "alert_drop")]
    [InlineData("alerts: {a: {bad_share: {zzzzzzzzzzzz: 1}}}\n", "alert_bad_share")]
    [InlineData("alerts: {a: {coverage: {zzzzzzzzzzzz: 1}}}\n", "alert_coverage")]
    [InlineData("alerts: {a: {owed: {zzzzzzzzzzzz: 1}}}\n", "alert_owed")]
    [InlineData("alerts: {a: {budget: {zzzzzzzzzzzz: 1}}}\n", "alert_budget")]
    [InlineData("alerts: {a: {no_data: {zzzzzzzzzzzz: 1}}}\n", "alert_no_data")]
    public void The_schema_names_the_keys_that_are_read(string yaml, string definition)
    {
        JsonElement schema = JsonElement.Parse(Repository.Read("docs/schemas/assay.schema.json")).GetProperty("definitions").GetProperty(definition);
        Diagnostic unknown = Assert.Single(Read(yaml).Diagnostics, d => d.Message.Contains("unknown key", StringComparison.Ordinal));

        Assert.Equal(KnownKeys().Match(unknown.Message).Groups["keys"].Value.Split(", "), schema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    private static AssayFile Read(string yaml) => AssayFileReader.Read("assay.yaml", yaml, _ => throw new FileNotFoundException("no such file"));

    [GeneratedRegex(@"Known here: (?<keys>.+)\.$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex KnownKeys();
}
