using System.Globalization;
using Assay.Collecting;
using Assay.Collecting.Files;

namespace Assay.Calibrating.Labels;

/// <summary>How long what was judged is, in characters: one answer, or two that were compared.</summary>
/// <param name="Second">Null where there is one.</param>
public sealed record ItemLengths(double First, double? Second)
{
    /// <summary>By item; from fields <c>output</c>, or <c>output_1</c> and <c>output_2</c>, or <c>length_1</c> and <c>length_2</c>.</summary>
    /// <exception cref="InputException">A record without an id, or without texts.</exception>
    public static async Task<IReadOnlyDictionary<string, ItemLengths>> ReadAsync(InputFiles files, CancellationToken cancellationToken)
    {
        var lengths = new Dictionary<string, ItemLengths>(StringComparer.Ordinal);
        await foreach (FileRecord record in RecordFiles.ReadAsync(files, cancellationToken))
        {
            string item = record.NonEmpty("item", "id", "item_id") ?? throw record.Place.Error("the record has no \"id\".", "It must be the item of the labels.");
            lengths[item] = Of(record) ?? throw record.Place.Error("the record has neither \"output\" nor \"output_1\" and \"output_2\".", "Give the texts that were judged, or their lengths as length_1 and length_2.");
        }

        return lengths;
    }

    /// <summary>Null where the record tells no length.</summary>
    internal static ItemLengths? Of(FileRecord record) =>
        Length(record, "_1") is { } first && Length(record, "_2") is { } second ? new ItemLengths(first, second)
        : Length(record, "") is { } only ? new ItemLengths(only, null)
        : null;

    private static double? Length(FileRecord record, string which) => record.NonEmpty("length" + which) is { } given
        ? double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && number >= 0
            ? number
            : throw record.Place.Error($"\"length{which}\" is {given}.", "It must be a number of characters.")
        : record.Text("output" + which)?.Length;
}
