using Assay.Calibrating;
using Assay.Calibrating.Gates;
using Assay.Calibrating.Labelling;
using Assay.Calibrating.Trusting;
using Assay.Surfacing;

namespace Assay.Tests.Calibrating.Trusting;

public sealed class TrustReadingTests
{
    private static readonly TrustSubject Subject = new("quality", "v1", ["tone"], new TrustTerms());

    [Fact]
    public void A_judge_that_says_what_people_say_is_trusted()
    {
        CriterionTrust trust = Read([.. Enumerable.Range(0, 60).Select(i => Some.Labelled(i, 1 + (i % 5), [i % 11 == 0 ? 1 + ((i + 1) % 5) : 1 + (i % 5)]))]);

        Assert.Equal((TrustLevel.Trusted, 60, 0), (trust.Level, trust.Items, trust.Disputed));
        Assert.Empty(trust.Reasons);
        Assert.Equal("cohen_kappa_quadratic", trust.KappaName);
        Assert.Equal(1 - (6.0 / 60), trust.Find("accuracy")!.Estimate!.Mean, 12);
    }

    [Fact]
    public void A_judge_that_is_half_a_point_too_strict_is_advisory_and_says_by_how_much()
    {
        CriterionTrust trust = Read([.. Enumerable.Range(0, 60).Select(i => Some.Labelled(i, Math.Max(1, 1 + (i % 5) - (i % 2)), [1 + (i % 5)]))]);

        Assert.Equal(TrustLevel.Advisory, trust.Level);
        Assert.Equal(-0.4, trust.Find("mean_bias")!.Estimate!.Mean, 9);
        Assert.Equal(["mean_bias is -0.4, but must be at most 0.25 points either way"], trust.Reasons);
    }

    [Fact]
    public void Without_labels_nothing_is_known_and_nothing_is_shown()
    {
        CriterionTrust trust = Read([]);

        Assert.Equal((TrustLevel.Unknown, 0, null), (trust.Level, trust.Items, trust.Latest));
        Assert.Equal(["its agreement with people was not measured"], trust.Reasons);
        Assert.Empty(trust.Figures);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void Few_items_of_one_rater_give_sentences_and_no_number_that_is_none(int items)
    {
        CriterionTrust trust = Read([.. Enumerable.Range(0, items).Select(i => Some.Labelled(i, 2, [3]))]);

        Assert.Equal(TrustLevel.Unknown, trust.Level);
        Assert.Null(trust.Kappa?.Value.Estimate);
        Assert.Null(trust.ForKappa);
        Assert.All(Everything(trust), e => Assert.True(double.IsFinite(e.Mean) && double.IsFinite(e.Low ?? 0) && double.IsFinite(e.High ?? 0)));
        Assert.Contains(trust.HumanCeiling, f => f.Value is Measured.Undefined { Reason: var reason } && reason.Contains("only where two label", StringComparison.Ordinal));
    }

    [Fact]
    public void Constant_labels_say_that_nothing_can_be_told_from_them()
    {
        CriterionTrust trust = Read([.. Enumerable.Range(0, 40).Select(i => Some.Labelled(i, 4, [4]))]);

        Assert.Equal(TrustLevel.Unknown, trust.Level);
        Assert.Contains("constant labels", ((Measured.Undefined)trust.Kappa!.Value).Reason, StringComparison.Ordinal);
        Assert.All(Everything(trust), e => Assert.True(double.IsFinite(e.Mean)));
    }

    [Fact]
    public void What_was_decided_counts_where_people_disagree_and_a_split_is_no_grade()
    {
        CriterionTrust trust = Read(
        [
            .. Enumerable.Range(0, 20).Select(i => Some.Labelled(i, 1 + (i % 5), [1 + (i % 5), 1 + (i % 5)])),
            Some.Labelled(20, 5, [1, 5], decided: 5),
            Some.Labelled(21, 5, [1, 5]),
        ]);

        Assert.Equal((22, 1), (trust.Items, trust.Disputed));
        Assert.Equal((21, 1.0), (trust.Find("accuracy")!.Estimate!.N, trust.Find("accuracy")!.Estimate!.Mean));
        Assert.Equal(21, trust.Confusion.Sum(c => c.Items.Count));
        Assert.NotNull(trust.HumanCeiling.FirstOrDefault(f => f.Name == "agreement")?.Value.Estimate);
    }

    [Fact]
    public void A_cell_of_the_matrix_holds_its_responses()
    {
        CriterionTrust trust = Read([Some.Labelled(1, 2, [4]), Some.Labelled(2, 2, [4]), Some.Labelled(3, 4, [4])]);

        Assert.Equal([(3, 1, "r002 r001"), (3, 3, "r003")], trust.Confusion.Select(c => (c.Human, c.Judge, string.Join(' ', c.Items.Select(i => i.ResponseId)))));
        Assert.Equal(["1", "2", "3", "4", "5"], trust.Scale.Names);
    }

    [Fact]
    public void A_mean_of_several_samples_is_taken_for_the_nearest_grade_and_its_bias_is_exact()
    {
        CriterionTrust trust = Read([.. Enumerable.Range(0, 30).Select(i => Some.Labelled(i, 1 + (i % 5) + (i % 5 < 4 ? 1 / 3.0 : -1 / 3.0), [1 + (i % 5)]))]);

        Assert.Equal(1, trust.Find("accuracy")!.Estimate!.Mean);
        Assert.Equal(0.2, trust.Find("mean_bias")!.Estimate!.Mean, 9);
    }

    [Fact]
    public void Pass_and_fail_are_told_apart_by_the_rates_of_the_judge()
    {
        CriterionTrust trust = Read([.. Enumerable.Range(0, 40).Select(i => Some.Labelled(i, i % 4 == 0 ? 0 : 1, [i % 2], scale: (0, 1)))]);

        Assert.Equal("cohen_kappa", trust.KappaName);
        // All twenty that people pass, the judge passes; of the twenty others half.
        Assert.Equal((1.0, 0.5, 0.5), (trust.Find("sensitivity")!.Estimate!.Mean, trust.Find("specificity")!.Estimate!.Mean, trust.Find("youden_j")!.Estimate!.Mean));
        Assert.Contains(trust.Reasons, r => r.StartsWith("specificity is 0.5", StringComparison.Ordinal));
    }

    [Fact]
    public void On_more_grades_rates_are_held_only_where_somebody_asks()
    {
        LabelledResponse[] items = [.. Enumerable.Range(0, 60).Select(i => Some.Labelled(i, i % 5 == 3 ? 3 : 1 + (i % 5), [1 + (i % 5)]))];
        TrustSubject asked = Subject with { Terms = new TrustTerms { Bars = new JudgeBars { Rates = 0.9, Required = new HashSet<string> { CheckName.TruePositives, CheckName.TrueNegatives } } } };

        Assert.Equal(TrustLevel.Trusted, Read(items).Level);
        CriterionTrust held = TrustReading.Of(asked, "tone", items, []);
        Assert.Equal(TrustLevel.Advisory, held.Level);
        Assert.StartsWith("sensitivity is 0.5, but must be at least 0.9", Assert.Single(held.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void A_probe_counts_for_the_version_that_it_is_of()
    {
        LabelledResponse[] items = [.. Enumerable.Range(0, 60).Select(i => Some.Labelled(i, 1 + (i % 5), [i % 11 == 0 ? 1 + ((i + 1) % 5) : 1 + (i % 5)]))];
        string report = """{"judge_version":"v1","repeat_consistency":{"value":0.8,"ci95":[0.7,0.9],"n":50},"sensitivity":{"value":0.9,"n":40},"more":[]}""";
        var bars = new JudgeBars { Required = new HashSet<string> { CheckName.Consistency } };
        CriterionTrust Of(ProbeFindings? probe) => TrustReading.Of(Subject with { Terms = new TrustTerms { Bars = bars, Probe = probe } }, "tone", items, []);

        Assert.Equal(["repeat_consistency is 0.8, but must be at least 0.9"], Of(ProbeFindings.Read("probe.json", report)).Reasons);
        Assert.Equal(TrustLevel.Trusted, Of(ProbeFindings.Read("probe.json", report.Replace("0.8", "0.95", StringComparison.Ordinal))).Level);
        Assert.Equal(["repeat_consistency was not measured, but must be at least 0.9"], Of(null).Reasons);
        Assert.Contains("is of version v0 of the judge", Of(ProbeFindings.Read("probe.json", report.Replace("v1", "v0", StringComparison.Ordinal))).Reasons[^1], StringComparison.Ordinal);
        Assert.Contains("is no JSON", Of(ProbeFindings.Read("probe.json", "no")).Reasons[^1], StringComparison.Ordinal);
        Assert.Contains("does not say which judge_version", Of(ProbeFindings.Read("probe.json", "[1]")).Reasons[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_judge_without_declared_bars_may_do_everything_and_one_with_them_what_all_its_criteria_allow()
    {
        CriterionTrust good = Read([.. Enumerable.Range(0, 60).Select(i => Some.Labelled(i, 1 + (i % 5), [i % 11 == 0 ? 1 + ((i + 1) % 5) : 1 + (i % 5)]))]);
        CriterionTrust unknown = Read([]) with { };
        var trust = new JudgeTrust(Subject with { Criteria = ["tone", "accuracy"] }, [good, unknown with { Criterion = "accuracy" }]);

        Assert.Equal(TrustLevel.Unknown, trust.Level);
        Assert.Empty(trust.WhyAdvisory("tone"));
        Assert.Equal(["accuracy: its agreement with people was not measured"], trust.WhyAdvisory(null));
        Assert.Equal(trust.WhyAdvisory(null), trust.WhyAdvisory("overall"));
        Assert.Contains("may neither page anybody nor fail a build", trust.Advice("accuracy")!, StringComparison.Ordinal);
        Assert.Null((trust with { Subject = Subject with { Terms = null } }).Advice(null));
    }

    [Fact]
    public void Length_that_only_the_judge_pays_for_is_its_excess()
    {
        var random = new Random(4);
        LabelledResponse[] items =
        [
            .. Enumerable.Range(0, 200).Select(i =>
            {
                double doublings = random.NextDouble() * 4;
                double person = 2 + (0.1 * doublings) + (random.NextDouble() / 2);
                return Some.Labelled(i, person + (0.3 * doublings), [person]) with { OutputLength = (int)(100 * Math.Pow(2, doublings)) };
            }),
        ];

        LengthBias length = LengthBias.Of(items)!;

        Assert.Equal(0.3, length.Excess.Mean, 2);
        Assert.Equal(length.Judge - length.Human, length.Excess.Mean, 9);
        Assert.Null(LengthBias.Of([.. items.Select(i => i with { OutputLength = 50 })]));
        Assert.Null(LengthBias.Of([.. items.Take(29)]));
    }

    [Fact]
    public void Agreement_is_told_by_week_and_by_month_and_by_the_values_of_a_field()
    {
        LabelledResponse[] items = [.. Enumerable.Range(0, 40).Select(i => Some.Labelled(i, i < 20 ? 4 : 2, [4]) with { FiguredAt = Some.Noon.AddDays(i / 2), Fields = new Dictionary<string, string> { ["route"] = i < 20 ? "good" : "bad", ["rare"] = $"{i}" } })];

        CriterionTrust weeks = TrustReading.Of(Subject, "tone", items, ["route", "rare"]);
        CriterionTrust months = TrustReading.Of(Subject, "tone", [.. items.Select((l, i) => l with { FiguredAt = Some.Noon.AddDays(5 * i) })], []);

        Assert.Equal([("week of 2026-05-04", 14), ("week of 2026-05-11", 14), ("week of 2026-05-18", 12)], weeks.OverTime.Select(p => (p.Name, p.Items)));
        Assert.Equal([("route", "bad", 0.0, -2.0), ("route", "good", 1.0, 0.0)], weeks.Slices.Select(s => (s.Field!, s.Name, s.Agreement!.Mean, s.Bias!.Mean)));
        Assert.Equal("2026-05", months.OverTime[0].Name);
    }

    [Fact]
    public void Labels_that_are_needed_grow_with_the_square()
    {
        LabelsNeeded needed = LabelsNeeded.For(new Estimate(0.6, 0.4, 0.8, 50), 0.1)!;

        Assert.Equal(0.2, needed.HalfWidth, 9);
        // To halve an interval takes four times the labels.
        Assert.InRange(needed.More, 150, 151);
        Assert.Equal(0, LabelsNeeded.For(new Estimate(0.6, 0.55, 0.65, 500), 0.1)!.More);
        Assert.Null(LabelsNeeded.For(new Estimate(0.6, null, null, 50), 0.1));
    }

    private static CriterionTrust Read(IReadOnlyList<LabelledResponse> items) => TrustReading.Of(Subject, "tone", items, []);

    private static IEnumerable<Estimate> Everything(CriterionTrust trust) =>
        trust.Figures.Concat(trust.HumanCeiling).Concat(trust.LeaveOneOut).Select(f => f.Value.Estimate)
            .Concat(trust.Calibration.Select(b => b.Human)).Concat(trust.OverTime.SelectMany(p => new[] { p.Agreement, p.Bias })).OfType<Estimate>();
}
