namespace Assay.Surfacing.Causes.Texts;

/// <summary>A response whose texts are looked at.</summary>
/// <param name="Weight">As many responses it stands for.</param>
internal sealed record TextRow(Observation Observation, bool IsLow, double Weight)
{
    public bool IsBefore => Observation.IsBefore;
}
