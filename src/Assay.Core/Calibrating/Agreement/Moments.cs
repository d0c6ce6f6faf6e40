namespace Assay.Calibrating.Agreement;

/// <summary>Means, and sums of squared deviations and of their products, of two lists of numbers with counts.</summary>
internal readonly record struct Moments(double N, double MeanX, double MeanY, double Sxx, double Syy, double Sxy)
{
    public static Moments Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<int> counts)
    {
        (double n, double sumX, double sumY) = (0, 0, 0);
        for (int i = 0; i < counts.Length; i++)
        {
            n += counts[i];
            sumX += counts[i] * x[i];
            sumY += counts[i] * y[i];
        }

        (double meanX, double meanY) = (sumX / n, sumY / n);
        (double sxx, double syy, double sxy) = (0, 0, 0);
        for (int i = 0; i < counts.Length; i++)
        {
            (double dx, double dy) = (x[i] - meanX, y[i] - meanY);
            sxx += counts[i] * dx * dx;
            syy += counts[i] * dy * dy;
            sxy += counts[i] * dx * dy;
        }

        return new Moments(n, meanX, meanY, sxx, syy, sxy);
    }

    public bool IsConstantX => Sxx <= 1e-12 * N * (1 + (MeanX * MeanX));

    public bool IsConstantY => Syy <= 1e-12 * N * (1 + (MeanY * MeanY));
}
