using System.Globalization;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Storage.Sqlite.Rollups;

namespace Assay.Storage.Sqlite.Labels;

/// <summary>Labels of people, in the caller's transaction.</summary>
internal static class LabelTable
{
    private const string Columns = """
        SELECT r.id, r.revision, l.judge, l.criterion, l.rater, l.is_adjudication, l.score, l.low, l.high, l.grade, l.labelled_at, l.note, l.is_blind,
            q.id, i.arm, i.inclusion_probability, i.stratum
        """;

    private const string From = """
        FROM human_labels l JOIN responses r USING (response_key)
        LEFT JOIN label_items i ON i.judge = l.judge AND i.response_key = l.response_key LEFT JOIN label_queues q ON q.queue_key = i.queue_key
        """;

    public static IReadOnlyList<HumanLabel> Find(Database database, LabelQuery query)
    {
        using var find = new Statement(database, $"""
            {Columns} {From}
            WHERE (?1 IS NULL OR l.judge = ?1) AND (?2 IS NULL OR l.criterion = ?2) AND (?3 IS NULL OR q.id = ?3) AND (?4 IS NULL OR r.id = ?4) AND (?5 IS NULL OR l.rater = ?5)
                AND (?6 IS NULL OR l.labelled_at >= ?6)
            ORDER BY l.labelled_at, l.response_key, l.criterion, l.rater, l.is_adjudication LIMIT ?7
            """);
        find.Set(1, query.Judge).Set(2, query.Criterion).Set(3, query.Queue).Set(4, query.ResponseId).Set(5, query.Rater).Set(6, query.Since?.ToUnixTimeMilliseconds()).Set(7, (long)query.AtMost);
        var labels = new List<HumanLabel>();
        while (find.Read())
        {
            labels.Add(Read(find));
        }

        return labels;
    }

    /// <returns>Those whose response is not there; then nothing was saved.</returns>
    public static IReadOnlyList<LabelKey> Save(Database database, IReadOnlyList<HumanLabel> labels)
    {
        using var find = new Statement(database, "SELECT response_key FROM responses WHERE id = ?1 AND revision = ?2");
        var keys = new long[labels.Count];
        var unknown = new List<LabelKey>();
        for (int i = 0; i < keys.Length; i++)
        {
            LabelKey label = labels[i].Key;
            if (find.Set(1, label.ResponseId).Set(2, (long)label.Revision).Read())
            {
                keys[i] = find.Long(0);
            }
            else
            {
                unknown.Add(label);
            }

            find.Reset();
        }

        if (unknown.Count > 0)
        {
            return unknown;
        }

        // Where no texts are kept, a note that may repeat some is not kept either.
        using var save = new Statement(database, """
            INSERT OR REPLACE INTO human_labels (response_key, judge, criterion, rater, is_adjudication, score, low, high, grade, labelled_at, note, is_blind)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, iif(EXISTS (SELECT 1 FROM unkept_responses WHERE response_key = ?1), NULL, ?11), ?12)
            """);
        using var unskip = new Statement(database, "DELETE FROM label_skips WHERE response_key = ?1 AND judge = ?2 AND rater = ?3");
        for (int i = 0; i < keys.Length; i++)
        {
            HumanLabel label = labels[i];
            save.Set(1, keys[i]).Set(2, label.Key.Judge).Set(3, label.Key.Criterion).Set(4, label.Key.Rater).Set(5, label.Key.IsAdjudication ? 1L : 0).Set(6, label.Score)
                .Set(7, label.Low).Set(8, label.High).Set(9, label.Grade).Set(10, label.At.ToUnixTimeMilliseconds()).Set(11, label.Note).Set(12, label.IsBlind ? 1L : 0).Execute();
            unskip.Set(1, keys[i]).Set(2, label.Key.Judge).Set(3, label.Key.Rater).Execute();
        }

        return [];
    }

    public static bool Remove(Database database, LabelKey label)
    {
        using var remove = new Statement(database, """
            DELETE FROM human_labels WHERE response_key = (SELECT response_key FROM responses WHERE id = ?1 AND revision = ?2)
                AND judge = ?3 AND criterion = ?4 AND rater = ?5 AND is_adjudication = ?6
            """);
        return remove.Set(1, label.ResponseId).Set(2, (long)label.Revision).Set(3, label.Judge).Set(4, label.Criterion).Set(5, label.Rater).Set(6, label.IsAdjudication ? 1L : 0).Execute() > 0;
    }

    public static IReadOnlyList<LabelledResponse> Labelled(Database database, LabelledQuery query)
    {
        using var find = new Statement(database, $"""
            {Columns}, l.response_key, r.received_at, r.body {From}
            WHERE l.judge = ?1 AND l.criterion = ?2 AND r.received_at >= ?3 AND r.received_at < ?4 ORDER BY l.response_key, l.labelled_at, l.rater, l.is_adjudication
            """);
        find.Set(1, query.Judge).Set(2, query.Criterion).Set(3, query.From?.ToUnixTimeMilliseconds() ?? 0).Set(4, query.To?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        var rows = new List<LabelledRow>();
        while (find.Read())
        {
            long key = find.Long(17);
            rows.Add(new LabelledRow(key, Time(find.Long(18)), UnkeptContent.Read(find.Bytes(19), key), Read(find)));
        }

        using var judged = new Statement(database, """
            SELECT v.version, s.score, v.criteria, o.overall FROM criterion_scores s JOIN judge_versions v USING (judge_version_key)
                JOIN outcomes o USING (response_key, judge_version_key, repeat)
            WHERE s.response_key = ?1 AND s.repeat = 0 AND s.criterion = ?2 AND v.name = ?3 AND (?4 IS NULL OR v.version = ?4) ORDER BY v.judge_version_key DESC LIMIT 1
            """);
        judged.Set(2, query.Criterion).Set(3, query.Judge).Set(4, query.JudgeVersion);
        return LabelledRow.Gather(rows, key =>
        {
            StoredCriterion? criterion = judged.Set(1, key).Read() ? CriteriaColumn.Read(judged.Bytes(2)).FirstOrDefault(c => c.Name == query.Criterion) : null;
            LabelledRow.JudgeScore? score = criterion is null ? null : new LabelledRow.JudgeScore(judged.Text(0), judged.Double(1), criterion.Min, criterion.Max) { Overall = judged.DoubleOrNull(3) };
            judged.Reset();
            return score;
        }, row => Time(SliceTable.TimeOf(row.Response, row.ReceivedAt.ToUnixTimeMilliseconds())));
    }

    public static IReadOnlyList<LabelCount> Counts(Database database)
    {
        using var raters = new Statement(database, "SELECT judge, criterion, rater, count(*) FROM human_labels WHERE is_adjudication = 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
        var named = new List<(string Judge, string Criterion, string Rater, int Labels)>();
        while (raters.Read())
        {
            named.Add((raters.Text(0), raters.Text(1), raters.Text(2), (int)raters.Long(3)));
        }

        using var find = new Statement(database, """
            SELECT judge, criterion, count(*), sum(raters), sum(raters > 1),
                sum(EXISTS (SELECT 1 FROM label_items i WHERE i.judge = t.judge AND i.response_key = t.response_key)), max(latest)
            FROM (SELECT judge, criterion, response_key, sum(is_adjudication = 0) AS raters, max(labelled_at) AS latest FROM human_labels GROUP BY 1, 2, 3) t
            GROUP BY judge, criterion ORDER BY judge, criterion
            """);
        var counts = new List<LabelCount>();
        while (find.Read())
        {
            (string judge, string criterion) = (find.Text(0), find.Text(1));
            counts.Add(new LabelCount(judge, criterion, (int)find.Long(2), (int)find.Long(3), (int)find.Long(4), (int)find.Long(5), Time(find.Long(6)))
            {
                Raters = [.. named.Where(n => n.Judge == judge && n.Criterion == criterion).Select(n => (n.Rater, n.Labels))],
            });
        }

        return counts;
    }

    public static IReadOnlyList<LabelledJudge> Judges(Database database)
    {
        using var find = new Statement(database, "SELECT name, version, criteria FROM judge_versions ORDER BY judge_version_key");
        var judges = new List<LabelledJudge>();
        while (find.Read())
        {
            judges.Add(CriteriaColumn.Asked(find.Text(0), find.Text(1), find.Bytes(2)));
        }

        return judges;
    }

    public static IReadOnlyDictionary<string, int> Revisions(Database database, IReadOnlyList<string> ids)
    {
        using var find = new Statement(database, "SELECT max(revision) FROM responses WHERE id = ?1");
        var revisions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string id in ids)
        {
            if (find.Set(1, id).One().LongOrNull(0) is { } revision)
            {
                revisions[id] = (int)revision;
            }

            find.Reset();
        }

        return revisions;
    }

    private static HumanLabel Read(Statement row) => new(
        new LabelKey(row.Text(0), (int)row.Long(1), row.Text(2), row.Text(3), row.Text(4), row.Long(5) != 0), row.Double(6), row.Double(7), row.Double(8))
    {
        Grade = row.TextOrNull(9),
        At = Time(row.Long(10)),
        Note = row.TextOrNull(11),
        IsBlind = row.Long(12) != 0,
        Draw = row.IsNull(13) ? null : new LabelDraw(row.Text(13), SnakeCase.Parse<LabelArm>(row.Text(14)), row.Double(15), row.Text(16)),
    };

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
