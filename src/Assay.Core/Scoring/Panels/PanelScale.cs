using System.Globalization;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Panels;

/// <summary>The one score that a panel goes by where it goes by one: the overall score, or that of the only criterion.</summary>
internal static class PanelScale
{
    public static bool IsThere(Rubric rubric) => rubric.Overall is not null || rubric.Criteria.Count == 1;

    public static Scale Of(Rubric rubric) => rubric.Criteria.Count == 1 ? rubric.Criteria[0].Scale : rubric.Overall ?? rubric.Criteria[0].Scale;

    /// <summary>The nearest grade as it is written; of two as near the lower one.</summary>
    public static string Nearest(Scale scale, double score) => scale switch
    {
        { Names: { Count: > 0 } names } => names.MinBy(n => (Math.Round(Math.Abs(n.Value - score), 9), n.Value))!.Name,
        Scale.Numeric { Fractions: false } => Math.Ceiling(Math.Round(score - 0.5, 9)).ToString(CultureInfo.InvariantCulture),
        _ => score.ToString("0.####", CultureInfo.InvariantCulture),
    };
}
