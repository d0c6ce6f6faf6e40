namespace Assay.Calibrating.Trusting;

/// <summary>How right a judge version is, criterion by criterion, and what follows from it.</summary>
public sealed record JudgeTrust(TrustSubject Subject, IReadOnlyList<CriterionTrust> Criteria)
{
    /// <summary>The lowest of its criteria.</summary>
    public TrustLevel Level => Criteria.Any(c => c.Level == TrustLevel.Advisory) ? TrustLevel.Advisory : Criteria.All(c => c.Level == TrustLevel.Trusted) && Criteria.Count > 0 ? TrustLevel.Trusted : TrustLevel.Unknown;

    /// <summary>Bars are declared, so that a judge that does not reach them fails no build and pages nobody.</summary>
    public bool HasBars => Subject.Terms is not null;

    /// <summary>Why its scores may neither fail a build nor page anybody; none where they may.</summary>
    /// <param name="criterion">Null or <c>overall</c>: every one must be right.</param>
    public IReadOnlyList<string> WhyAdvisory(string? criterion) => !HasBars ? [] :
    [
        .. Criteria.Where(c => (criterion is null or "overall" || c.Criterion == criterion) && c.Level != TrustLevel.Trusted)
            .SelectMany(c => c.Reasons.Select(r => Criteria.Count == 1 ? r : $"{c.Criterion}: {r}")),
    ];

    /// <summary>As a sentence; null where they may.</summary>
    public string? Advice(string? criterion) => WhyAdvisory(criterion) is { Count: > 0 } why
        ? $"the judge {Subject.Judge} is not shown to be right, and may neither page anybody nor fail a build: {string.Join("; ", why)}"
        : null;
}
