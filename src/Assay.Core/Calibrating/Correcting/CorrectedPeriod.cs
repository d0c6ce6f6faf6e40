using Assay.Surfacing;

namespace Assay.Calibrating.Correcting;

/// <summary>What people would say of the responses of a range, by criterion: of those that somebody labelled.</summary>
public sealed record CorrectedPeriod(IReadOnlyList<CorrectedCriterion> Criteria)
{
    public static readonly CorrectedPeriod Empty = new([]);

    /// <summary>Whether the judge is asked more than one thing: people are asked each by itself, and <see cref="OverallLabels"/> adds up what they say.</summary>
    public bool HasSeveral { get; init; }

    /// <param name="criterion">Null or <c>overall</c>: the main score, which is that of the criterion where there is only one.</param>
    /// <returns>Null where nobody labelled it; overall: where no response is labelled on every criterion.</returns>
    public CorrectedCriterion? Of(string? criterion) => Criteria.FirstOrDefault(c => c.Criterion == (criterion ?? OverallLabels.Overall))
        ?? (criterion is null or OverallLabels.Overall && !HasSeveral && Criteria.Count > 0 ? Criteria[0] : null);
}

/// <param name="Scores">What the judge gave.</param>
public sealed record CorrectedCriterion(ScoreHistogram Scores, Correction Mean)
{
    public string Criterion => Scores.Criterion;

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Warnings => Mean is Correction.Known { Mean.Warnings: var warnings } ? warnings : [];

    public string Sentence => CorrectionSentence.Of(Criterion, Mean, Scores);
}
