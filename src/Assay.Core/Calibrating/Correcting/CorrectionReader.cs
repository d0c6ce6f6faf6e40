using System.Globalization;
using Assay.Collecting;
using Assay.Collecting.Files;

namespace Assay.Calibrating.Correcting;

/// <summary>Reads what a judge scored and people labelled: <c>item</c>, <c>score</c>, and <c>label</c> where there is one.</summary>
public static class CorrectionReader
{
    private const string Remedy = "Write one item a record: {\"item\":\"a1\",\"score\":3,\"label\":4}, with label only where a person gave one.";
    private static readonly string[] Items = ["item", "id", "item_id"];
    private static readonly string[] Scores = ["score", "judge", "overall"];
    private static readonly string[] Labels = ["label", "human", "gold"];
    private static readonly string[] Good = ["pass", "yes", "true", "good", "correct", "right"];
    private static readonly string[] Bad = ["fail", "no", "false", "bad", "incorrect", "wrong"];

    /// <exception cref="InputException">A record that cannot be read.</exception>
    public static async Task<CorrectionInput> ReadAsync(InputFiles files, CorrectionOptions options, CancellationToken cancellationToken)
    {
        string source = string.Join(", ", files.Files.Select(f => f.Name));
        var items = new List<JudgedItem>();
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        (int unscored, int used, int unused) = (0, 0, 0);
        await foreach (FileRecord record in RecordFiles.ReadAsync(files, cancellationToken))
        {
            string item = record.NonEmpty(Items) ?? throw record.Place.Error("the record has no \"item\".", Remedy);
            if (!seen.TryAdd(item, record.Place.Line))
            {
                throw record.Place.Error($"item {item} stands here a second time; the first is in line {seen[item]}.", "Keep one record per item.");
            }

            bool isListed = options.Labels.TryGetValue(item, out double listed);
            used += isListed ? 1 : 0;
            double? label = isListed ? listed : Number(record, options.LabelField is { } field ? [field] : Labels);
            double? score = Score(record, options);
            if (score is null)
            {
                unscored++;
                unused += label is null ? 0 : 1;
                continue;
            }

            items.Add(new JudgedItem(score.Value, label)
            {
                Stratum = Named(record, options.Stratum, "--stratum"),
                Cluster = Named(record, options.Cluster, "--cluster"),
                Probability = Probability(record, options.Probability),
            });
        }

        return items.Count > 0
            ? new CorrectionInput(items, unscored, unused + options.Labels.Count - used)
            : throw new InputException(source, "no record holds a score of the judge.", Remedy);
    }

    /// <summary>Labels of items, from a file of their own; several of one item are averaged.</summary>
    /// <exception cref="InputException">A record that cannot be read.</exception>
    public static async Task<IReadOnlyDictionary<string, double>> ReadLabelsAsync(InputFiles files, CorrectionOptions options, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        await foreach (FileRecord record in RecordFiles.ReadAsync(files, cancellationToken))
        {
            string item = record.NonEmpty(Items) ?? throw record.Place.Error("the record has no \"item\".", "It must be the item that the judge scored.");
            double label = Number(record, options.LabelField is { } field ? [field] : [.. Labels, "score", "rating"]) ?? throw record.Place.Error("the record has no \"label\".", "Give what the person says.");
            labels.TryAdd(item, []);
            labels[item].Add(label);
        }

        return labels.ToDictionary(l => l.Key, l => l.Value.Average(), StringComparer.Ordinal);
    }

    private static double? Score(FileRecord record, CorrectionOptions options)
    {
        string[] names = options.ScoreField is { } field ? [field] : Scores;
        return names.Any(record.Has)
            ? Number(record, names)
            : throw record.Place.Error($"the record has no \"{names[0]}\".", options.ScoreField is null ? $"{Remedy} Another field is named with --score." : "Check the name after --score.");
    }

    private static double? Number(FileRecord record, string[] names)
    {
        if (record.NonEmpty(names) is not { } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number
            : Good.Contains(text, StringComparer.OrdinalIgnoreCase) ? 1
            : Bad.Contains(text, StringComparer.OrdinalIgnoreCase) ? 0
            : throw record.Place.Error($"\"{text}\" is no score.", "A mean needs numbers, or pass and fail.");
    }

    private static string? Named(FileRecord record, string? field, string option) => field is null
        ? null
        : record.NonEmpty(field) ?? throw record.Place.Error($"the record has no \"{field}\".", $"Give it to every record, or leave out {option}.");

    private static double? Probability(FileRecord record, string field) => record.NonEmpty(field) is not { } text
        ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is > 0 and <= 1
            ? number
            : throw record.Place.Error($"\"{field}\" is {text}.", "It must be the probability with which the item was chosen to be labelled: above 0, at most 1.");
}
