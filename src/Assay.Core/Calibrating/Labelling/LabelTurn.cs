namespace Assay.Calibrating.Labelling;

/// <summary>Whose turn an item of a queue is: what one rater has done, has still to do, and what is to be decided.</summary>
public sealed class LabelTurn
{
    private readonly IReadOnlyList<LabelItem> _items;
    private readonly ILookup<(string Id, int Revision), HumanLabel> _labels;
    private readonly IReadOnlySet<long> _skipped;
    private readonly string _rater;
    private readonly int _criteria;

    /// <param name="labels">Of the queue, of all raters, in the order in which they were given.</param>
    /// <param name="skipped">What the rater put aside.</param>
    public LabelTurn(LabelQueue queue, IReadOnlyList<LabelItem> items, IReadOnlyList<HumanLabel> labels, IReadOnlySet<long> skipped, string rater)
    {
        _items = items;
        _labels = labels.ToLookup(l => (l.Key.ResponseId, l.Key.Revision));
        _skipped = skipped;
        _rater = rater;
        _criteria = queue.Criteria.Count;
    }

    /// <summary>The first item that the rater has not labelled nor put aside, and that needs a label still; null: there is none.</summary>
    public LabelItem? Next => _items.FirstOrDefault(IsLeft);

    public LabelItem? NextAside => _items.FirstOrDefault(i => _skipped.Contains(i.Key));

    public LabelItem? NextDisputed => _items.FirstOrDefault(IsDisputed);

    public int Done => _items.Count(IsMine);

    public int Left => _items.Count(IsLeft);

    public int SetAside => _skipped.Count;

    public int Disputed => _items.Count(IsDisputed);

    public LabelItem? Find(long key) => _items.FirstOrDefault(i => i.Key == key);

    /// <summary>What the rater said of it.</summary>
    public IReadOnlyList<HumanLabel> Mine(LabelItem item, bool isAdjudication) => [.. Of(item).Where(l => l.Key.Rater == _rater && l.Key.IsAdjudication == isAdjudication)];

    /// <summary>What all who labelled it said.</summary>
    public IReadOnlyList<HumanLabel> Ratings(LabelItem item) => [.. Of(item).Where(l => !l.Key.IsAdjudication)];

    /// <summary>The item that the rater labelled last, before another one; null: none.</summary>
    public long? Before(LabelItem? item)
    {
        LabelItem[] mine = [.. _items.Where(IsMine).OrderBy(i => Mine(i, isAdjudication: false).Max(l => l.At)).ThenBy(i => i.Position)];
        int place = item is null ? -1 : Array.FindIndex(mine, i => i.Key == item.Key);
        return (place < 0 ? mine.LastOrDefault() : place > 0 ? mine[place - 1] : null)?.Key;
    }

    private IEnumerable<HumanLabel> Of(LabelItem item) => _labels[(item.ResponseId, item.Revision)];

    private bool IsMine(LabelItem item) => IsWhole(item, _rater);

    private bool IsWhole(LabelItem item, string rater) => Of(item).Count(l => l.Key.Rater == rater && !l.Key.IsAdjudication) >= _criteria;

    private bool IsLeft(LabelItem item) => !IsMine(item) && !_skipped.Contains(item.Key)
        && Ratings(item).Select(l => l.Key.Rater).Distinct(StringComparer.Ordinal).Count(r => IsWhole(item, r)) < item.Raters;

    private bool IsDisputed(LabelItem item) => Of(item).GroupBy(l => l.Key.Criterion, StringComparer.Ordinal)
        .Any(c => c.All(l => !l.Key.IsAdjudication) && c.Select(l => l.Score).Distinct().Skip(1).Any());
}
