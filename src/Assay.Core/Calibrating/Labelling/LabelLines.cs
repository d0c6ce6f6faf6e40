using System.Runtime.CompilerServices;
using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Collecting.Records;

namespace Assay.Calibrating.Labelling;

/// <summary>Reads labels from files, or from the body of a request.</summary>
public static class LabelLines
{
    private static readonly string[] Ids = ["id", "item", "response_id"];
    private static readonly string[] Labels = ["label", "score", "rating"];
    private static readonly string[] Raters = ["rater", "annotator"];

    /// <exception cref="InputException">A file or a record that cannot be read.</exception>
    public static async IAsyncEnumerable<LabelLine> ReadAsync(InputFiles files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (FileRecord record in RecordFiles.ReadAsync(files, cancellationToken))
        {
            yield return Read(record, $"{record.Place.File}:{record.Place.Line}");
        }
    }

    /// <summary>Reads <c>{"labels":[{...}]}</c>; places are <c>labels[0]</c> and so on, unless a label tells its own <c>place</c>.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static IReadOnlyList<LabelLine> Read(ReadOnlySpan<byte> utf8)
    {
        JsonElement body = JsonText.ParseOrThrow(utf8, new RecordPlace("body", 1));
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("labels", out JsonElement labels) || labels.ValueKind != JsonValueKind.Array)
        {
            throw new InputException("body", "it has no list \"labels\".", "Send {\"labels\":[{\"id\":\"a1\",\"criterion\":\"accuracy\",\"label\":4,\"rater\":\"ann\"}]}.");
        }

        return [.. labels.EnumerateArray().Select((label, i) =>
        {
            string place = FormattableString.Invariant($"labels[{i}]");
            if (label.ValueKind != JsonValueKind.Object)
            {
                throw new InputException(place, "it is no JSON object.", "Send each label as an object with id, criterion, label and rater.");
            }

            var record = new FileRecord(label, new RecordPlace(place, 1));
            return Read(record, record.NonEmpty("place") ?? place);
        })];
    }

    private static LabelLine Read(FileRecord record, string place) => new(place)
    {
        Id = record.NonEmpty(Ids),
        Revision = record.NonEmpty("revision"),
        Judge = record.NonEmpty("judge"),
        Criterion = record.NonEmpty("criterion"),
        Label = record.NonEmpty(Labels),
        Rater = record.NonEmpty(Raters),
        Note = record.NonEmpty("note"),
        IsAdjudication = record.NonEmpty("adjudication") is "true" or "yes" or "1",
        ShowsJudge = record.Has("judge_score"),
    };
}
