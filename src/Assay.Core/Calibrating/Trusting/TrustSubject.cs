using Assay.Calibrating.Gates;
using Assay.Scoring.Judging;

namespace Assay.Calibrating.Trusting;

/// <summary>Of which judge version it is asked whether it is right.</summary>
/// <param name="Criteria">What it is asked.</param>
/// <param name="Terms">What it must be shown to be; null: nothing is declared.</param>
public sealed record TrustSubject(string Judge, string JudgeVersion, IReadOnlyList<string> Criteria, TrustTerms? Terms)
{
    public static TrustSubject Of(Judge judge) => new(judge.Name, judge.Version, [.. judge.Rubric.Criteria.Select(c => c.Name)], judge.Terms.Trust);
}
