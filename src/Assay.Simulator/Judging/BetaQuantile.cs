namespace Assay.Simulator.Judging;

/// <summary>Quantiles of Beta(3.6, 1.4): mean 0.72, with a tail of bad answers.</summary>
internal static class BetaQuantile
{
    private const double A = 3.6;
    private const double B = 1.4;
    private const int Cells = 1024;
    private static readonly double[] Quantiles = Tabulate();

    /// <param name="share">In [0, 1).</param>
    public static double At(double share)
    {
        var position = share * Cells;
        var cell = (int)position;
        return Quantiles[cell] + ((position - cell) * (Quantiles[cell + 1] - Quantiles[cell]));
    }

    private static double[] Tabulate()
    {
        const int steps = 20_000;
        var cumulative = new double[steps + 1];
        for (var i = 1; i <= steps; i++)
        {
            var x = (i - 0.5) / steps;
            cumulative[i] = cumulative[i - 1] + (Math.Pow(x, A - 1) * Math.Pow(1 - x, B - 1));
        }

        var quantiles = new double[Cells + 1];
        var at = 0;
        for (var cell = 0; cell <= Cells; cell++)
        {
            while (at < steps && cumulative[at] < cumulative[steps] * cell / Cells)
            {
                at++;
            }

            quantiles[cell] = (double)at / steps;
        }

        return quantiles;
    }
}
