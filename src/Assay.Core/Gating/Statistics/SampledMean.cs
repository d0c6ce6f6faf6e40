using MathNet.Numerics.Distributions;

namespace Assay.Gating.Statistics;

/// <summary>
/// The mean over answers that were each judged several times. The answers are what they are; unsure is only what the judge would say
/// another time, which the spread of an answer's own samples tells, pooled over the answers.
/// </summary>
/// <param name="Mean">Of the means of the answers.</param>
/// <param name="AtLeast">The mean of many more samples is above this with 95 % confidence, one-sided; null where no answer has two samples.</param>
public sealed record SampledMean(double Mean, double? AtLeast)
{
    private const double Confidence = 0.95;

    /// <param name="answers">The samples of each answer: at least one of each.</param>
    /// <exception cref="ArgumentException">There are no answers, or one without a sample.</exception>
    public static SampledMean Of(IReadOnlyList<IReadOnlyList<double>> answers)
    {
        if (answers.Count == 0 || answers.Any(a => a.Count == 0))
        {
            throw new ArgumentException("There is no mean of nothing.", nameof(answers));
        }

        double mean = answers.Average(a => a.Average());
        int freedom = answers.Sum(a => a.Count - 1);
        if (freedom == 0)
        {
            return new SampledMean(mean, null);
        }

        double squares = answers.Sum(a => a.Sum(s => Math.Pow(s - a.Average(), 2)));
        double error = Math.Sqrt(squares / freedom * answers.Sum(a => 1.0 / a.Count)) / answers.Count;
        return new SampledMean(mean, error == 0 ? mean : mean - (StudentT.InvCDF(0, 1, freedom, Confidence) * error));
    }
}
