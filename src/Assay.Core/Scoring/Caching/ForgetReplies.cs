namespace Assay.Scoring.Caching;

/// <summary>Removes what a cache holds of responses that are about to be removed; called before they are, so that none is left behind unnamed.</summary>
/// <param name="questions">Those that were asked about them.</param>
public delegate Task ForgetReplies(IReadOnlyList<UInt128> questions, CancellationToken cancellationToken);
