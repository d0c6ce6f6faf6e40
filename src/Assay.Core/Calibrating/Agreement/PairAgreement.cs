namespace Assay.Calibrating.Agreement;

/// <summary>How two raters agree.</summary>
/// <param name="N">Items that both labelled.</param>
public sealed record PairAgreement(string A, string B, int N, IReadOnlyList<NamedMeasure> Figures);
