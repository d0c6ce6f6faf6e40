using System.Globalization;
using Assay.Calibrating.Labels;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Collecting.Records;

namespace Assay.Calibrating.Pairwise;

/// <summary>Reads recorded pairwise judgments: <c>item</c>, <c>order</c>, <c>winner</c> or <c>reply</c>, and <c>gold</c> where it is known.</summary>
public static class PairwiseReader
{
    private const string Remedy = "Write one judgment a record: {\"item\":\"a1\",\"order\":\"original\",\"winner\":\"A\",\"gold\":\"B\"}.";
    private static readonly string[] Items = ["item", "id", "item_id"];
    private static readonly string[] Replies = ["reply", "completion", "judgment", "judgement", "response"];
    internal static readonly string[] Golds = ["gold", "label"];

    /// <exception cref="InputException">A record that cannot be read, or two that contradict each other.</exception>
    public static async Task<IReadOnlyList<PairwiseCase>> ReadAsync(InputFiles files, PairwiseOptions options, CancellationToken cancellationToken)
    {
        var cases = new Dictionary<(string?, string), PairwiseCase>();
        var places = new Dictionary<(string?, string, bool), RecordPlace>();
        await foreach (FileRecord record in RecordFiles.ReadAsync(files, cancellationToken))
        {
            string item = record.NonEmpty(Items) ?? throw record.Place.Error("the record has no \"item\".", Remedy);
            string? group = record.NonEmpty(options.Group);
            bool isSwapped = IsSwapped(record);
            PairwiseCase known = cases.GetValueOrDefault((group, item)) ?? new PairwiseCase(item, group);
            (string, string)? systems = record.NonEmpty("system_1", "model_1") is { } one && record.NonEmpty("system_2", "model_2") is { } two ? (one, two) : known.Systems;
            var verdict = new PairwiseVerdict(Winner(record, isSwapped, systems, options));
            PairwiseVerdict? before = isSwapped ? known.Swapped : known.Original;
            if (before is not null && before != verdict)
            {
                throw record.Place.Error(
                    $"item {item} was judged in the {(isSwapped ? "swapped" : "original")} order a second time with another verdict; the first is in line {places[(group, item, isSwapped)].Line}.",
                    "Keep one judgment per item and order. Judgments of several judges or repeats need a field that tells them apart: name it with --group.");
            }

            Preference? gold = Gold(record, systems, item, options);
            if (known.Gold is { } goldBefore && gold is not null && gold != goldBefore)
            {
                throw record.Place.Error($"the gold of item {item} is another one than before.", "An item has one better output, also when it is shown in the swapped order: gold names the output, not the place.");
            }

            places[(group, item, isSwapped)] = record.Place;
            cases[(group, item)] = known with
            {
                Gold = gold ?? known.Gold,
                Systems = systems,
                Lengths = known.Lengths ?? (ItemLengths.Of(record) is { Second: not null } lengths ? lengths : options.Lengths.GetValueOrDefault(item)),
                Original = isSwapped ? known.Original : verdict,
                Swapped = isSwapped ? verdict : known.Swapped,
            };
        }

        return cases.Count > 0 ? [.. cases.Values] : throw new InputException(string.Join(", ", files.Files.Select(f => f.Name)), "there are no judgments.", Remedy);
    }

    /// <summary>The better output of every item, from a file with <c>id</c> and <c>label</c>.</summary>
    /// <exception cref="InputException">A record that cannot be read.</exception>
    public static async Task<IReadOnlyDictionary<string, Preference>> ReadGoldAsync(InputFiles files, CancellationToken cancellationToken)
    {
        var gold = new Dictionary<string, Preference>(StringComparer.Ordinal);
        await foreach (FileRecord record in RecordFiles.ReadAsync(files, cancellationToken))
        {
            string item = record.NonEmpty(Items) ?? throw record.Place.Error("the record has no \"id\".", "It must be the item of the judgments.");
            Preference better = Gold(record, null, item, new PairwiseOptions()) ?? throw record.Place.Error("the record has neither \"gold\" nor \"label\".", "It must say which output is better: 1 or 2.");
            gold[item] = gold.TryGetValue(item, out Preference before) && before != better
                ? throw record.Place.Error($"the gold of item {item} is another one than before.", "Keep one.")
                : better;
        }

        return gold;
    }

    private static bool IsSwapped(FileRecord record) => (record.NonEmpty("order") ?? record.NonEmpty("swap", "swapped"))?.ToLower(CultureInfo.InvariantCulture) switch
    {
        null or "original" or "ab" or "false" => false,
        "swapped" or "ba" or "true" => true,
        var other => throw record.Place.Error($"\"order\" is \"{other}\".", "It must be original or swapped."),
    };

    private static Preference? Winner(FileRecord record, bool isSwapped, (string First, string Second)? systems, PairwiseOptions options)
    {
        string? reply = options.ReplyField is { } field ? record.Text(field) : record.Text(Replies);
        if (record.Has("winner") && options.Pattern is null && options.ReplyField is null)
        {
            string? winner = record.NonEmpty("winner");
            Preference? said = winner is null ? null : Named(winner, systems) ?? PreferenceText.TryRead(winner);
            return options.WinnerIsPlace && isSwapped ? said?.Swapped() : said;
        }

        if (reply is null && !record.Has("reply") && !Replies.Any(record.Has))
        {
            throw record.Place.Error("the record has neither \"winner\" nor \"reply\".", Remedy + (options.ReplyField is { } named ? $" There is no field \"{named}\"." : ""));
        }

        Preference? shown = reply is null ? null : (options.Pattern ?? PairwisePattern.Usual).Read(reply);
        return isSwapped ? shown?.Swapped() : shown;
    }

    private static Preference? Gold(FileRecord record, (string First, string Second)? systems, string item, PairwiseOptions options) => record.NonEmpty(Golds) is { } text
        ? Better(text, systems) ?? throw record.Place.Error($"the gold of item {item} is \"{text}\".", "It must name an output or a tie: 1, 2, A, B, tie.")
        : options.Gold.TryGetValue(item, out Preference gold) ? gold : null;

    /// <summary>Which output a text names as the better one: by its system, or by its place in the pair.</summary>
    internal static Preference? Better(string text, (string First, string Second)? systems) => Named(text, systems) ?? PreferenceText.TryRead(text);

    private static Preference? Named(string text, (string First, string Second)? systems) =>
        systems is null ? null : text == systems.Value.First ? Preference.First : text == systems.Value.Second ? Preference.Second : null;
}
