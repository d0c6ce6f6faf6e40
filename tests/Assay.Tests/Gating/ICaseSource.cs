using Assay.Gating;

namespace Assay.Tests.Gating;

/// <summary>Makes cases whose truth is known, to see how often gates are wrong about them.</summary>
internal interface ICaseSource
{
    IReadOnlyList<GateScale> Scales { get; }

    int Samples { get; }

    /// <param name="fall">How much worse what is gated is, in units of the first scale.</param>
    IReadOnlyList<GateCase> Draw(Random random, double fall);
}
