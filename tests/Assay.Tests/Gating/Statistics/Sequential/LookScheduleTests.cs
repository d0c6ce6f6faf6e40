using Assay.Gating.Statistics.Sequential;
using MathNet.Numerics.Distributions;

namespace Assay.Tests.Gating.Statistics.Sequential;

public sealed class LookScheduleTests
{
    private static readonly double[] Quarters = [0.25, 0.5, 0.75, 1];
    private static readonly double[] Fifths = [0.2, 0.4, 0.6, 0.8, 1];

    [Theory]
    // gsDesign for R, one-sided (test.type = 1): upper bounds, and how many more cases a power of 80 % needs (max(n.I) with n.fix = 1).
    [InlineData(Spending.ObrienFleming, 0.025, new[] { 3.710303, 2.511427, 1.993048 }, 1.012795)]
    [InlineData(Spending.ObrienFleming, 0.025, new[] { 4.332634, 2.963131, 2.359044, 2.014090 }, 1.019637)]
    [InlineData(Spending.ObrienFleming, 0.05, new[] { 3.200102, 2.140815, 1.694812 }, 1.020305)]
    [InlineData(Spending.Pocock, 0.025, new[] { 2.279428, 2.294910, 2.295939 }, 1.170419)]
    [InlineData(Spending.Pocock, 0.025, new[] { 2.437977, 2.426814, 2.410194, 2.396649, 2.386000 }, 1.212613)]
    public void Bounds_and_the_price_of_looking_are_those_of_gsDesign(Spending spending, double level, double[] bounds, double cases)
    {
        var schedule = new LookSchedule(spending, [.. Enumerable.Range(1, bounds.Length).Select(k => (double)k / bounds.Length)]);

        Agree(bounds, schedule.Bounds(bounds.Length, level), 1.5e-6);
        Assert.Equal(cases, Math.Pow(schedule.Inflation(level), 2), 1e-5);
    }

    [Fact]
    public void Bounds_of_four_looks_at_five_percent_are_those_of_another_program()
    {
        // SeqBounds.jl, README: bounds([0.25, 0.5, 0.75, 1.0], 0.05), one-sided; its grid is coarser.
        var schedule = new LookSchedule(Spending.ObrienFleming, Quarters);

        Agree([3.74955, 2.53993, 2.01604, 1.72014], schedule.Bounds(4, 0.05), 5e-5);
        Agree([8.85754e-5, 0.00554366, 0.0218979, 0.0427037], [.. Enumerable.Range(1, 4).Select(k => schedule.LevelAt(k, 0.05))], 5e-6);
    }

    [Theory]
    // Jennison and Turnbull (2000), tables 2.1 and 2.3: constants of Pocock and of O'Brien and Fleming, 5 % two-sided; on one side it is half of that.
    [InlineData(2, 2.178, 1.977)]
    [InlineData(3, 2.289, 2.004)]
    [InlineData(4, 2.361, 2.024)]
    [InlineData(5, 2.413, 2.040)]
    public void Classical_bounds_are_crossed_as_often_as_they_should_be(int looks, double pocock, double obrienFleming)
    {
        var schedule = new LookSchedule(Spending.Pocock, [.. Enumerable.Range(1, looks).Select(k => (double)k / looks)]);

        Assert.Equal(0.025, schedule.Crossing([.. Enumerable.Repeat(pocock, looks)], drift: 0), 4);
        Assert.Equal(0.025, schedule.Crossing([.. Enumerable.Range(1, looks).Select(k => obrienFleming * Math.Sqrt((double)looks / k))], drift: 0), 4);
    }

    [Theory]
    // The same book, tables 2.2 and 2.4: how many more cases are needed for a power of 80 %.
    [InlineData(2, 2.178, 1.110, 1.977, 1.008)]
    [InlineData(4, 2.361, 1.202, 2.024, 1.024)]
    [InlineData(5, 2.413, 1.229, 2.040, 1.028)]
    public void Power_under_classical_bounds_is_that_of_the_tables(int looks, double pocock, double pocockCases, double obrienFleming, double obrienFlemingCases)
    {
        var schedule = new LookSchedule(Spending.Pocock, [.. Enumerable.Range(1, looks).Select(k => (double)k / looks)]);
        double single = Normal.InvCDF(0, 1, 0.975) + Normal.InvCDF(0, 1, 0.8);

        Assert.Equal(0.8, schedule.Crossing([.. Enumerable.Repeat(pocock, looks)], single * Math.Sqrt(pocockCases)), 3);
        Assert.Equal(0.8, schedule.Crossing([.. Enumerable.Range(1, looks).Select(k => obrienFleming * Math.Sqrt((double)looks / k))], single * Math.Sqrt(obrienFlemingCases)), 3);
    }

    [Theory]
    [InlineData(Spending.ObrienFleming)]
    [InlineData(Spending.Pocock)]
    public void A_random_walk_crosses_as_often_as_the_level_says_and_at_the_effect_four_times_in_five(Spending spending)
    {
        // An oracle of its own: no integral, only steps.
        double[] shares = [0.1, 0.45, 0.5, 1];
        var schedule = new LookSchedule(spending, shares);
        double[] bounds = schedule.Bounds(4, 0.05);
        double drift = schedule.Inflation(0.05) * (Normal.InvCDF(0, 1, 0.95) + Normal.InvCDF(0, 1, 0.8));

        Assert.Equal(0.05, Crossed(0), 0.003);
        Assert.Equal(0.8, Crossed(drift), 0.006);

        double Crossed(double drift)
        {
            const int Walks = 100_000;
            var random = new Random(1969);
            int crossed = 0;
            for (int walk = 0; walk < Walks; walk++)
            {
                (double at, double share, bool isOver) = (0, 0, false);
                for (int k = 0; k < shares.Length; k++)
                {
                    double step = shares[k] - share;
                    at += (drift * step) + (Math.Sqrt(step) * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
                    share = shares[k];
                    isOver |= at / Math.Sqrt(share) >= bounds[k];
                }

                crossed += isOver ? 1 : 0;
            }

            return (double)crossed / Walks;
        }
    }

    [Theory]
    [InlineData(Spending.ObrienFleming)]
    [InlineData(Spending.Pocock)]
    public void What_a_p_value_is_worth_is_the_level_at_which_it_crosses(Spending spending)
    {
        var schedule = new LookSchedule(spending, Quarters);
        foreach (double level in (double[])[0.001, 0.01, 0.0235, 0.047, 0.2])
        {
            for (int look = 1; look <= 4; look++)
            {
                Assert.Equal(level, schedule.WorthOf(look, schedule.LevelAt(look, level)), level * 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(Spending.ObrienFleming)]
    [InlineData(Spending.Pocock)]
    public void A_smaller_p_value_is_never_worth_less(Spending spending)
    {
        // What Holm's adjustment over looks rests on: the level that is left for a look rises with the whole level.
        var schedule = new LookSchedule(spending, Fifths);
        for (int look = 1; look <= 5; look++)
        {
            double[] worth = [.. Enumerable.Range(1, 30).Select(i => schedule.WorthOf(look, Math.Pow(10, -7 + (i * 0.25))))];
            Assert.Equal(worth.Order(), worth);
            Assert.All(worth, w => Assert.InRange(w, 0, 1));
        }
    }

    [Fact]
    public void One_look_is_an_ordinary_test()
    {
        var schedule = new LookSchedule(Spending.ObrienFleming, [1]);

        Assert.Equal(0.05, schedule.LevelAt(1, 0.05), 12);
        Assert.Equal(0.03, schedule.WorthOf(1, 0.03), 12);
        Assert.Equal(1, schedule.Inflation(0.05), 5);
    }

    private static void Agree(double[] expected, double[] found, double within)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, within));
    }
}
