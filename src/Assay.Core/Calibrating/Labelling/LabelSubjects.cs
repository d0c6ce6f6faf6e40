using Assay.Scoring.Judging;

namespace Assay.Calibrating.Labelling;

/// <summary>What can be labelled: the criteria of each judge, and the items that were drawn with what was asked of them.</summary>
internal sealed class LabelSubjects
{
    private readonly Dictionary<(string Judge, string Id), (LabelItem Item, LabelQueue Queue)> _drawn = [];
    private readonly Dictionary<string, IReadOnlyList<AskedCriterion>> _criteria = new(StringComparer.Ordinal);

    private LabelSubjects()
    {
    }

    public IReadOnlyCollection<string> Judges => _criteria.Keys;

    public static async Task<LabelSubjects> ReadAsync(ILabelRecords labels, IReadOnlyList<Judge> configured, CancellationToken cancellationToken)
    {
        var subjects = new LabelSubjects();
        // The last version of each.
        foreach (LabelledJudge judge in await labels.JudgesAsync(cancellationToken))
        {
            subjects._criteria[judge.Name] = configured.FirstOrDefault(c => c.Name == judge.Name) is { } known ? judge.With(known.Rubric).Criteria : judge.Criteria;
        }

        foreach (LabelQueue queue in await labels.QueuesAsync(cancellationToken))
        {
            foreach (LabelItem item in await labels.ItemsAsync(queue.Id, cancellationToken))
            {
                subjects._drawn.TryAdd((queue.Judge, item.ResponseId), (item, queue));
            }
        }

        return subjects;
    }

    /// <summary>Null: no queue of the judge has it.</summary>
    public LabelItem? Drawn(string judge, string id) => _drawn.TryGetValue((judge, id), out (LabelItem Item, LabelQueue Queue) drawn) ? drawn.Item : null;

    /// <summary>Of an item that was drawn, as they were asked then.</summary>
    public IReadOnlyList<AskedCriterion> Criteria(string judge, string id) =>
        _drawn.TryGetValue((judge, id), out (LabelItem Item, LabelQueue Queue) drawn) ? drawn.Queue.Criteria : _criteria[judge];
}
