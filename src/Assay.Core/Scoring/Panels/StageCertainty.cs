using Assay.Scoring.Judging;
using Assay.Scoring.Sampling;

namespace Assay.Scoring.Panels;

/// <summary>
/// How certain a stage is of its score, from 0 to 1: by the token probabilities of its voters where all who gave a verdict have them, else by the share
/// of voters, or of one voter's samples, that say the same. What failed counts against it.
/// </summary>
internal static class StageCertainty
{
    /// <summary>Part of a stage's version where token probabilities tell: raise it whenever they tell it differently.</summary>
    public const string ByProbabilityVersion = "probability-1";

    /// <param name="asked">The stage's voters, each with what came of asking it.</param>
    /// <returns>Null where nothing tells: one answer whose grade counts as it stands, or no verdict.</returns>
    public static double? Of(IReadOnlyList<(Judge Voter, Judged Said)> asked)
    {
        (Judge Voter, Judged.Decided Said, Verdict.Scored Verdict)[] scored =
            [.. asked.Where(a => a.Said is Judged.Decided { Verdict: Verdict.Scored }).Select(a => (a.Voter, (Judged.Decided)a.Said, (Verdict.Scored)((Judged.Decided)a.Said).Verdict))];
        return scored.Length == 0 ? null
            : ByProbability(scored, asked.Count)
            ?? (asked.Count > 1 ? Share([.. scored.Select(s => ScoreOf(s.Verdict))], asked.Count) : BySamples(scored[0]));
    }

    public static double ScoreOf(Verdict.Scored verdict) => verdict.Overall ?? verdict.Scores[0].Value;

    /// <summary>
    /// The probability of the most probable grade, on average over voters and their samples: probabilities are averaged before a grade is chosen, and not
    /// the choices counted. With several criteria it is the least of them, for a score that is made of all is right only where each of them is: it
    /// cannot be more certain than the least certain one. The two orders of a pair are two looks at one thing, and averaged.
    /// </summary>
    private static double? ByProbability((Judge Voter, Judged.Decided Said, Verdict.Scored)[] scored, int voters)
    {
        if (scored.Any(s => !s.Said.Samples.Any(r => r.Value is not null) || s.Said.Samples.Any(r => r.Value is not null && r.Grades.Count == 0)))
        {
            return null;
        }

        var shares =
            from voter in scored
            from criterion in voter.Said.Samples.GroupBy(s => voter.Voter.IsPairwise ? "" : s.Criterion, StringComparer.Ordinal)
            from sample in criterion
            from grade in sample.Grades
            select (Criterion: criterion.Key, grade.Grade, Share: grade.Probability / criterion.Count());
        return shares.GroupBy(s => s.Criterion, StringComparer.Ordinal).Min(c => c.GroupBy(s => s.Grade).Max(g => g.Sum(s => s.Share))) / voters;
    }

    private static double? BySamples((Judge Voter, Judged.Decided Said, Verdict.Scored Verdict) of)
    {
        IGrouping<int, ScoreSample>[] taken = [.. of.Said.Samples.GroupBy(s => s.Number)];
        return taken.Length < 2 ? null : Share([.. taken.Where(s => s.All(c => c.Value is not null)).Select(s => ScoreOf(of.Voter, of.Verdict, s))], taken.Length);
    }

    /// <summary>What one sample says; what checks say is the same in all.</summary>
    private static double ScoreOf(Judge voter, Verdict.Scored verdict, IEnumerable<ScoreSample> sample)
    {
        double[] grades = [.. verdict.Scores.Select(s => sample.FirstOrDefault(r => r.Criterion == s.Criterion)?.Value ?? s.Value)];
        return voter.OverallOf(grades) ?? grades[0];
    }

    private static double? Share(IReadOnlyList<double> scores, int of) => scores.Count == 0 ? null : (double)scores.GroupBy(s => Math.Round(s, 9)).Max(g => g.Count()) / of;
}
