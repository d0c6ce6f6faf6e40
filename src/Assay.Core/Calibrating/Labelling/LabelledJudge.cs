using Assay.Scoring.Rubrics;

namespace Assay.Calibrating.Labelling;

/// <summary>A judge version that a ledger holds, as far as people can be asked the same.</summary>
/// <param name="Main">The scale of its main score: the overall one, else that of the first criterion.</param>
public sealed record LabelledJudge(string Name, string Version, IReadOnlyList<AskedCriterion> Criteria, Scale Main)
{
    /// <summary>How its overall score comes of its criteria; null: it has none, or an earlier release stored it.</summary>
    public OverallRule? Overall { get; init; }

    /// <summary>With the questions and anchors of a rubric.</summary>
    public LabelledJudge With(Rubric rubric) => this with { Criteria = [.. rubric.Criteria.Select(AskedCriterion.Of)], Main = rubric.Overall ?? rubric.Criteria[0].Scale, Overall = rubric.OverallRule };
}
