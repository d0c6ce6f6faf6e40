using System.Globalization;
using Assay.Collecting;
using Assay.Collecting.Records;

namespace Assay.Calibrating.Labels;

/// <summary>Gathers labels into a table, and refuses what would make it say something false.</summary>
internal sealed class LabelTableBuilder(LabelOptions options)
{
    /// <summary>More raters than this in one file are texts that were taken for raters.</summary>
    private const int MostRaters = 1_000;

    private readonly Dictionary<string, int> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _raters = new(StringComparer.Ordinal);
    private readonly List<RaterKind?> _kinds = [];
    private readonly List<string?> _clusters = [];
    private readonly Dictionary<(int Item, int Rater), (string? Label, RecordPlace Place)> _labels = [];
    private readonly Dictionary<string, string> _spelling = new(StringComparer.OrdinalIgnoreCase);
    private int _repeated;

    public void Add(LabelRecord record)
    {
        int item = Number(_items, record.Item, () => _clusters.Add(record.Cluster));
        int rater = Number(_raters, record.Rater, () => _kinds.Add(null));
        if (_raters.Count > MostRaters)
        {
            throw record.Place.Error($"this is the {MostRaters + 1}st rater.", "Name the fields that are raters with --raters, and check that \"rater\" holds names.");
        }

        _kinds[rater] = _kinds[rater] is { } known && record.Kind is { } said && said != known
            ? throw record.Place.Error($"{record.Rater} is a {Name(said)} here and a {Name(known)} before.", "A rater is one or the other; give the second a name of its own.")
            : record.Kind ?? _kinds[rater];
        if (_clusters[item] != record.Cluster)
        {
            throw record.Place.Error($"item {record.Item} belongs to {record.Cluster} here and to {_clusters[item]} before.", "An item belongs to one cluster.");
        }

        string? label = Read(record);
        if (_labels.TryGetValue((item, rater), out (string? Label, RecordPlace Place) before))
        {
            if (before.Label != label)
            {
                throw record.Place.Error(
                    $"{record.Rater} labelled item {record.Item} a second time: {label ?? "no label"} here, {before.Label ?? "no label"} in line {before.Place.Line}.",
                    $"Keep one label per rater and item. Where the rater was asked twice on purpose, name the second time otherwise, such as {record.Rater}#2: then their agreement is shown.");
            }

            _repeated++;
        }

        _labels[(item, rater)] = (label, record.Place);
    }

    public LabelTable Build(string source)
    {
        if (_labels.Count == 0)
        {
            throw new InputException(source, "there are no labels.", "Write one label a record, with item, rater and label.");
        }

        foreach (string judge in options.Judges.Where(j => !_raters.ContainsKey(j)))
        {
            throw new InputException(source, $"no label is by the judge {judge}.", $"There are labels by: {string.Join(", ", _raters.Keys.Take(20))}.");
        }

        string[] found = [.. _labels.Values.Select(l => l.Label).OfType<string>().Distinct(StringComparer.Ordinal)];
        LabelScale scale = LabelScale.Of(found, options.Labels);
        scale = options.AreNames ? scale with { Values = null, IsNumeric = false } : scale;
        Dictionary<string, int> indexes = scale.Names.Select((name, i) => (name, i)).ToDictionary(n => n.name, n => n.i, StringComparer.OrdinalIgnoreCase);
        int[][] codes = [.. _items.Select(_ => Enumerable.Repeat(LabelRows.Missing, _raters.Count).ToArray())];
        foreach (((int item, int rater), (string? label, _)) in _labels)
        {
            codes[item][rater] = label is null ? LabelRows.Missing : indexes[label];
        }

        Rater[] raters = [.. _raters.Keys.Select((name, i) => new Rater(name, options.Judges.Contains(name) ? RaterKind.Judge : _kinds[i] ?? RaterKind.Human))];
        return new LabelTable([.. _items.Keys], raters, scale, codes)
        {
            Clusters = options.Cluster is null ? null : [.. _clusters.Select(c => c!)],
            Repeated = _repeated,
            NotNumbers = found.Any(LabelScale.IsNumber) && !scale.IsOrdered && !options.AreNames ? [.. found.Where(f => !LabelScale.IsNumber(f))] : [],
        };
    }

    private string? Read(LabelRecord record)
    {
        if (record.Label is null)
        {
            return null;
        }

        string label = LabelScale.Normalise(record.Label);
        if (options.Renamed.TryGetValue(label, out string? renamed))
        {
            label = LabelScale.Normalise(renamed);
        }

        if (options.Missing.Contains(label, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        if (options.Range is var (low, high)
            && !(double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= low && number <= high))
        {
            throw record.Place.Error(
                string.Create(CultureInfo.InvariantCulture, $"the label {label} of {record.Rater} is not on the scale {low}-{high}."),
                $"Mend it, or say what it stands for: --map {label}=LABEL reads it as another one, --missing {label} as none.");
        }

        if (options.Labels is { } labels && !labels.Contains(label, StringComparer.OrdinalIgnoreCase))
        {
            throw record.Place.Error(
                $"the label {label} of {record.Rater} is none of {string.Join(", ", labels)}.",
                $"Mend it, or say what it stands for: --map {label}=LABEL reads it as another one, --missing {label} as none.");
        }

        // Pass and pass are one label, in the spelling that came first.
        return _spelling.TryGetValue(label, out string? spelling) ? spelling : _spelling[label] = label;
    }

    private static int Number(Dictionary<string, int> numbers, string name, Action added)
    {
        if (!numbers.TryGetValue(name, out int number))
        {
            numbers[name] = number = numbers.Count;
            added();
        }

        return number;
    }

    private static string Name(RaterKind kind) => kind == RaterKind.Judge ? "judge" : "human";
}
