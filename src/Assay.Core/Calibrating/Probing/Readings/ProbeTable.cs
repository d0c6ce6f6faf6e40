namespace Assay.Calibrating.Probing.Readings;

/// <summary>The answers of a probe, item by item.</summary>
internal sealed class ProbeTable(ProbePlan plan, ProbeAnswers answers, ProbeLimits limits)
{
    public ProbePlan Plan => plan;

    public ProbeAnswers Answers => answers;

    public ProbeLimits Limits => limits;

    public ProbeScale Scale { get; } = ProbeScale.Of(plan.Judge.Rubric);

    /// <summary>In points of the scale.</summary>
    public double Change => limits.Change ?? Scale.UsualChange;

    /// <summary>What a change did to the score, for items where there are both scores.</summary>
    /// <param name="missing">Gets the others, by reason.</param>
    public List<Moved> Moved(ProbeTest test, Dictionary<string, long> missing)
    {
        var moved = new List<Moved>();
        foreach (ProbedItem item in plan.Items)
        {
            (ProbeSitting sitting, string? id) = test switch
            {
                ProbeTest.RubricOrder => (ProbeSitting.Turned, item.Id),
                ProbeTest.Repeat => (ProbeSitting.Repeat, item.Id),
                _ => (ProbeSitting.Plain, item.Changed.GetValueOrDefault(test)),
            };
            if (id is null)
            {
                continue;
            }

            if (answers.Score(sitting, id) is { } after && answers.Score(ProbeSitting.Plain, item.Id) is { } before)
            {
                moved.Add(new Moved(item, before, answers.Score(ProbeSitting.Repeat, item.Id), after));
            }
            else
            {
                string reason = answers.Missing(sitting, id) ?? answers.Missing(ProbeSitting.Plain, item.Id)!;
                missing[reason] = missing.GetValueOrDefault(reason) + 1;
            }
        }

        return moved;
    }
}

/// <summary>One item before and after a change.</summary>
/// <param name="Again">The unchanged answer, asked a second time; null where that brought no score.</param>
internal readonly record struct Moved(ProbedItem Item, double Before, double? Again, double After)
{
    /// <summary>From the mean of both askings, which is steadier than one.</summary>
    public double Change => After - (Again is { } again ? (Before + again) / 2 : Before);
}
