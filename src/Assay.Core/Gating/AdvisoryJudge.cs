namespace Assay.Gating;

/// <summary>A judge that is not shown to be right may say what it sees, and fail nothing by it.</summary>
public static class AdvisoryJudge
{
    /// <param name="reasons">Why the judge is advisory.</param>
    public static GateResult Soften(GateResult result, string judge, IReadOnlyList<string> reasons)
    {
        string why = $"the judge {judge} is advisory, and may not fail a build: {string.Join("; ", reasons)}.";
        return result.Outcome == GateOutcome.Fail
            ? result with { Outcome = GateOutcome.Inconclusive, Reasons = [why, .. result.Reasons.Select(r => $"by its scores: {r}")] }
            : result with { Warnings = [why, .. result.Warnings] };
    }
}
