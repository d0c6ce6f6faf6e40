using System.Globalization;
using System.Text;
using System.Text.Json;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Surfacing;
using CsvHelper;

namespace Assay.Cli.Labelling;

/// <summary>A queue as a file that people fill in: one record for each item and criterion, with what was said, and the label, rater and note empty.</summary>
/// <param name="showsJudge">Also what the judge says, and how the item was drawn, which tells something of it too.</param>
internal sealed class LabelSheet(LabelQueue queue, ILedgerQueries ledger, bool showsJudge)
{
    /// <summary>What was said of one that is gone, or whose texts are, is not there: it is left out.</summary>
    public async Task WriteAsync(Stream stream, bool csv, IReadOnlyList<LabelItem> items, CancellationToken cancellationToken)
    {
        await using CsvWriter? table = csv ? CsvWriter.Create(stream, new CsvWriterOptions(), leaveOpen: true) : null;
        await using Utf8JsonWriter? json = csv ? null : new Utf8JsonWriter(stream, ResultJson.Options);
        bool isFirst = true;
        foreach (LabelItem item in items)
        {
            if ((await ledger.TrailAsync(item.ResponseId, cancellationToken))?.Revisions.FirstOrDefault(r => r.Number == item.Revision) is not { Content: ContentState.Kept } revision)
            {
                continue;
            }

            foreach (AskedCriterion criterion in queue.Criteria)
            {
                IReadOnlyList<(string Name, object? Value)> fields = Fields(item, criterion, revision);
                if (table is not null)
                {
                    if (isFirst)
                    {
                        await table.WriteRecordAsync([.. fields.Select(f => f.Name)], cancellationToken);
                    }

                    await table.WriteRecordAsync([.. fields.Select(f => Cell(f.Value))], cancellationToken);
                }

                json?.WriteStartObject();
                foreach ((string name, object? value) in fields)
                {
                    json?.WritePropertyName(name);
                    Write(json, value);
                }

                json?.WriteEndObject();
                if (json is not null)
                {
                    await json.FlushAsync(cancellationToken);
                    stream.WriteByte((byte)'\n');
                    json.Reset();
                }

                isFirst = false;
            }
        }

        await (table?.FlushAsync(cancellationToken) ?? ValueTask.CompletedTask);
    }

    private List<(string Name, object? Value)> Fields(LabelItem item, AskedCriterion criterion, Trail.Revision revision)
    {
        Response response = UnkeptContent.Read(Encoding.UTF8.GetBytes(revision.Body), item.Key);
        var fields = new List<(string, object?)>
        {
            ("queue", queue.Id), ("id", item.ResponseId), ("revision", item.Revision), ("judge", queue.Judge), ("criterion", criterion.Name),
            ("question", Question(criterion)), ("scale", LabelScaleText.Of(criterion.Scale)), ("label", null), ("rater", null), ("note", null),
            ("conversation", response.Conversation.Count == 0 ? null : string.Join("\n\n", response.Conversation.Select(t => $"{t.Role}: {t.Content}"))),
            ("input", response.Input), ("output", response.Output), ("context", response.Context.Count == 0 ? null : string.Join("\n\n", response.Context)), ("reference", response.Reference),
        };
        if (showsJudge)
        {
            ResultRow? judged = revision.Judgments.Select(j => j.Result).LastOrDefault(r => r.Judge == queue.Judge && r.JudgeVersion == queue.JudgeVersion);
            var score = judged?.Scores.FirstOrDefault(s => s.Criterion == criterion.Name);
            fields.AddRange(
            [
                ("judge_score", score?.Score), ("judge_reason", score?.Reason), ("arm", item.Arm.ToSnakeCase()), ("stratum", item.Stratum), ("inclusion_probability", item.Probability),
            ]);
        }

        return fields;
    }

    private static string? Question(AskedCriterion criterion) => criterion.Question is null
        ? null
        : criterion.Anchors.Count == 0 ? criterion.Question : $"{criterion.Question} {string.Join("; ", criterion.Anchors.Select(a => $"{a.Grade}: {a.Meaning.TrimEnd('.')}"))}";

    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => SpreadsheetText.Guard(HarmlessText.Clean(text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static void Write(Utf8JsonWriter? json, object? value)
    {
        switch (value)
        {
            case null: json?.WriteNullValue(); break;
            case string text: json?.WriteStringValue(text); break;
            case double number: json?.WriteNumberValue(number); break;
            default: json?.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
