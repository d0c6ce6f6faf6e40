namespace Assay.Calibrating.Labelling;

/// <summary>Why a label cannot be taken.</summary>
/// <param name="Place">Where it stands, such as <c>labels.csv:17</c>.</param>
public sealed record LabelFinding(string Place, string Problem, string Remedy)
{
    public override string ToString() => $"{Place}: {Problem} {Remedy}";
}
