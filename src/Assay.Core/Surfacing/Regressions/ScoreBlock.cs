namespace Assay.Surfacing.Regressions;

/// <summary>The scores of one hour.</summary>
internal readonly record struct ScoreBlock(DateTimeOffset Begin, ScoreHistogram Scores)
{
    public DateTimeOffset End => Begin.AddHours(1);
}
