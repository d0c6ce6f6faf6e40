namespace Assay.Surfacing.Causes.Texts;

/// <summary>What was said in a scored response, and what the judge said of it; empty where it was not kept.</summary>
/// <param name="Key">The ledger's number for the response.</param>
/// <param name="Reasons">Of all criteria.</param>
public sealed record Said(long Key, string Input, string Output, string Reasons);
