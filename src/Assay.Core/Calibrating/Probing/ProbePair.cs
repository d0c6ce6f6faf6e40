using Assay.Collecting;

namespace Assay.Calibrating.Probing;

/// <summary>Two answers to one question.</summary>
/// <param name="First">The question with the answer that is shown first in the original order.</param>
public sealed record ProbePair(Response First, string Second);
