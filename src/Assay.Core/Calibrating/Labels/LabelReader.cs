using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Files;

namespace Assay.Calibrating.Labels;

/// <summary>
/// Reads label files. Long: one label a record (<c>item</c>, <c>rater</c>, <c>label</c>, optional <c>kind</c>). Wide: one item a record,
/// with a field per rater.
/// </summary>
public static class LabelReader
{
    private static readonly string[] ItemNames = ["item", "id", "item_id"];
    private static readonly string[] RaterNames = ["rater", "annotator"];
    private static readonly string[] LabelNames = ["label", "score", "rating"];
    private static readonly string[] OtherNames = ["kind", "reason", "confidence", "cost_usd", "category", "group"];

    private const string Remedy = "Write one label a record: {\"item\":\"a1\",\"rater\":\"ann\",\"label\":4}, or one item a record with a field per rater: {\"item\":\"a1\",\"ann\":4,\"bob\":5}.";

    /// <exception cref="InputException">A record that cannot be read, a label off the scale, or two labels of one rater for one item.</exception>
    public static async Task<LabelTable> ReadAsync(InputFiles files, LabelOptions options, CancellationToken cancellationToken)
    {
        var table = new LabelTableBuilder(options);
        await foreach (LabelRecord record in RecordsAsync(files, options, cancellationToken))
        {
            table.Add(record);
        }

        return table.Build(string.Join(", ", files.Files.Select(f => f.Name)));
    }

    private static async IAsyncEnumerable<LabelRecord> RecordsAsync(InputFiles files, LabelOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (FileRecord record in RecordFiles.ReadAsync(files, cancellationToken))
        {
            string item = record.NonEmpty(ItemNames) ?? throw record.Place.Error("the record has no \"item\".", Remedy);
            string? cluster = options.Cluster is { } field ? record.NonEmpty(field) ?? throw record.Place.Error($"the record has no \"{field}\", which is to be the cluster.", "Give it to every record, or leave out --cluster.") : null;
            if (record.NonEmpty(RaterNames) is { } rater)
            {
                string? label = LabelNames.Any(record.Has) ? record.NonEmpty(LabelNames) : throw record.Place.Error("the record has no \"label\".", Remedy);
                yield return new LabelRecord(item, rater, label, Kind(record), cluster, record.Place);
                continue;
            }

            if (LabelNames.Any(record.Has) && options.RaterFields is null)
            {
                throw record.Place.Error("the record has no \"rater\".", Remedy);
            }

            string[] fields = [.. options.RaterFields ?? Others(record, options)];
            if (fields.Length == 0)
            {
                throw record.Place.Error("the record has neither \"rater\" and \"label\" nor a field per rater.", Remedy);
            }

            foreach (string name in fields)
            {
                yield return new LabelRecord(item, name, record.NonEmpty(name), null, cluster, record.Place);
            }
        }
    }

    private static IEnumerable<string> Others(FileRecord record, LabelOptions options) => record.Fields.EnumerateObject()
        .Where(p => p.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object) && p.Name != options.Cluster && !ItemNames.Contains(p.Name) && !OtherNames.Contains(p.Name))
        .Select(p => p.Name);

    private static RaterKind? Kind(FileRecord record) => record.NonEmpty("kind")?.ToLower(CultureInfo.InvariantCulture) switch
    {
        null => null,
        "human" => RaterKind.Human,
        "judge" => RaterKind.Judge,
        var other => throw record.Place.Error($"\"kind\" is \"{other}\".", "It must be human or judge."),
    };
}
