using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Checking;

/// <summary>The criteria of a rubric that code decides.</summary>
internal sealed class CheckedCriteria(Rubric rubric)
{
    private readonly Criterion[] _checked = [.. rubric.Criteria.Where(c => c.Check is not null)];

    public bool IsEmpty => _checked.Length == 0;

    /// <summary>What can be said at once. Where one cannot be said there is no verdict, as where a model gives none for one of its criteria.</summary>
    /// <param name="scores">Takes the grades.</param>
    public Verdict.Unscored? Look(Response response, List<CriterionScore> scores)
    {
        foreach (Criterion criterion in _checked)
        {
            if (criterion.Check!.Look(response) is { } finding && Take(criterion, finding, scores) is { } unscored)
            {
                return unscored;
            }
        }

        return null;
    }

    /// <summary>Some of them take a while, and are asked by <see cref="LookAsync"/>.</summary>
    public bool TakeTime { get; } = rubric.Criteria.Any(c => c.Check is CodeCheck);

    /// <summary>What takes a while.</summary>
    /// <inheritdoc cref="Look"/>
    public async ValueTask<Verdict.Unscored?> LookAsync(Response response, List<CriterionScore> scores, TimeProvider clock, CancellationToken cancellationToken)
    {
        foreach (Criterion criterion in _checked.Where(c => c.Check is CodeCheck))
        {
            if (Take(criterion, await criterion.Check!.LookAsync(response, clock, cancellationToken), scores) is { } unscored)
            {
                return unscored;
            }
        }

        return null;
    }

    private static Verdict.Unscored? Take(Criterion criterion, CheckFinding finding, List<CriterionScore> scores)
    {
        switch (finding)
        {
            case CheckFinding.Graded graded when Grades.IsOn(criterion.Scale, graded.Value):
                string? label = criterion.Scale.Names.FirstOrDefault(n => n.Value == graded.Value)?.Name;
                scores.Add(new CriterionScore(criterion.Name, graded.Value, label, graded.Reason, graded.Evidence));
                return null;
            case CheckFinding.Missing missing:
                return new Verdict.Unscored(missing.Reason, $"{criterion.Name}: {missing.Detail}", RawReply: null);
            default:
                return new Verdict.Unscored(UnscoredReason.OffScale, $"{criterion.Name}: the check's grade is not on the scale {criterion.Scale.Text}", RawReply: null);
        }
    }
}
