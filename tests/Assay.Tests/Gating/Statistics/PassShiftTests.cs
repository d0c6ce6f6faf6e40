using Assay.Gating.Statistics;

namespace Assay.Tests.Gating.Statistics;

public sealed class PassShiftTests
{
    [Fact]
    public void Few_that_turned_are_tested_exactly()
    {
        // 16 of 22 coin tosses or more: (74613 + 26334 + 7315 + 1540 + 231 + 22 + 1) / 2^22.
        Assert.Equal(110_056 / 4_194_304.0, PassShift.WorseP(lost: 16, turned: 22), 12);
        Assert.Equal(1, PassShift.WorseP(lost: 0, turned: 0));
    }

    [Fact]
    public void Many_are_tested_by_the_normal_law() => Assert.Equal(0.0013, PassShift.WorseP(lost: 65, turned: 100), 4);

    [Theory]
    [InlineData(50, 4)]
    [InlineData(200, 20)]
    [InlineData(1_000, 60)]
    public void What_it_says_it_sees_it_sees_four_times_in_five(long n, long turned)
    {
        double detectable = PassShift.Of(turned / 2, turned / 2, n)!.Detectable!.Value;

        Assert.Equal(0.8, PassShift.PowerAt(detectable, (double)turned / n, n), 2);
        Assert.True(PassShift.PowerAt(detectable * 0.8, (double)turned / n, n) < 0.8);
    }

    [Fact]
    public void Of_four_cases_nothing_can_be_seen() => Assert.Null(PassShift.Of(0, 0, 4)!.Detectable);

    [Fact]
    public void A_rate_is_held_against_a_bar_by_the_binomial_law()
    {
        Shift shift = RateShift.Of(passed: 8, n: 10, bar: 0.9)!;

        // 1 less the chances of 9 and 10 of 10: 10 x 0.9^9 x 0.1 and 0.9^10.
        Assert.Equal(1 - 0.387420489 - 0.3486784401, shift.WorseP, 9);
        Assert.Equal(-0.1, shift.Value, 12);
        // Wilson: 8 of 10 is from 0.490 to 0.943.
        Assert.Equal((-0.410, 0.043), (Math.Round(shift.Low!.Value, 3), Math.Round(shift.High!.Value, 3)));
    }
}
