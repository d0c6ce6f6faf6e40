using Assay.Surfacing;
using MathNet.Numerics.LinearAlgebra;

namespace Assay.Calibrating.Pairwise;

/// <summary>
/// The length-controlled win rate of AlpacaEval 2 (Dubois and others 2024): how often the first output would win were both as long, by a
/// logistic model of the verdict over tanh of the standardised difference in length. Its terms for the difficulty of AlpacaEval's own
/// instructions and for its gamed baselines belong to that data set and are not in it.
/// </summary>
/// <param name="WinRate">At equal length.</param>
/// <param name="LengthEffect">The coefficient of the length term: above 0 the longer one is preferred.</param>
/// <param name="PrefersLonger">The share of verdicts for one of the two that are for the longer.</param>
/// <param name="GoldPrefersLonger">The same of the true answers; null where they are not known.</param>
public sealed record LengthControl(Measured WinRate, Measured LengthEffect, Estimate? PrefersLonger, Estimate? GoldPrefersLonger)
{
    /// <returns>Null where no lengths are known.</returns>
    public static LengthControl? Of(IReadOnlyList<PairwiseCase> cases)
    {
        PairwiseCase[] known = [.. cases.Where(c => c.Outcome is not null && c.Lengths?.Second is not null)];
        if (known.Length == 0)
        {
            return null;
        }

        double[] difference = [.. known.Select(c => c.Lengths!.First - c.Lengths.Second!.Value)];
        double[] outcome = [.. known.Select(c => c.Outcome!.Value)];
        (Measured winRate, Measured effect) = Fit(difference, outcome);
        return new LengthControl(
            winRate, effect,
            Longer(difference, outcome),
            Longer(difference, [.. known.Select(c => c.Gold switch { Preference.First => 1, Preference.Second => 0, _ => 0.5 })]));
    }

    private static (Measured, Measured) Fit(double[] difference, double[] outcome)
    {
        int n = difference.Length;
        double mean = difference.Average();
        double deviation = n < 2 ? 0 : Math.Sqrt(difference.Sum(d => (d - mean) * (d - mean)) / (n - 1));
        string? reason = n < MinimumSample.ForMean ? $"{n} items with lengths are too few for the model: {MinimumSample.ForMean} are needed"
            : deviation == 0 ? "all differences in length are the same" : null;
        if (reason is not null)
        {
            return (new Measured.Undefined(reason), new Measured.Undefined(reason));
        }

        double[] x = [.. difference.Select(d => Math.Tanh(d / deviation))];
        LogisticFit fit = LogisticFit.CrossValidated(x, outcome);
        Matrix<double>? covariance = Covariance(fit, x, outcome);
        return (OfRate(fit.Intercept, covariance, n), Of(fit.Feature, covariance is null ? null : Math.Sqrt(covariance[0, 0]), n));
    }

    private static Measured.Known OfRate(double intercept, Matrix<double>? covariance, int n)
    {
        double half = covariance is null ? 0 : 1.959963984540054 * Math.Sqrt(covariance[1, 1]);
        return new Measured.Known(new Estimate(
            LogisticFit.Sigmoid(intercept), covariance is null ? null : LogisticFit.Sigmoid(intercept - half), covariance is null ? null : LogisticFit.Sigmoid(intercept + half), n));
    }

    private static Measured.Known Of(double value, double? error, int n) =>
        new(new Estimate(value, value - (1.959963984540054 * error), value + (1.959963984540054 * error), n));

    /// <summary>Huber's sandwich: verdicts with ties are no coin tosses, and its spread is theirs.</summary>
    private static Matrix<double>? Covariance(LogisticFit fit, double[] x, double[] y)
    {
        Matrix<double> bread = Matrix<double>.Build.Dense(2, 2);
        Matrix<double> meat = Matrix<double>.Build.Dense(2, 2);
        for (int i = 0; i < x.Length; i++)
        {
            double p = fit.Predict(x[i]);
            Vector<double> row = Vector<double>.Build.Dense([x[i], 1]);
            bread += row.OuterProduct(row) * (p * (1 - p));
            meat += row.OuterProduct(row) * ((y[i] - p) * (y[i] - p));
        }

        if (bread.Determinant() < 1e-12)
        {
            return null;
        }

        Matrix<double> inverse = bread.Inverse();
        Matrix<double> covariance = inverse * meat * inverse * ((double)x.Length / (x.Length - 2));
        return covariance[0, 0] > 0 && covariance[1, 1] > 0 ? covariance : null;
    }

    private static Estimate? Longer(double[] difference, double[] outcome)
    {
        int[] decided = [.. Enumerable.Range(0, outcome.Length).Where(i => outcome[i] != 0.5 && difference[i] != 0)];
        return Estimate.OfShare(decided.Length, decided.Count(i => difference[i] > 0 == outcome[i] > 0.5), 0, 1);
    }
}
