namespace Assay.Gating;

/// <summary>Cases of which none may fail.</summary>
/// <param name="Score">With at least this score of the first criterion.</param>
/// <param name="Failed">They were judged, and do not reach it often enough; or what they put out cannot be judged.</param>
/// <param name="NotJudged">Nobody knows.</param>
public sealed record MustPass(double Score, int Times, IReadOnlyList<string> Passed, IReadOnlyList<string> Failed, IReadOnlyList<string> NotJudged)
{
    /// <summary>Null where there are no such cases.</summary>
    public static MustPass? Of(IReadOnlyList<GateCase> cases, GateScale scale, GateTerms terms, int samples)
    {
        double score = terms.MustPassScore ?? ((scale.Min + scale.Max) / 2);
        int times = terms.MustPassTimes ?? ((samples / 2) + 1);
        ILookup<bool?, string> verdicts = cases.Where(c => c.MustPass).ToLookup(c => Passes(c.Candidate, scale.Criterion, score, times), c => c.Id);
        return verdicts.Count == 0 ? null : new MustPass(score, times, [.. verdicts[true]], [.. verdicts[false]], [.. verdicts[null]]);
    }

    private static bool? Passes(GateAnswer? answer, string criterion, double score, int times)
    {
        if (answer is null || answer.IsOutputAtFault)
        {
            return answer is null ? null : false;
        }

        IReadOnlyList<double> given = answer.Scores.GetValueOrDefault(criterion) ?? [];
        int reached = given.Count(g => g >= score);
        return reached >= times ? true : reached + (answer.Asked - given.Count) < times ? false : null;
    }
}
