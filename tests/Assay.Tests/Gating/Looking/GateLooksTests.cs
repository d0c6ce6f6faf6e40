using Assay.Gating;
using Assay.Gating.Looking;
using Assay.Gating.Statistics.Sequential;

namespace Assay.Tests.Gating.Looking;

public sealed class GateLooksTests
{
    private static readonly GateScale Overall = new("overall", 1, 5, IsPassFail: false);

    [Fact]
    public void Each_look_has_as_many_new_cases_and_the_last_has_all()
    {
        GateCase[] cases = [.. Enumerable.Range(0, 200).Select(i => Case(i, 4, 4))];
        var looks = GateLooks.Plan(cases, new EarlyStop(), minN: 20);

        Assert.Equal([50, 100, 150, 200], Enumerable.Range(1, looks.Count).Select(n => cases.Count(looks.At(n).Counts)));
        Assert.All(cases, c => Assert.True(looks.At(4).Counts(c)));
        Assert.All(cases.Where(looks.At(1).Counts), c => Assert.True(looks.At(2).Counts(c)));
    }

    [Fact]
    public void Which_cases_come_first_depends_on_their_names_alone()
    {
        GateCase[] cases = [.. Enumerable.Range(0, 200).Select(i => Case(i, 4, 4))];
        GateCase[] others = [.. cases.Reverse().Select(c => c with { Candidate = Answer(1) })];

        Assert.Equal(First(cases), First(others));
        Assert.NotEqual(cases.Take(50).Select(c => c.Id).Order(), First(cases));

        static IEnumerable<string> First(GateCase[] cases) => [.. cases.Where(GateLooks.Plan(cases, new EarlyStop(), 20).At(1).Counts).Select(c => c.Id).Order()];
    }

    [Fact]
    public void No_cluster_is_torn_between_two_looks()
    {
        GateCase[] cases = [.. Enumerable.Range(0, 200).Select(i => Case(i, 4, 4) with { Cluster = $"c{i / 7}" })];
        var looks = GateLooks.Plan(cases, new EarlyStop { Looks = 10 }, minN: 2);

        Assert.InRange(looks.Count, 8, 10);
        Assert.All(cases.GroupBy(c => c.Cluster), cluster => Assert.Single(cluster.Select(c => Enumerable.Range(1, looks.Count).First(n => looks.At(n).Counts(c))).Distinct()));
    }

    [Fact]
    public void Nothing_is_looked_at_before_there_are_enough_cases_to_conclude_from()
    {
        GateCase[] cases = [.. Enumerable.Range(0, 50).Select(i => Case(i, 4, 4))];
        var looks = GateLooks.Plan(cases, new EarlyStop { Looks = 10 }, minN: 20);

        Assert.Equal(20, cases.Count(looks.At(1).Counts));
        Assert.Equal(7, looks.Count);
    }

    [Fact]
    public void A_case_that_must_pass_is_judged_before_the_first_look_and_counted_in_its_turn()
    {
        GateCase[] cases = [.. Enumerable.Range(0, 200).Select(i => Case(i, 4, 4) with { MustPass = i % 10 == 0 })];
        GateLook look = GateLooks.Plan(cases, new EarlyStop(), 20).At(1);

        Assert.All(cases.Where(c => c.MustPass), c => Assert.True(look.Needs(c)));
        Assert.Contains(cases, c => c.MustPass && !look.Counts(c));
        GateResult result = At(look, [.. cases.Select(c => c.MustPass && !look.Counts(c) ? c with { Candidate = Answer(1) } : c)]);
        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.Equal(50, result.Main!.Shift!.N);
        Assert.Equal(0, result.Main.Shift.Value);
    }

    [Fact]
    public void A_clear_fall_ends_the_gate_at_an_early_look()
    {
        GateCase[] cases = [.. Enumerable.Range(0, 400).Select(i => Case(i, 3 + (i % 3), 2 + (i * 7 % 3)))];
        GateLook look = GateLooks.Plan(cases, new EarlyStop(), 20).At(1);
        GateResult result = At(look, cases);

        Assert.Equal(GateOutcome.Fail, result.Outcome);
        Assert.Equal((100, 100, 400, true), (result.Cases.Count, result.Look!.Cases, result.Look.AllCases, result.Look.IsEarly));
        Assert.StartsWith("ended at look 1 of 4, after 100 of 400 cases; intervals and p-values allow for the looks (O'Brien-Fleming).", result.Look.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_early_look_is_harder_to_convince_and_its_interval_is_wider()
    {
        GateCase[] cases = [.. Enumerable.Range(0, 400).Select(i => Case(i, 3 + (i % 3), 3 + (i * 7 % 3) - (i % 4 == 0 ? 1 : 0)))];
        GateLook look = GateLooks.Plan(cases, new EarlyStop(), 20).At(1);
        GateCase[] seen = [.. cases.Where(look.Counts)];
        GateResult early = At(look, cases);
        GateResult once = new Gate([Overall], new GateTerms(), 1).Decide(seen, hasBaseline: true);

        Assert.True(early.Main!.Shift!.Low < once.Main!.Shift!.Low && early.Main.Shift.High > once.Main.Shift.High);
        Assert.True(early.Main.Shift.AtLeast < once.Main.Shift.AtLeast);
        Assert.True(early.Main.WorseP > once.Main.WorseP);
    }

    [Fact]
    public void What_is_unchanged_so_far_is_not_taken_for_what_is_unchanged()
    {
        GateCase[] cases = [.. Enumerable.Range(0, 400).Select(i => Case(i, 4, 4))];
        var looks = GateLooks.Plan(cases, new EarlyStop(), 20);
        GateCase[] later = [.. cases.Select(c => c with { IsUnchanged = looks.At(1).Counts(c) })];
        GateCase[] all = [.. cases.Select(c => c with { IsUnchanged = true })];

        Assert.False(At(GateLooks.Plan(later, new EarlyStop(), 20).At(1), later).Main!.IsUnchanged);
        GateResult same = At(GateLooks.Plan(all, new EarlyStop(), 20).At(1), all);
        Assert.Equal((GateOutcome.Pass, true), (same.Outcome, same.Main!.IsUnchanged));
    }

    [Fact]
    public void A_gate_that_could_hardly_tell_more_ends_there_without_a_conclusion()
    {
        // After three quarters the difference is nearly nothing, and the spread far too wide for the margin.
        GateCase[] cases = [.. Enumerable.Range(0, 40).Select(i => Case(i, 1 + (i % 5), 1 + (i * 3 % 5)))];
        GateLook look = GateLooks.Plan(cases, new EarlyStop(), 20).At(2);
        GateResult result = At(look, cases);

        Assert.Equal(GateOutcome.Inconclusive, result.Outcome);
        Assert.True(result.Look!.IsFutile);
        Assert.Contains("because the others could hardly have told more", result.Look.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_look_says_how_often_was_looked()
    {
        GateCase[] cases = [.. Enumerable.Range(0, 400).Select(i => Case(i, 3 + (i % 3), 3 + (i * 7 % 3)))];
        GateResult result = At(GateLooks.Plan(cases, new EarlyStop { Spending = Spending.Pocock }, 20).At(4), cases);

        Assert.Equal("looked 4 times, at the end at all 400 cases; intervals and p-values allow for it (Pocock).", result.Look!.Sentence);
        Assert.False(result.Look.IsFutile);
    }

    private static GateResult At(GateLook look, IReadOnlyList<GateCase> cases) =>
        new Gate([Overall], new GateTerms(), 1).Decide([.. cases.Where(look.Needs)], hasBaseline: true, look: look);

    private static GateCase Case(int i, double before, double now) => new() { Id = $"case-{i}", Baseline = Answer(before), Candidate = Answer(now) };

    private static GateAnswer Answer(double score) => new() { Scores = new Dictionary<string, IReadOnlyList<double>> { ["overall"] = [score] } };
}
