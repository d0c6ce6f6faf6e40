using Assay.Calibrating.Juries;
using Assay.Calibrating.Labels;

namespace Assay.Tests.Calibrating.Juries;

public sealed class JuryTests
{
    /// <summary>Forty items, the truth and then three members of which the first is right most; drawn once. Expected values by the definitions in Python.</summary>
    private static readonly JuryTable Forty = Table(
        "1111 1111 1111 2212 0000 1101 0000 1012 1110 2212 2222 2222 1111 1111 2220 2222 0000 0000 1111 1111 2121 2222 0102 0000 2222 2222 2222 2222 0021 2222 0000 1111 0001 0000 2222 0000 0200 2222 2222 2222");

    [Fact]
    public void Errors_that_go_together_leave_fewer_judges()
    {
        var errors = ErrorCorrelation.Of(Forty);

        Assert.Equal([-0.11111111111111122, 0.50442963280249, 0.06579516949597686], errors.Pairs.Select(p => p.Value.Value), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(0.15303789706245188, errors.Mean!.Value, 9);
        Assert.Equal(2.296957047588543, errors.EffectiveJudges!.Value, 9);
    }

    [Fact]
    public void Members_that_always_err_together_are_one_judge()
    {
        JuryTable copies = Forty with { Verdicts = [.. Forty.Verdicts.Select(v => new[] { v[2], v[2], v[2] })] };

        Assert.Equal(1, ErrorCorrelation.Of(copies).EffectiveJudges!.Value, 9);
    }

    [Fact]
    public void A_member_that_never_errs_has_no_correlation()
    {
        var errors = ErrorCorrelation.Of(Forty with { Members = ["right", "other"], Verdicts = [.. Forty.Verdicts.Select((v, i) => new[] { Forty.Truth[i], v[2] })] });

        Assert.False(Assert.Single(errors.Pairs).Value.IsDefined);
        Assert.Null(errors.EffectiveJudges);
    }

    [Fact]
    public void Weights_are_shrunk_log_odds_and_equal_the_oracle() =>
        Assert.Equal([2.279205060486508, 2.086224747209442, 2.086224747209442], JuryWeights.Learn(Forty.At([.. Enumerable.Range(0, 15)])), (a, b) => Math.Abs(a - b) < 1e-9);

    [Fact]
    public void Dawid_and_Skene_with_gold_held_fast_equals_the_oracle()
    {
        var model = DawidSkene.Fit(Forty, i => i < 15);

        Assert.Equal([0.00569896017211418, 0.9654656886700009, 0.02883535115788492], model.Posterior(Forty.Verdicts[20]), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(0.8207170744543629, model.Confusion(0, 0, 0), 6);
        Assert.Equal(0.09909255640196514, model.Confusion(2, 1, 0), 6);
    }

    /// <summary>The truth of items that are not gold must not be used: with it changed, nothing changes.</summary>
    [Fact]
    public void Dawid_and_Skene_does_not_look_at_the_truth_of_other_items()
    {
        JuryTable lied = Forty with { Truth = [.. Forty.Truth.Select((t, i) => i < 15 ? t : (t + 1) % 3)] };

        Assert.Equal(DawidSkene.Fit(Forty, i => i < 15).Posterior([0, 1, 1]), DawidSkene.Fit(lied, i => i < 15).Posterior([0, 1, 1]));
    }

    [Fact]
    public void Equal_votes_go_to_the_member_that_is_trusted_most()
    {
        Assert.Equal(1, JuryVote.Weighted([0, 1], [1, 1], [0.2, 0.9]));
        Assert.Equal(0, JuryVote.Weighted([0, 1, 0], [1, 1, 1], [0.2, 0.9, 0.1]));
        Assert.Equal(LabelRows.Missing, JuryVote.Weighted([-1, -1], [1, 1], [1, 1]));
        Assert.Equal(2, JuryVote.Mean([0, 4, 2], [1, 2, 3, 4, 5]));
    }

    [Fact]
    public void A_panel_of_one_good_and_two_bad_members_does_not_beat_the_good_one_and_it_is_said()
    {
        JuryReport report = JuryReading.Read(Drawn(300, new Random(5), 0.9, 0.45, 0.45)).Report!;

        Assert.Equal("judge0", report.BestMember.Name);
        Assert.Contains(report.Warnings, w => w.StartsWith("The panel ", StringComparison.Ordinal) && w.Contains("judge0", StringComparison.Ordinal));
        Assert.True(report.Members[0].Weight > report.Members[1].Weight);
    }

    [Fact]
    public void A_panel_of_good_independent_members_beats_its_best_and_is_surest_when_all_agree()
    {
        JuryReport report = JuryReading.Read(Drawn(600, new Random(6), 0.75, 0.75, 0.75, 0.75, 0.75)).Report!;

        Assert.DoesNotContain(report.Warnings, w => w.StartsWith("The panel ", StringComparison.Ordinal));
        Assert.True(report.BestMember.Gain.Low > 0);
        Assert.True(report.Unanimous!.Low > report.Split!.High);
        Assert.InRange(report.Errors.EffectiveJudges!.Value, 4, 6);
    }

    [Fact]
    public void One_member_or_too_few_items_are_no_jury_and_it_is_said_what_is_needed()
    {
        Assert.Contains("at least two members", JuryReading.Read(Drawn(50, new Random(1), 0.8)).Reason, StringComparison.Ordinal);
        Assert.Contains("10 are needed", JuryReading.Read(Drawn(3, new Random(1), 0.8, 0.8)).Reason, StringComparison.Ordinal);
    }

    private static JuryTable Table(string digits) => new(["a", "b", "c"], LabelScale.Of(["x", "y", "z"]), [.. digits.Split(' ').Select(d => d[1..].Select(c => c - '0').ToArray())], [.. digits.Split(' ').Select(d => d[0] - '0')]);

    private static JuryTable Drawn(int n, Random random, params double[] right)
    {
        int[] truth = [.. Enumerable.Range(0, n).Select(_ => random.Next(3))];
        return new JuryTable([.. right.Select((_, m) => $"judge{m}")], LabelScale.Of(["x", "y", "z"]), [.. truth.Select(t => right.Select(a => random.NextDouble() < a ? t : (t + 1 + random.Next(2)) % 3).ToArray())], truth);
    }
}
