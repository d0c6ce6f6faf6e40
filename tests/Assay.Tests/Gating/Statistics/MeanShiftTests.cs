using Assay.Gating.Statistics;

namespace Assay.Tests.Gating.Statistics;

public sealed class MeanShiftTests
{
    /// <summary>Darwin's fifteen pairs of maize plants, in eighths of an inch.</summary>
    private static readonly double[] Maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

    [Fact]
    public void All_flips_of_signs_are_counted_as_Fisher_counted_them()
    {
        // The Design of Experiments (1935), section 21: 863 of the 32,768 sums are as large as the one found.
        Shift shift = MeanShift.Of([.. Maize.Select(d => new PairedValue(-d))], change: 1)!;

        Assert.Equal(863 / 32_768.0, shift.WorseP, 12);
        Assert.Equal(-314 / 15.0, shift.Value, 12);
    }

    [Fact]
    public void The_limits_of_flips_are_where_the_test_turns()
    {
        Shift shift = MeanShift.Of([.. Maize.Select(d => new PairedValue(d))], change: 1)!;

        Assert.True(P(shift.AtLeast - 1e-6) <= 0.05 && P(shift.AtLeast + 1e-6) > 0.05);
        Assert.True(P(shift.Low!.Value - 1e-6) <= 0.025 && P(shift.Low.Value + 1e-6) > 0.025);

        // By its definition: the share of all flips whose sum is as large.
        static double P(double supposed)
        {
            double[] centred = [.. Maize.Select(d => d - supposed)];
            double seen = centred.Sum();
            return Enumerable.Range(0, 1 << Maize.Length).Count(signs => centred.Select((d, i) => (signs >> i & 1) == 0 ? d : -d).Sum() >= seen - 1e-9) / 32_768.0;
        }
    }

    [Fact]
    public void From_thirty_on_it_is_Students_interval()
    {
        // Student's sleep (1908): extra hours of ten patients, of which each stands here for three; mean and deviation stay what they were.
        double[] extra = [1.2, 2.4, 1.3, 1.3, 0, 1.0, 1.8, 0.8, 4.6, 1.4];
        Shift shift = MeanShift.Of([.. extra.Concat(extra).Concat(extra).Select(d => new PairedValue(d))], change: 1)!;

        double error = Math.Sqrt(9 * 1.229995 * 1.229995 * 3 / 29 / 30);
        Assert.Equal(1.58, shift.Value, 12);
        Assert.Equal(1.58 - (2.045230 * error), shift.Low!.Value, 5);
        Assert.Equal(1.58 + (2.045230 * error), shift.High!.Value, 5);
        Assert.Equal(1.58 - (1.699127 * error), shift.AtLeast, 5);
        // 1.699 + 0.854 standard errors, and somewhat more because they are estimated.
        Assert.InRange(shift.Detectable!.Value, 2.56 * error, 2.7 * error);
    }

    [Fact]
    public void A_cluster_of_equals_says_as_much_as_one()
    {
        double[] changes = [.. Enumerable.Range(0, 40).Select(i => (i * 7 % 11) - 5.0)];
        Shift alone = MeanShift.Of([.. changes.Select(d => new PairedValue(d))], change: 1)!;
        Shift clustered = MeanShift.Of([.. changes.SelectMany((d, i) => Enumerable.Repeat(new PairedValue(d, $"c{i}"), 5))], change: 1)!;

        Assert.Equal((200, 40), (clustered.N, clustered.Units));
        Assert.Equal(alone.Low!.Value, clustered.Low!.Value, 9);
        Assert.Equal(alone.WorseP, clustered.WorseP, 9);
    }

    [Fact]
    public void Four_cases_are_no_proof_however_far_they_fell()
    {
        Shift shift = MeanShift.Of([new(-4), new(-4), new(-3), new(-4)], change: 1)!;

        Assert.Equal((1 / 16.0, null, null), (shift.WorseP, shift.High, shift.Detectable));
        Assert.Equal(double.NegativeInfinity, shift.AtLeast);
    }

    [Fact]
    public void That_nothing_was_seen_to_change_does_not_show_that_nothing_does()
    {
        Shift few = MeanShift.Of([.. Enumerable.Repeat(new PairedValue(0), 20)], change: 1)!;
        Shift many = MeanShift.Of([.. Enumerable.Repeat(new PairedValue(0), 300)], change: 1)!;

        // The rule of three: of 20 cases that did not change, up to 14 % may.
        Assert.Equal(-0.139, few.AtLeast, 3);
        Assert.Equal(-3 / 300.0, many.AtLeast, 3);
        Assert.Equal((1, null, null), (few.WorseP, few.Low, few.Detectable));
    }

    [Fact]
    public void All_falling_alike_is_a_fall()
    {
        Shift shift = MeanShift.Of([.. Enumerable.Repeat(new PairedValue(-1), 12)], change: 1)!;

        Assert.Equal(1 / 4096.0, shift.WorseP, 12);
        Assert.True(shift.AtLeast < -1);
    }

    [Fact]
    public void Of_nothing_there_is_no_mean() => Assert.Null(MeanShift.Of([], change: 1));
}
