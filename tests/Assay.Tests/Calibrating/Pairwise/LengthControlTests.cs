using Assay.Calibrating;
using Assay.Calibrating.Labels;
using Assay.Calibrating.Pairwise;
using Assay.Surfacing;

namespace Assay.Tests.Calibrating.Pairwise;

public sealed class LengthControlTests
{
    /// <summary>Forty outcomes drawn once; the maximum was found in Python by gradient ascent, that with a penalty by ternary search along each axis.</summary>
    private static readonly double[] X =
        [-0.07, -0.23, -0.65, 0.66, -0.89, 0.01, 0.72, -0.75, 0.1, 0.21, -0.83, -0.22, 0.37, -0.09, 0.41, -0.62, -0.47, -0.7, 0.01, 0.76, 0.16, 0.49, -0.21, 0.44, -0.72, -0.38, 0.31, 0.41, -0.14, -0.74, -0.42, -0.52, -0.39, 0.56, -0.54, 0.7, 0.68, -0.8, -0.22, -0.01];

    private static readonly double[] Y =
        [0.5, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0.5, 0, 1, 1, 0, 1, 0, 1, 0.5, 0, 1, 1];

    [Fact]
    public void The_logistic_model_equals_the_oracle()
    {
        LogisticFit free = LogisticFit.Of(X, Y, 1e9);
        Assert.Equal(2.3062091918186054, free.Feature, 6);
        Assert.Equal(1.386628283929862, free.Intercept, 6);

        LogisticFit drawn = LogisticFit.Of(X, Y, 0.5);
        Assert.Equal(0.7761355645867489, drawn.Feature, 6);
        Assert.Equal(0.7694001550096352, drawn.Intercept, 6);
    }

    /// <summary>A judge that prefers the longer one, and outputs as good as each other of which the first are longer: the raw rate is fooled.</summary>
    [Fact]
    public void A_preference_for_length_is_taken_out_of_the_win_rate()
    {
        PairwiseCase[] cases = [.. Judged(400, quality: 0, length: 2.5, seed: 6)];

        Estimate raw = SystemPair.Rate(cases)!;
        LengthControl control = LengthControl.Of(cases)!;

        Assert.True(raw.Low > 0.55);
        Assert.InRange(0.5, control.WinRate.Estimate!.Low!.Value, control.WinRate.Estimate.High!.Value);
        Assert.True(control.LengthEffect.Estimate!.Low > 0);
        Assert.True(control.PrefersLonger!.Low > 0.5);
    }

    [Fact]
    public void A_better_system_stays_better_at_equal_length() => Assert.True(LengthControl.Of([.. Judged(400, quality: 1.2, length: 1, seed: 7)])!.WinRate.Estimate!.Low > 0.55);

    /// <summary>LC(m, b) = 1 - LC(b, m).</summary>
    [Fact]
    public void From_the_other_side_it_is_the_rest()
    {
        PairwiseCase[] cases = [.. Judged(200, quality: 0.5, length: 1.5, seed: 8)];
        PairwiseCase[] turned = [.. cases.Select(c => c with { Original = new PairwiseVerdict(c.Original!.Winner!.Value.Swapped()), Lengths = new ItemLengths(c.Lengths!.Second!.Value, c.Lengths.First) })];

        Assert.Equal(1, LengthControl.Of(cases)!.WinRate.Estimate!.Mean + LengthControl.Of(turned)!.WinRate.Estimate!.Mean, 6);
    }

    [Fact]
    public void Too_few_items_have_no_model_and_it_is_said_why() =>
        Assert.Contains("30 are needed", Assert.IsType<Measured.Undefined>(LengthControl.Of([.. Judged(20, 0, 1, 1)])!.WinRate).Reason, StringComparison.Ordinal);

    [Fact]
    public void That_length_decides_is_said_only_where_the_intervals_show_it()
    {
        PairwiseCase[] fooled = [.. Judged(400, quality: 0, length: 2.5, seed: 6)];
        // Where one output is always longer by the same, nobody knows what they were worth at equal length.
        PairwiseCase[] apart = [.. Judged(200, quality: -1.5, length: 0, seed: 9).Select((c, i) => c with { Lengths = new ItemLengths(40 + (i % 3), 140) })];

        Assert.Contains(PairwiseReport.Of(fooled).Warnings, w => w.Contains("length decides much of it", StringComparison.Ordinal));
        PairwiseReport unclear = PairwiseReport.Of(apart);
        Assert.True(Math.Abs(unclear.Length!.WinRate.Estimate!.Mean - unclear.WinRate!.Mean) > 0.1);
        Assert.DoesNotContain(unclear.Warnings, w => w.Contains("length decides", StringComparison.Ordinal));
    }

    private static IEnumerable<PairwiseCase> Judged(int n, double quality, double length, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < n; i++)
        {
            double first = 300 + random.Next(200);
            double second = 200 + random.Next(250);
            double z = quality + (length * Math.Tanh((first - second) / 130));
            yield return new PairwiseCase($"i{i}", null)
            {
                Original = new PairwiseVerdict(random.NextDouble() < 1 / (1 + Math.Exp(-z)) ? Preference.First : Preference.Second),
                Lengths = new ItemLengths(first, second),
            };
        }
    }
}
