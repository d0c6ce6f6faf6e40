using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;

namespace Assay.Calibrating.Probing;

/// <summary>What a judge said in a probe. What was not scored has a reason, and is no number.</summary>
public sealed class ProbeAnswers
{
    private const string NotAsked = "owed";

    private readonly Dictionary<(ProbeSitting, string), (double? Score, string? Reason)> _answers = [];

    public void Add(ProbeSitting sitting, string id, Rubric rubric, Verdict verdict)
    {
        if (verdict is Verdict.Scored scored)
        {
            AddScored(sitting, id, rubric, scored.Overall, scored.Scores.Select(s => (s.Criterion, s.Value)));
        }
        else
        {
            AddUnscored(sitting, id, ((Verdict.Unscored)verdict).Reason.ToSnakeCase());
        }
    }

    public void AddScored(ProbeSitting sitting, string id, Rubric rubric, double? overall, IEnumerable<(string Criterion, double Score)> scores) =>
        _answers[(sitting, id)] = ProbeScale.Score(rubric, overall, scores) is { } score ? (score, null) : (null, "no_score");

    public void AddUnscored(ProbeSitting sitting, string id, string reason) => _answers[(sitting, id)] = (null, reason);

    public double? Score(ProbeSitting sitting, string id) => _answers.GetValueOrDefault((sitting, id)).Score;

    /// <summary>Null where there is a score.</summary>
    public string? Missing(ProbeSitting sitting, string id) => _answers.TryGetValue((sitting, id), out var answer) ? answer.Reason : NotAsked;

    public bool Any => _answers.Values.Any(a => a.Score is not null);
}
