using Assay.Surfacing;

namespace Assay.Server.Dashboard.Figures;

/// <summary>A mean at a time; without one where nothing was scored.</summary>
/// <param name="JudgeVersion">Who scored: a line never joins two versions.</param>
public sealed record SeriesPoint(DateTimeOffset Begin, Estimate? Mean, string JudgeVersion)
{
    /// <summary>The points that a line may join: with a mean each, and of one judge version.</summary>
    internal static IEnumerable<IReadOnlyList<SeriesPoint>> Stretches(IReadOnlyList<SeriesPoint> points)
    {
        var stretch = new List<SeriesPoint>();
        foreach (SeriesPoint point in points)
        {
            if (stretch.Count > 0 && (point.Mean is null || stretch[^1].JudgeVersion != point.JudgeVersion))
            {
                yield return stretch;
                stretch = [];
            }

            if (point.Mean is not null)
            {
                stretch.Add(point);
            }
        }

        if (stretch.Count > 0)
        {
            yield return stretch;
        }
    }
}
