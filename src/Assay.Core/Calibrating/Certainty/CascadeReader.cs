using System.Globalization;
using System.Text.Json;
using Assay.Calibrating.Labels;
using Assay.Collecting;
using Assay.Collecting.Files;

namespace Assay.Calibrating.Certainty;

/// <summary>
/// Reads verdicts with confidences, and what people say: <c>item</c>, <c>rater</c>, <c>label</c>, and for judges <c>confidence</c>, perhaps <c>cost_usd</c>;
/// or what `assay run --out` wrote of a panel, every stage of which is then a judge.
/// </summary>
public static class CascadeReader
{
    private const string Remedy = "Write one verdict a record: {\"item\":\"a1\",\"rater\":\"small\",\"label\":\"pass\",\"confidence\":0.93}, and one a record for what people say, without confidence.";

    private const string Untold = "Ask it several times ({judge: NAME, samples: 3}), or give the judge `scores: weighted` where its endpoint tells token probabilities, and gather gold again.";

    /// <param name="order">The judges, cheapest first; null: by their mean cost, else as they come.</param>
    /// <exception cref="InputException">A record that cannot be read.</exception>
    public static async Task<CascadeInput> ReadAsync(InputFiles files, IReadOnlyList<string>? order, CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, Dictionary<string, CascadeVerdict>>(StringComparer.Ordinal);
        var truths = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        var judges = new List<string>();
        var stages = new Dictionary<string, (int Verdicts, int Untold)>(StringComparer.Ordinal);
        await foreach (FileRecord record in RecordFiles.ReadAsync(files, cancellationToken))
        {
            string item = record.NonEmpty("item", "id", "item_id") ?? throw record.Place.Error("the record has no \"item\".", Remedy);
            if (record.Fields.TryGetProperty("panel", out JsonElement panel) && panel.ValueKind == JsonValueKind.Object)
            {
                truths.TryAdd(item, new Dictionary<string, string>(StringComparer.Ordinal));
                if (!Add(panel, items, item, stages))
                {
                    throw record.Place.Error($"the panel's verdict on item {item} stands here a second time.", "Keep one for each item.");
                }

                continue;
            }

            string rater = record.NonEmpty("rater", "judge", "annotator") ?? throw record.Place.Error("the record has no \"rater\".", Remedy);
            items.TryAdd(item, new Dictionary<string, CascadeVerdict>(StringComparer.Ordinal));
            truths.TryAdd(item, new Dictionary<string, string>(StringComparer.Ordinal));
            if (record.NonEmpty("gold") is { } gold)
            {
                truths[item]["gold"] = LabelScale.Normalise(gold);
            }

            // A verdict that could not be read is none.
            if (record.NonEmpty("label", "verdict") is not { } text)
            {
                continue;
            }

            string label = LabelScale.Normalise(text);
            bool isNew;
            if (Share(record, "confidence") is { } confidence)
            {
                isNew = items[item].TryAdd(rater, new CascadeVerdict(label, confidence, Cost(record)));
                if (!judges.Contains(rater))
                {
                    judges.Add(rater);
                }
            }
            else
            {
                isNew = judges.Contains(rater) || record.NonEmpty("kind") == "judge"
                    ? throw record.Place.Error($"the verdict of {rater} has no \"confidence\".", "Give how certain the judge was, from 0 to 1: a probability of the verdict's token, or the share of repeats that said the same.")
                    : truths[item].TryAdd(rater, label);
            }

            if (!isNew)
            {
                throw record.Place.Error($"{rater} labelled item {item} a second time.", "Keep one label per rater and item.");
            }
        }

        judges.AddRange(stages.Keys.Where(s => !judges.Contains(s)));
        if (stages.Count > 0 && stages.Values.All(s => s.Verdicts == s.Untold))
        {
            throw new InputException(Source(files), $"no verdict of {string.Join(", ", stages.Keys)} tells how certain the stage is, so none could ever decide.", Untold);
        }

        return Build(items, truths, Ordered(items, judges, order ?? (stages.Count > 0 ? judges : null), files), stages, files);
    }

    /// <summary>What each stage said; one that has no verdict, or a verdict that does not tell how certain it is, said nothing.</summary>
    /// <returns>False where there is something of the item already.</returns>
    private static bool Add(JsonElement panel, Dictionary<string, Dictionary<string, CascadeVerdict>> items, string item, Dictionary<string, (int Verdicts, int Untold)> stages)
    {
        bool isNew = true;
        Dictionary<string, CascadeVerdict> verdicts = items.TryGetValue(item, out Dictionary<string, CascadeVerdict>? known) ? known : items[item] = new(StringComparer.Ordinal);
        foreach (JsonElement stage in panel.GetProperty("stages").EnumerateArray())
        {
            string name = stage.GetProperty("stage").GetString()!;
            (int said, int untold) = stages.GetValueOrDefault(name);
            string? label = stage.GetProperty("label").GetString();
            bool isTold = stage.GetProperty("certainty").ValueKind == JsonValueKind.Number;
            stages[name] = (said + (label is null ? 0 : 1), untold + (label is null || isTold ? 0 : 1));
            if (label is not null && isTold)
            {
                isNew &= verdicts.TryAdd(name, new CascadeVerdict(LabelScale.Normalise(label), stage.GetProperty("certainty").GetDouble(), stage.GetProperty("cost_usd").GetDouble()));
            }
        }

        return isNew;
    }

    private static CascadeInput Build(
        Dictionary<string, Dictionary<string, CascadeVerdict>> items, Dictionary<string, Dictionary<string, string>> truths, IReadOnlyList<string> judges,
        Dictionary<string, (int Verdicts, int Untold)> stages, InputFiles files)
    {
        var gold = new List<CascadeItem>();
        int without = 0;
        foreach ((string item, Dictionary<string, CascadeVerdict> verdicts) in items)
        {
            string[] said = [.. truths[item].Values];
            string[] distinct = [.. said.Distinct(StringComparer.Ordinal)];
            string? truth = truths[item].TryGetValue("gold", out string? given) ? given
                : Consensus.Majority([.. said.Select(s => Array.IndexOf(distinct, s))]) is >= 0 and var most ? distinct[most] : null;
            if (truth is null)
            {
                without++;
                continue;
            }

            gold.Add(new CascadeItem(truth, [.. judges.Select(verdicts.GetValueOrDefault)]));
        }

        return gold.Count > 0
            ? new CascadeInput(gold, judges, [.. Notes(stages, without)])
            : throw new InputException(Source(files), "no item has a label by people.", Remedy);
    }

    private static IReadOnlyList<string> Ordered(Dictionary<string, Dictionary<string, CascadeVerdict>> items, List<string> judges, IReadOnlyList<string>? order, InputFiles files)
    {
        string source = Source(files);
        if (judges.Count == 0)
        {
            throw new InputException(source, "no verdict has a \"confidence\", so there is no judge.", Remedy);
        }

        if (order is not null)
        {
            return order.FirstOrDefault(o => !judges.Contains(o)) is { } unknown
                ? throw new InputException(source, $"no verdict with a confidence is by {unknown}.", $"There are verdicts by: {string.Join(", ", judges)}.")
                : order;
        }

        Dictionary<string, double?> costs = judges.ToDictionary(j => j, j => items.Values.Average(v => v.GetValueOrDefault(j)?.CostUsd), StringComparer.Ordinal);
        return costs.Values.All(c => c is not null) ? [.. judges.OrderBy(j => costs[j])] : judges;
    }

    private static IEnumerable<string> Notes(Dictionary<string, (int Verdicts, int Untold)> stages, int without)
    {
        foreach ((string stage, (int verdicts, int untold)) in stages.Where(s => s.Value.Untold > 0))
        {
            yield return untold == verdicts
                ? $"No verdict of the stage {stage} tells how certain it is, so it never decides. {Untold}"
                : $"{untold} of {verdicts} verdicts of the stage {stage} do not tell how certain it is, and go on to the next stage.";
        }

        if (without > 0)
        {
            yield return $"{without} items without a label that most people gave are left out.";
        }
    }

    private static string Source(InputFiles files) => string.Join(", ", files.Files.Select(f => f.Name));

    private static double? Share(FileRecord record, string name) => record.NonEmpty(name) is not { } text
        ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= 0 and <= 1
            ? number
            : throw record.Place.Error($"\"{name}\" is {text}.", "It must be a number from 0 to 1; take a log-probability to the power of e first.");

    private static double? Cost(FileRecord record) => record.NonEmpty("cost_usd") is not { } text
        ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && number >= 0
            ? number
            : throw record.Place.Error($"\"cost_usd\" is {text}.", "It must be an amount in dollars.");
}
