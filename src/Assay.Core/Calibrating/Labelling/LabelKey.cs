namespace Assay.Calibrating.Labelling;

/// <summary>What there is one label of: a rater says one thing of one criterion of one response.</summary>
/// <param name="IsAdjudication">It decides where raters disagree; whoever adjudicates may have been one of them.</param>
public sealed record LabelKey(string ResponseId, int Revision, string Judge, string Criterion, string Rater, bool IsAdjudication = false);
