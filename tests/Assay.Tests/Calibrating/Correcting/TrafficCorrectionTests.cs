using Assay.Calibrating.Correcting;
using Assay.Calibrating.Labelling;
using Assay.Surfacing;
using Assay.Tests.Calibrating.Trusting;

namespace Assay.Tests.Calibrating.Correcting;

public sealed class TrafficCorrectionTests
{
    /// <summary>The judge's scores of 600 responses; what people say is a point higher, and better known for one route.</summary>
    private static readonly ScoreHistogram Scores = new("tone", 1, 5, [(1, 100), (2, 200), (3, 200), (4, 100)]);

    [Fact]
    public void Scores_as_counts_say_the_same_as_scores_one_by_one()
    {
        JudgedItem[] one = [.. JudgedTraffic.Draw(new Random(5), 60, 400, 0.6).Select(i => i with { Judge = Math.Round(i.Judge) })];
        JudgedItem[] counted =
        [
            .. one.Where(i => i.Label is not null),
            .. one.Where(i => i.Label is null).GroupBy(i => (i.Judge, i.Stratum)).Select(g => new JudgedItem(g.Key.Judge, null) { Stratum = g.Key.Stratum, Count = g.Count() }),
        ];
        (CorrectedMean expected, CorrectedMean found) = (MeanCorrection.Of(one, 1, 5)!, MeanCorrection.Of(counted, 1, 5)!);

        Assert.Equal(expected.Method, found.Method);
        Assert.Equal(expected.Judged, found.Judged);
        foreach ((Estimate a, Estimate b) in new[] { (expected.Corrected, found.Corrected), (expected.Raw, found.Raw), (expected.LabelsOnly, found.LabelsOnly), (expected.Ppi, found.Ppi) })
        {
            Assert.Equal(a.Mean, b.Mean, 9);
            Assert.Equal(a.Low!.Value, b.Low!.Value, 9);
            Assert.Equal(a.High!.Value, b.High!.Value, 9);
        }
    }

    [Fact]
    public void People_a_point_kinder_than_the_judge_move_the_mean_by_a_point_and_the_raw_one_stays()
    {
        CorrectedMean mean = Known(TrafficCorrection.Of(Scores, Labelled(80, (i, judge) => judge + 1), split: null));

        Assert.Equal(Scores.Mean(), mean.Raw);
        Assert.Equal(2.5 + 1, mean.Corrected.Mean, 2);
        Assert.Equal((80, 600), (mean.Corrected.N, mean.Judged));
        Assert.Empty(mean.Warnings);
    }

    [Fact]
    public void Strata_have_the_shares_that_they_have_in_all_traffic()
    {
        // Nine tenths of the traffic is of a route that people like, but half of the labels are of the other.
        ScoreHistogram all = new("tone", 1, 5, [(2, 60), (4, 540)]);
        var split = new TrafficSplit("route", [("bad", all with { Counts = [(2, 60)] }), ("good", all with { Counts = [(4, 540)] })]);
        LabelledResponse[] labelled =
        [
            .. Enumerable.Range(0, 40).Select(i => Some.Labelled(i, judge: i % 2 == 0 ? 2 : 4, people: [i % 2 == 0 ? 1 + (i % 4 / 2) : 4 + (i % 4 / 2)]) with
            {
                Fields = new Dictionary<string, string> { ["route"] = i % 2 == 0 ? "bad" : "good" },
            }),
        ];

        CorrectedMean mean = Known(TrafficCorrection.Of(all, labelled, split));

        Assert.Equal(CorrectionMethod.StratifiedPpiPlusPlus, mean.Method);
        Assert.Equal((0.1 * 1.5) + (0.9 * 4.5), mean.Corrected.Mean, 6);
        Assert.Equal([("bad", 20, 60), ("good", 20, 540)], mean.Strata.Select(s => (s.Stratum, s.Labels, s.Judged)).Order());
    }

    [Fact]
    public void Users_whose_scores_are_alike_widen_what_the_judge_adds()
    {
        LabelledResponse[] labelled = Labelled(80, (i, judge) => Math.Clamp(judge + (i % 3) - 1, 1, 5));
        double Half(ScoreHistogram scores) => Known(TrafficCorrection.Of(scores, labelled, split: null)).Corrected is { Low: { } low, High: { } high } ? high - low : 0;

        Assert.True(Half(Scores with { DesignEffect = 8 }) > 1.05 * Half(Scores));
    }

    [Theory]
    [InlineData(0, "0 of 600 judged responses are labelled")]
    [InlineData(3, "3 of 600 judged responses are labelled by people: too few to correct by. 10 are needed")]
    public void Few_labels_give_a_sentence_and_no_figure(int labels, string reason)
    {
        var absent = Assert.IsType<Correction.Absent>(labels == 0
            ? Correction.Of([new JudgedItem(3, null) { Count = 600 }], (1, 5))
            : TrafficCorrection.Of(Scores, Labelled(labels, (_, judge) => judge), split: null));

        Assert.StartsWith(reason, absent.Reason, StringComparison.Ordinal);
        Assert.Equal(labels, absent.Labels);
    }

    [Fact]
    public void Constant_labels_give_a_mean_without_an_interval_and_say_so()
    {
        CorrectedMean mean = Known(TrafficCorrection.Of(Scores, Labelled(40, (_, _) => 4), split: null));

        Assert.Null(mean.Corrected.Low);
        Assert.Contains("All labels are the same", Assert.Single(mean.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Responses_that_nobody_drew_by_chance_stand_for_no_others()
    {
        LabelledResponse[] chosen = [.. Labelled(40, (_, judge) => judge).Select(Undrawn)];
        LabelledResponse[] mixed = [.. Labelled(40, (_, judge) => judge).Select((l, i) => i < 10 ? Undrawn(l) : l)];

        Assert.Contains("assay label export", Assert.IsType<Correction.Absent>(TrafficCorrection.Of(Scores, chosen, null)).Reason, StringComparison.Ordinal);
        CorrectedMean mean = Known(TrafficCorrection.Of(Scores, mixed, null));
        Assert.Equal(30, mean.Corrected.N);
        Assert.Contains("10 labelled responses that were not drawn by chance are left out", string.Join(' ', mean.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_that_was_changed_within_the_range_is_not_corrected()
    {
        ScoreHistogram changed = Scores with { Counts = [new ScoreCount(2, 300), new ScoreCount(4, 300, 10)] };

        Assert.Contains("sample was changed", Assert.IsType<Correction.Absent>(TrafficCorrection.Of(changed, Labelled(40, (_, judge) => judge), null)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_line_has_both_means_the_method_and_what_the_labels_are_worth()
    {
        var known = new Correction.Known(new CorrectedMean(CorrectionMethod.StratifiedPpiPlusPlus, new Estimate(4.13, 4.03, 4.23, 200), new Estimate(3.29, 3.27, 3.31, 6_200), new Estimate(4.1, 3.96, 4.236, 200))
        {
            Ppi = new Estimate(4.1, 4, 4.2, 200), Judged = 6_200, Lambda = 0.5,
        });

        Assert.Equal("quality 4.13 ± 0.10 by people's labels (stratified PPI++, 200 labels, 6,200 judged; judge raw 3.29; worth 1.9x the labels)", CorrectionSentence.Of("quality", known, new ScoreHistogram("quality", 1, 5, [])));
        Assert.StartsWith("safe 413.0 % ± 10.0 pp", CorrectionSentence.Of("safe", known, new ScoreHistogram("safe", 0, 1, [])), StringComparison.Ordinal);
        Assert.Equal("tone: no corrected mean, for nobody asked", CorrectionSentence.Of("tone", new Correction.Absent("nobody asked", 0), new ScoreHistogram("tone", 1, 5, [])));
    }

    [Fact]
    public void The_field_that_explains_most_of_the_spread_is_told_by_the_scores_alone()
    {
        var split = new TrafficSplit("route", [("a", Scores with { Counts = [(1, 100), (2, 200)] }), ("b", Scores with { Counts = [(3, 200), (4, 100)] })]);
        var none = new TrafficSplit("language", [("en", Scores with { Counts = [(1, 50), (2, 100), (3, 100), (4, 50)] }), ("de", Scores with { Counts = [(1, 50), (2, 100), (3, 100), (4, 50)] })]);

        // Between 5/3 and 10/3 around 2.5: (5/6)² of a variance of 11/12.
        Assert.Equal(25 / 36.0 / (11 / 12.0), split.Explained(Scores), 9);
        Assert.Equal(0, none.Explained(Scores), 9);
        Assert.Equal("(none)", split.StratumOf(new Dictionary<string, string>()));
        Assert.Equal("(all others)", split.StratumOf(new Dictionary<string, string> { ["route"] = "c" }));
    }

    private static CorrectedMean Known(Correction correction) => Assert.IsType<Correction.Known>(correction).Mean;

    private static LabelledResponse Undrawn(LabelledResponse labelled) => labelled with { Labels = [.. labelled.Labels.Select(l => l with { Draw = null })] };

    /// <summary>As many of each score as there are in all, about.</summary>
    private static LabelledResponse[] Labelled(int count, Func<int, double, double> person) =>
        [.. Enumerable.Range(0, count).Select(i => (i, Judge: (double)((int[])[1, 2, 2, 3, 3, 4])[i % 6])).Select(i => Some.Labelled(i.i, i.Judge, [person(i.i, i.Judge)]))];
}
