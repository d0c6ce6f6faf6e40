namespace Assay.Calibrating;

/// <summary>A logistic regression of outcomes between 0 and 1 on one feature and an intercept, with an L1 penalty, as AlpacaEval fits it.</summary>
/// <param name="Feature">The coefficient of the feature.</param>
internal readonly record struct LogisticFit(double Feature, double Intercept)
{
    private const int MostRounds = 200;
    private const int Folds = 5;

    /// <summary>The inverse strengths of the penalty that are tried: ten from 1e-4 to 1e4, as scikit-learn does.</summary>
    private static readonly double[] Strengths = [.. Enumerable.Range(0, 10).Select(i => Math.Pow(10, -4 + (8 * i / 9.0)))];

    /// <summary>With the strength that predicts left-out items best over five folds.</summary>
    public static LogisticFit CrossValidated(double[] x, double[] y)
    {
        double best = double.PositiveInfinity;
        double chosen = Strengths[^1];
        foreach (double strength in Strengths)
        {
            double loss = 0;
            for (int fold = 0; fold < Folds; fold++)
            {
                int[] train = [.. Enumerable.Range(0, x.Length).Where(i => i % Folds != fold)];
                LogisticFit fit = Of([.. train.Select(i => x[i])], [.. train.Select(i => y[i])], strength);
                loss += Enumerable.Range(0, x.Length).Where(i => i % Folds == fold).Sum(i => fit.Loss(x[i], y[i]));
            }

            (best, chosen) = loss < best - 1e-12 ? (loss, strength) : (best, chosen);
        }

        return Of(x, y, chosen);
    }

    public static LogisticFit Of(double[] x, double[] y, double strength)
    {
        (double feature, double intercept) = (0, 0);
        for (int round = 0; round < MostRounds; round++)
        {
            (double before, double beforeIntercept) = (feature, intercept);
            feature = Step(feature, x, y, i => x[i], i => (feature * x[i]) + intercept, strength);
            intercept = Step(intercept, x, y, _ => 1, i => (feature * x[i]) + intercept, strength);
            if (Math.Abs(feature - before) + Math.Abs(intercept - beforeIntercept) < 1e-10)
            {
                break;
            }
        }

        return new LogisticFit(feature, intercept);
    }

    public double Predict(double x) => Sigmoid((Feature * x) + Intercept);

    public static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    /// <summary>One step of Newton's method for one coefficient, drawn towards 0 by the penalty.</summary>
    private static double Step(double coefficient, double[] x, double[] y, Func<int, double> value, Func<int, double> score, double strength)
    {
        (double gradient, double curvature) = (0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            double p = Sigmoid(score(i));
            gradient += (p - y[i]) * value(i);
            curvature += p * (1 - p) * value(i) * value(i);
        }

        (gradient, curvature) = (strength * gradient, Math.Max(1e-12, strength * curvature));
        double target = coefficient - (gradient / curvature);
        double shrunk = Math.Sign(target) * Math.Max(0, Math.Abs(target) - (1 / curvature));
        // A full step from far away overshoots.
        return coefficient + Math.Clamp(shrunk - coefficient, -2, 2);
    }

    private double Loss(double x, double y)
    {
        double p = Math.Clamp(Predict(x), 1e-15, 1 - 1e-15);
        return -((y * Math.Log(p)) + ((1 - y) * Math.Log(1 - p)));
    }
}
