namespace Assay.Gating.Statistics;

/// <summary>
/// The test that flips the signs of differences, turned around: its limits are quantiles of the means of all subsets (Hartigan 1969,
/// "Using subsample values as typical values"). Exact for up to 16 units, else over 20,000 subsets drawn by a fixed seed.
/// </summary>
internal sealed class SignFlips
{
    private const int MostExact = 16;
    private const int Drawn = 20_000;
    private const int Seed = 19_690_601;

    private readonly double[] _means;

    private SignFlips(double[] means) => _means = means;

    public static SignFlips Of(Unit[] units)
    {
        double[] means = units.Length <= MostExact ? All(units) : Draw(units);
        Array.Sort(means);
        return new SignFlips(means);
    }

    /// <summary>The lower limit that the mean is below with at most this probability; negative infinity where there are too few units for one.</summary>
    public double Below(double level) => Rank(level) is var rank and > 0 ? _means[rank - 1] : double.NegativeInfinity;

    public double Above(double level) => Rank(level) is var rank and > 0 ? _means[^rank] : double.PositiveInfinity;

    /// <summary>How likely a mean so low is where the differences are as likely up as down.</summary>
    public double WorseP() => (1.0 + _means.Count(m => m >= 0)) / (_means.Length + 1);

    private int Rank(double level) => (int)Math.Floor((level * (_means.Length + 1)) + 1e-9);

    private static double[] All(Unit[] units)
    {
        var means = new double[(1 << units.Length) - 1];
        for (int subset = 1; subset <= means.Length; subset++)
        {
            means[subset - 1] = Mean(units, subset);
        }

        return means;
    }

    private static double[] Draw(Unit[] units)
    {
        var random = new Random(Seed);
        var means = new double[Drawn - 1];
        for (int i = 0; i < means.Length; i++)
        {
            means[i] = Mean(units, random.NextInt64(1, 1L << units.Length));
        }

        return means;
    }

    private static double Mean(Unit[] units, long subset)
    {
        (double sum, long n) = (0, 0);
        for (int i = 0; i < units.Length; i++)
        {
            if ((subset >> i & 1) != 0)
            {
                sum += units[i].Sum;
                n += units[i].N;
            }
        }

        return sum / n;
    }
}
