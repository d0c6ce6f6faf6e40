using Assay.Scoring.Rubrics;

namespace Assay.Calibrating.Probing;

/// <summary>The one scale on which a judge is probed: that of its overall score, else the mean of its criteria as a share of their scales.</summary>
public sealed record ProbeScale(double Min, double Max)
{
    /// <summary>Of the range: half a point of 1-5. A score that moves by less stays the same.</summary>
    private const double Step = 0.125;

    private const double ChangeShare = 0.025;

    public double Range => Max - Min;

    public double Middle => (Min + Max) / 2;

    /// <summary>The mean change of scores that is put up with: .10 points of 1-5.</summary>
    public double UsualChange => ChangeShare * Range;

    public bool IsSame(double one, double other) => Math.Abs(one - other) < (Step * Range) - 1e-9;

    public static ProbeScale Of(Rubric rubric) => rubric.Overall is { } overall ? new ProbeScale(overall.Min, overall.Max) : new ProbeScale(0, 1);

    /// <returns>Null where there is no score.</returns>
    public static double? Score(Rubric rubric, double? overall, IEnumerable<(string Criterion, double Score)> scores)
    {
        if (rubric.Overall is not null)
        {
            return overall;
        }

        double[] shares = [.. scores.Join(rubric.Criteria, s => s.Criterion, c => c.Name, (s, c) => (s.Score - c.Scale.Min) / (c.Scale.Max - c.Scale.Min))];
        return shares.Length == rubric.Criteria.Count ? shares.Average() : null;
    }
}
