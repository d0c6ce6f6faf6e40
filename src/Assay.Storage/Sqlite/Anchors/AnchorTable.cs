using Assay.Calibrating.Anchors;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Anchors;

/// <summary>What judges said of their anchors, in the caller's transaction.</summary>
internal static class AnchorTable
{
    /// <returns>The reading's key; null where it was saved before.</returns>
    public static long? Add(Database database, RunKey run, string set, JudgedAnchor judged)
    {
        AnchorReading reading = judged.Reading;
        using var add = new Statement(database, """
            INSERT INTO anchor_readings (reading_id, run_key, judge_version_key, anchor_set, anchor, purpose, baseline, at, scores, reason, cost_nano_usd)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING
            """);
        add.SetBlob(1, reading.Id.ToByteArray(bigEndian: true)).Set(2, run.Run).Set(3, run.JudgeVersion).Set(4, set).Set(5, reading.Anchor).Set(6, (long)reading.Purpose)
            .Set(7, (long)reading.Baseline).Set(8, reading.At.ToUnixTimeMilliseconds()).Set(9, AnchorScores.Write(reading.Scores)).Set(10, reading.Reason);
        return add.Set(11, judged.Judged.Attempts.Sum(a => Money.ToNano(a.CostUsd))).Execute() == 1 ? add.InsertedKey : null;
    }

    public static IReadOnlyList<StoredAnchorReading> Read(Database database, AnchorQuery query)
    {
        using var find = new Statement(database, """
            SELECT v.version, r.reading_id, r.anchor, r.purpose, r.baseline, r.at, r.scores, r.reason, r.cost_nano_usd
            FROM anchor_readings r JOIN judge_versions v USING (judge_version_key)
            WHERE r.anchor_set = ?1 AND v.name = ?2 AND (?3 IS NULL OR v.version = ?3)
                AND (r.purpose <> 1 OR r.reading_key IN (
                    SELECT t.reading_key FROM anchor_readings t WHERE t.anchor_set = ?1 AND t.judge_version_key = r.judge_version_key AND t.purpose = 1 ORDER BY t.reading_key DESC LIMIT ?4))
            ORDER BY r.reading_key
            """);
        find.Set(1, query.Set).Set(2, query.Judge).Set(3, query.JudgeVersion).Set(4, (long)query.AtMost);
        var readings = new List<StoredAnchorReading>();
        while (find.Read())
        {
            readings.Add(new StoredAnchorReading(find.Text(0), new AnchorReading(
                new Guid(find.Bytes(1), bigEndian: true), find.Text(2), (AnchorPurpose)find.Long(3), (int)find.Long(4), DateTimeOffset.FromUnixTimeMilliseconds(find.Long(5)))
            {
                Scores = AnchorScores.Read(find.Text(6)), Reason = find.TextOrNull(7), CostUsd = Money.ToUsd(find.Long(8)),
            }));
        }

        return readings;
    }
}
