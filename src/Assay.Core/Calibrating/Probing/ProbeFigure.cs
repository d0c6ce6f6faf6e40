using Assay.Calibrating.Probing.Samples;
using Assay.Surfacing;

namespace Assay.Calibrating.Probing;

/// <summary>One figure of a test.</summary>
/// <param name="Limit">Null: it is for information.</param>
public sealed record ProbeFigure(string Name, ProbeSample Sample, ProbeLimit? Limit = null)
{
    public Estimate Estimate => Sample.Estimate;
}
