using Assay.Calibrating.Labelling;

namespace Assay.Tests.Calibrating.Labelling;

public sealed class LabelSampleTests
{
    private const int Draws = 4_000;

    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Beyond so many standard errors none of a few hundred shares falls by chance.</summary>
    private const double Sigmas = 4.5;

    [Fact]
    public void So_many_are_drawn_as_were_asked_for_each_once_and_the_same_for_the_same_seed()
    {
        LabelFrame frame = Frame(500);

        LabelSample first = LabelSample.Draw(frame, Plan(100, 7), []);
        LabelSample again = LabelSample.Draw(frame, Plan(100, 7), []);
        LabelSample other = LabelSample.Draw(frame, Plan(100, 8), []);

        Assert.Equal(100, first.Items.Count);
        Assert.Equal(100, first.Items.Select(i => i.Key).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 100), first.Items.Select(i => i.Position));
        Assert.Equal(first.Items, again.Items);
        Assert.NotEqual(first.Items, other.Items);
        Assert.Equal(500, first.Population);
    }

    [Fact]
    public void A_fifth_is_for_two_people()
    {
        LabelSample sample = LabelSample.Draw(Frame(500), Plan(100, 1), []);

        Assert.Equal(20, sample.Items.Count(i => i.Raters == 2));
        Assert.Equal(0, LabelSample.Draw(Frame(500), Plan(100, 1) with { Doubles = 0 }, []).Items.Count(i => i.Raters == 2));
    }

    [Fact]
    public void Each_response_is_drawn_as_often_as_its_probability_says()
    {
        LabelFrame frame = Frame(120);
        var times = new Dictionary<long, int>();
        var probability = new Dictionary<long, double>();
        for (int seed = 0; seed < Draws; seed++)
        {
            foreach (LabelItem item in LabelSample.Draw(frame, Plan(30, seed), []).Items)
            {
                times[item.Key] = times.GetValueOrDefault(item.Key) + 1;
                probability[item.Key] = item.Probability;
            }
        }

        Assert.Equal(120, times.Count);
        Assert.Equal(30, probability.Values.Sum(), 6);
        Assert.True(probability.Values.Distinct().Count() > 2);
        Assert.All(times, t => AssertShare(probability[t.Key], t.Value));
    }

    [Fact]
    public void What_chance_draws_is_by_itself_a_sample_in_which_all_are_equally_likely()
    {
        LabelFrame frame = Frame(120);
        var times = new Dictionary<long, int>();
        double rate = 0;
        for (int seed = 0; seed < Draws; seed++)
        {
            LabelSample sample = LabelSample.Draw(frame, Plan(30, seed), []);
            rate = sample.Rates.Random;
            foreach (LabelItem item in sample.Items.Where(i => i.Arm == LabelArm.Random))
            {
                times[item.Key] = times.GetValueOrDefault(item.Key) + 1;
            }
        }

        Assert.All(frame.Candidates, c => AssertShare(rate, times.GetValueOrDefault(c.Key)));
    }

    [Fact]
    public void Means_with_the_inverse_probabilities_are_those_of_all_and_without_them_they_are_not()
    {
        LabelFrame frame = Frame(400);
        double truth = frame.Candidates.Average(Truth);
        var known = frame.Candidates.ToDictionary(c => c.Key, Truth);
        (var totals, var ratios, var plain) = (new List<double>(), new List<double>(), new List<double>());
        for (int seed = 0; seed < 1_500; seed++)
        {
            IReadOnlyList<LabelItem> items = LabelSample.Draw(frame, Plan(80, seed), []).Items;
            totals.Add(items.Sum(i => known[i.Key] / i.Probability) / frame.Candidates.Count);
            ratios.Add(items.Sum(i => known[i.Key] / i.Probability) / items.Sum(i => 1 / i.Probability));
            plain.Add(items.Average(i => known[i.Key]));
        }

        Assert.InRange(totals.Average(), truth - Error(totals), truth + Error(totals));
        // The ratio's bias is of the order of its variance.
        Assert.InRange(ratios.Average(), truth - Error(ratios) - 0.003, truth + Error(ratios) + 0.003);
        Assert.True(plain.Average() < truth - 0.2, $"{plain.Average()} {truth}");

        static double Error(List<double> values) => Sigmas * Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Count - 1) / values.Count);
    }

    [Fact]
    public void After_a_second_queue_each_probability_is_that_of_being_in_either()
    {
        LabelFrame frame = Frame(120);
        var times = new Dictionary<long, int>();
        var probability = new Dictionary<long, double>();
        for (int seed = 0; seed < Draws; seed++)
        {
            LabelSample first = LabelSample.Draw(frame, Plan(20, seed), []);
            Dictionary<long, double> drawn = first.Items.ToDictionary(i => i.Key, i => i.Probability);
            LabelSample second = LabelSample.Draw(
                new LabelFrame([.. frame.Candidates.Select(c => drawn.TryGetValue(c.Key, out double p) ? c with { DrawnWith = p } : c)], (1, 5), null, new HashSet<string>()),
                Plan(20, seed + 100_000), [Queue(first.Rates)]);
            Assert.Empty(second.Items.Select(i => i.Key).Intersect(drawn.Keys));
            foreach ((long key, double p) in second.DrawnWith.Concat(second.Items.Select(i => KeyValuePair.Create(i.Key, i.Probability))))
            {
                times[key] = times.GetValueOrDefault(key) + 1;
                // It changes a little with what the first queue left over.
                probability[key] = probability.GetValueOrDefault(key) + p;
            }
        }

        Assert.Equal(120, times.Count);
        Assert.All(times, t => AssertShare(probability[t.Key] / t.Value, t.Value, slack: 0.004));
    }

    [Fact]
    public void A_queue_from_before_a_response_was_scored_could_not_have_drawn_it()
    {
        LabelFrame frame = Frame(120);
        LabelQueue before = Queue(new LabelRates(0.5, 0, 0));

        LabelSample alone = LabelSample.Draw(frame, Plan(20, 1), []);
        LabelSample late = LabelSample.Draw(frame, Plan(20, 1), [before with { DrawnAt = Noon.AddHours(-1) }]);
        LabelSample elsewhere = LabelSample.Draw(frame, Plan(20, 1), [before with { To = Noon.AddHours(-2) }]);
        LabelSample after = LabelSample.Draw(frame, Plan(20, 1), [before]);

        Assert.Equal(alone.Items, late.Items);
        Assert.Equal(alone.Items, elsewhere.Items);
        Assert.All(alone.Items.Zip(after.Items), i => Assert.Equal(1 - (0.5 * (1 - i.First.Probability)), i.Second.Probability, 12));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(5)]
    public void Fewer_than_asked_for_are_all_drawn_for_sure(int population)
    {
        LabelSample sample = LabelSample.Draw(Frame(population), Plan(50, 1), []);

        Assert.Equal(population, sample.Items.Count);
        Assert.All(sample.Items, i => Assert.Equal(1, i.Probability, 9));
    }

    [Fact]
    public void Small_groups_are_drawn_whole_and_leave_their_share_to_the_others()
    {
        // Two alarms only: a fifth of fifty cannot be had of them.
        LabelCandidate[] candidates = [.. Enumerable.Range(1, 300).Select(i => Candidate(i, i <= 2 ? 1 : 5))];

        LabelSample sample = LabelSample.Draw(new LabelFrame(candidates, (1, 5), null, new HashSet<string>()), Plan(50, 3), []);

        Assert.Equal(50, sample.Items.Count);
        Assert.Equal(2, sample.Items.Count(i => i.Key <= 2));
        Assert.All(sample.Items.Where(i => i.Key <= 2), i => Assert.Equal(1, i.Probability, 9));
    }

    [Fact]
    public void Nothing_gives_nothing() => Assert.Empty(LabelSample.Draw(Frame(0), Plan(10, 1), []).Items);

    [Fact]
    public void Every_stratum_has_its_share()
    {
        LabelCandidate[] candidates = [.. Enumerable.Range(0, 400).Select(i => Candidate(i + 1, 5) with { Slice = i % 4 == 0 ? "refunds" : "sales" })];

        LabelSample sample = LabelSample.Draw(new LabelFrame(candidates, (1, 5), null, new HashSet<string>()), Plan(40, 9), []);

        Assert.Equal([("refunds · high", 10), ("sales · high", 30)], sample.Items.GroupBy(i => i.Stratum).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Count())));
    }

    [Fact]
    public void Near_the_bar_or_where_judges_are_apart_it_is_uncertain_and_low_or_in_an_incident_alarming()
    {
        LabelCandidate[] candidates = [.. Enumerable.Range(1, 100).Select(i => Candidate(i, i <= 5 ? 1 : 5))];
        var frame = new LabelFrame(candidates, (1, 5), null, new HashSet<string> { "r50" });

        Assert.True(frame.IsAlarm(candidates[0]));
        Assert.True(frame.IsAlarm(candidates[49]));
        Assert.False(frame.IsAlarm(candidates[60]));
        Assert.True(frame.IsUncertain(Candidate(1, 3)));
        Assert.True(frame.IsUncertain(Candidate(1, 3.5)));
        Assert.False(frame.IsUncertain(Candidate(1, 4)));
        Assert.True(frame.IsUncertain(Candidate(1, 5) with { Spread = 0.25 }));
        Assert.True(new LabelFrame(candidates, (1, 5), 4, new HashSet<string>()).IsUncertain(Candidate(1, 4)));
        Assert.False(new LabelFrame(candidates, (0, 1), null, new HashSet<string>()).IsUncertain(Candidate(1, 1)));
        Assert.Equal(["low", "middle", "high"], new[] { 2d, 3, 4 }.Select(s => frame.Stratum(Candidate(1, s))));
    }

    /// <summary>Scores of all kinds; every tenth in an incident of its own.</summary>
    private static LabelFrame Frame(int n) => new(
        [.. Enumerable.Range(1, n).Select(i => Candidate(i, 1 + (i * 7 % 5)) with { Slice = i % 3 == 0 ? "refunds" : "sales", Spread = i % 11 == 0 ? 0.5 : 0 })],
        (1, 5), null, new HashSet<string>());

    private static LabelCandidate Candidate(int key, double score) => new(key, $"r{key}", 1, Noon.AddHours(-1), Noon, score);

    private static double Truth(LabelCandidate candidate) => candidate.Score + (candidate.Slice == "refunds" ? -0.5 : 0.25);

    private static LabelPlan Plan(int count, long seed) => new() { Count = count, Seed = seed };

    private static LabelQueue Queue(LabelRates rates) => new()
    {
        Id = "q", Judge = "j", JudgeVersion = "v", Criteria = [], From = Noon.AddDays(-1), To = Noon, DrawnAt = Noon, Seed = 1, Population = 1, Rates = rates,
    };

    private static void AssertShare(double probability, int times, double slack = 0)
    {
        double error = (Sigmas * Math.Sqrt(probability * (1 - probability) / Draws)) + slack + 1e-9;
        Assert.InRange((double)times / Draws, probability - error, probability + error);
    }
}
