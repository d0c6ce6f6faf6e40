using System.Text;
using Assay.Calibrating.Labelling;
using Assay.Scoring.Judging;

namespace Assay.Storage.Postgres.Labels;

/// <summary>What people are asked to label.</summary>
internal static class QueueRows
{
    public static async Task<IReadOnlyList<LabelQueue>> AllAsync(PostgresSession session) => await session.ListAsync("""
        SELECT id, judge, judge_version, criteria, received_from, received_to, drawn_at, seed, population, rates,
            (SELECT count(*) FROM label_items i WHERE i.queue_key = q.queue_key),
            (SELECT count(*) FROM label_items i WHERE i.queue_key = q.queue_key AND EXISTS (SELECT 1 FROM human_labels l WHERE l.response_key = i.response_key AND l.judge = i.judge))
        FROM label_queues q ORDER BY queue_key DESC
        """,
        row => new LabelQueue
        {
            Id = row.GetString(0),
            Judge = row.GetString(1),
            JudgeVersion = row.GetString(2),
            Criteria = AskedCriterionJson.Read(row.Text(3)),
            From = row.Time(4),
            To = row.Time(5),
            DrawnAt = row.Time(6),
            Seed = row.GetInt64(7),
            Population = row.GetInt32(8),
            Rates = LabelRatesColumn.Read(row.GetString(9)),
            Asked = (int)row.GetInt64(10),
            Labelled = (int)row.GetInt64(11),
        });

    public static async Task<IReadOnlyList<LabelItem>> ItemsAsync(PostgresSession session, string queue) => await session.ListAsync("""
        SELECT i.response_key, r.id, r.revision, i.position, i.arm, i.inclusion_probability, i.stratum, i.raters
        FROM label_queues q JOIN label_items i USING (queue_key) JOIN responses r USING (response_key) WHERE q.id = $1 ORDER BY i.position
        """,
        row => new LabelItem(row.GetInt64(0), row.Text(1), row.GetInt32(2), row.GetInt32(3))
        {
            Arm = SnakeCase.Parse<LabelArm>(row.GetString(4)),
            Probability = row.GetDouble(5),
            Stratum = row.Text(6),
            Raters = row.GetInt32(7),
        }, RowReading.Asked(queue));

    /// <returns>How many items there are now that were not there before.</returns>
    public static async Task<int> SaveAsync(PostgresSession session, LabelQueue queue, IReadOnlyList<LabelItem> items, IReadOnlyDictionary<long, double> drawnWith)
    {
        long key = await session.ValueAsync<long>(
            """
            INSERT INTO label_queues (id, judge, judge_version, criteria, received_from, received_to, drawn_at, seed, population, rates) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (id) DO NOTHING RETURNING queue_key
            """,
            queue.Id, queue.Judge, queue.JudgeVersion, Encoding.UTF8.GetBytes(AskedCriterionJson.Write(queue.Criteria)), queue.From.ToUnixTimeMilliseconds(), queue.To.ToUnixTimeMilliseconds(),
            queue.DrawnAt.ToUnixTimeMilliseconds(), queue.Seed, queue.Population, LabelRatesColumn.Write(queue.Rates));
        if (key == 0)
        {
            return 0;
        }

        session.Later(
            "UPDATE label_items i SET inclusion_probability = d.probability FROM unnest($2::bigint[], $3::float8[]) AS d (response_key, probability) WHERE i.judge = $1 AND i.response_key = d.response_key",
            queue.Judge, drawnWith.Keys.ToArray(), drawnWith.Values.ToArray());
        // One that was removed since it was drawn is not asked.
        return await session.ExecuteAsync(
            """
            INSERT INTO label_items SELECT $1, d.response_key, $2, d.position, d.arm, d.probability, d.stratum, d.raters
            FROM unnest($3::bigint[], $4::int[], $5::text[], $6::float8[], $7::bytea[], $8::int[]) AS d (response_key, position, arm, probability, stratum, raters)
            JOIN responses USING (response_key) ON CONFLICT DO NOTHING
            """,
            queue.Judge, key, items.Select(i => i.Key).ToArray(), items.Select(i => i.Position).ToArray(), items.Select(i => i.Arm.ToSnakeCase()).ToArray(), items.Select(i => i.Probability).ToArray(),
            items.Select(i => RowReading.Utf8(i.Stratum)!).ToArray(), items.Select(i => i.Raters).ToArray());
    }

    public static async Task<bool> SkipAsync(PostgresSession session, string queue, long item, string rater, bool isSkipped)
    {
        string? judge = await session.ValueAsync<string>("SELECT i.judge FROM label_queues q JOIN label_items i USING (queue_key) WHERE q.id = $1 AND i.response_key = $2", RowReading.Asked(queue), item);
        if (judge is not null)
        {
            await session.ExecuteAsync(isSkipped
                ? "INSERT INTO label_skips (response_key, judge, rater) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
                : "DELETE FROM label_skips WHERE response_key = $1 AND judge = $2 AND rater = $3", item, judge, RowReading.Utf8(rater));
        }

        return judge is not null;
    }

    public static async Task<IReadOnlySet<long>> SkippedAsync(PostgresSession session, string queue, string rater) => (await session.ListAsync("""
        SELECT s.response_key FROM label_queues q JOIN label_items i USING (queue_key) JOIN label_skips s ON s.response_key = i.response_key AND s.judge = i.judge
        WHERE q.id = $1 AND s.rater = $2
        """, row => row.GetInt64(0), RowReading.Asked(queue), RowReading.Utf8(rater))).ToHashSet();
}
