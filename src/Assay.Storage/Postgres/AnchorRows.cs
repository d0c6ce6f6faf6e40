using Assay.Calibrating.Anchors;
using Assay.Scoring.Running;

namespace Assay.Storage.Postgres;

/// <summary>What judges said of their anchors, in the caller's transaction.</summary>
internal static class AnchorRows
{
    /// <returns>The keys of the readings that were not saved before.</returns>
    public static async Task<IReadOnlyDictionary<Guid, long>> AddAsync(PostgresSession session, RunKey run, string set, IReadOnlyList<JudgedAnchor> judged)
    {
        AnchorReading[] readings = [.. judged.Select(j => j.Reading)];
        return (await session.ListAsync(
        """
        INSERT INTO anchor_readings (run_key, judge_version_key, anchor_set, reading_id, anchor, purpose, baseline, at, scores, reason, cost_nano_usd)
        SELECT $1, $2, $3, * FROM unnest($4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING reading_id, reading_key
        """,
        row => (new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), row.GetInt64(1)),
        run.Run, run.JudgeVersion, set, readings.Select(r => r.Id.ToByteArray(bigEndian: true)).ToArray(), readings.Select(r => RowReading.Utf8(r.Anchor)).ToArray(),
        readings.Select(r => (int)r.Purpose).ToArray(), readings.Select(r => r.Baseline).ToArray(), readings.Select(r => r.At.ToUnixTimeMilliseconds()).ToArray(),
        readings.Select(r => AnchorScores.Write(r.Scores)).ToArray(), readings.Select(r => r.Reason).ToArray(), judged.Select(j => j.Judged.Attempts.Sum(a => Money.ToNano(a.CostUsd))).ToArray())).ToDictionary();
    }

    public static async Task<IReadOnlyList<StoredAnchorReading>> ReadAsync(PostgresSession session, AnchorQuery query) => await session.ListAsync(
        """
        SELECT v.version, r.reading_id, r.anchor, r.purpose, r.baseline, r.at, r.scores, r.reason, r.cost_nano_usd
        FROM anchor_readings r JOIN judge_versions v USING (judge_version_key)
        WHERE r.anchor_set = $1 AND v.name = $2 AND ($3::text IS NULL OR v.version = $3::text)
            AND (r.purpose <> 1 OR r.reading_key IN (
                SELECT t.reading_key FROM anchor_readings t WHERE t.anchor_set = $1 AND t.judge_version_key = r.judge_version_key AND t.purpose = 1 ORDER BY t.reading_key DESC LIMIT $4))
        ORDER BY r.reading_key
        """,
        row => new StoredAnchorReading(row.GetString(0), new AnchorReading(
            new Guid(row.GetFieldValue<byte[]>(1), bigEndian: true), row.Text(2), (AnchorPurpose)row.GetInt32(3), row.GetInt32(4), row.Time(5))
        {
            Scores = AnchorScores.Read(row.GetString(6)), Reason = row.StringOrNull(7), CostUsd = Money.ToUsd(row.GetInt64(8)),
        }),
        query.Set, query.Judge, query.JudgeVersion, (long)query.AtMost);
}
