using Assay.Surfacing;

namespace Assay.Calibrating.Gates;

/// <summary>One bar and what was found.</summary>
/// <param name="Bar">In words, such as <c>at least 0.6</c>.</param>
/// <param name="Found">Null: not measured.</param>
/// <param name="Passes">Null: not measured, and not needed for that.</param>
public sealed record GateCheck(string Name, string Bar, Estimate? Found, bool? Passes);
