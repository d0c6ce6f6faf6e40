namespace Assay.Scoring.Running;

/// <summary>One thing that <c>doctor</c> looked at.</summary>
/// <param name="Remedy">What to do; null where nothing is wrong.</param>
public sealed record LedgerFinding(string Checked, string Found, string? Remedy);
