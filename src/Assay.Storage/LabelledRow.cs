using System.Globalization;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Storage.Sqlite.Rollups;

namespace Assay.Storage;

/// <summary>A label and the response it is of, as ledgers read them.</summary>
internal sealed record LabelledRow(long Key, DateTimeOffset ReceivedAt, Response Response, HumanLabel Label)
{
    /// <summary>The score that a judge version gave, with the ends of its scale.</summary>
    internal sealed record JudgeScore(string Version, double Score, double Low, double High)
    {
        public double? Overall { get; init; }
    }

    /// <summary>Labels of one response together, with the judge's score where that is on the same scale. Where a scale was changed, labels on the one of the judge's score count, else those of the last.</summary>
    /// <param name="rows">In the order of the ledger's numbers, and of time.</param>
    /// <param name="figuredAt">When the ledger's figures count a response as having occurred.</param>
    public static IReadOnlyList<LabelledResponse> Gather(IReadOnlyList<LabelledRow> rows, Func<long, JudgeScore?> score, Func<LabelledRow, DateTimeOffset> figuredAt)
    {
        var labelled = new List<LabelledResponse>();
        foreach (IGrouping<long, LabelledRow> group in rows.GroupBy(r => r.Key))
        {
            LabelledRow first = group.First();
            JudgeScore? judged = score(group.Key);
            (double Low, double High) scale = judged is not null && group.Any(r => r.Label.Low == judged.Low && r.Label.High == judged.High)
                ? (judged.Low, judged.High)
                : (group.Last().Label.Low, group.Last().Label.High);
            bool isSame = judged is not null && (judged.Low, judged.High) == scale;
            labelled.Add(new LabelledResponse(group.Key, first.Label.Key.ResponseId, first.Label.Key.Revision, first.ReceivedAt)
            {
                Labels = [.. group.Select(r => r.Label).Where(l => (l.Low, l.High) == scale)],
                Judge = isSame ? judged!.Score : null,
                JudgeOverall = isSame ? judged!.Overall : null,
                JudgeVersion = isSame ? judged!.Version : null,
                Cluster = Cluster.Of(first.Response)?.ToString(CultureInfo.InvariantCulture),
                FiguredAt = figuredAt(first),
                Fields = FieldsOf(first.Response),
                OutputLength = first.Response.Output.Length,
            });
        }

        return labelled;
    }

    private static Dictionary<string, string> FieldsOf(Response response) =>
        response.Metadata.Keys.Append("release").Select(field => (field, Value: SliceTable.ValueOf(response, field))).Where(f => !string.IsNullOrEmpty(f.Value))
            .DistinctBy(f => f.field, StringComparer.Ordinal).ToDictionary(f => f.field, f => f.Value!, StringComparer.Ordinal);
}
