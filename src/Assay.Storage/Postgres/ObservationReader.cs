using Assay.Collecting;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Causes.Texts;

namespace Assay.Storage.Postgres;

/// <summary>Reads scores with the slices of their responses, by the hour of receipt, the newest first.</summary>
internal static class ObservationReader
{
    private const long Hour = 3_600_000;

    /// <param name="fields">By which figures can be split.</param>
    public static async Task<IReadOnlyList<Observation>> ReadAsync(PostgresSession session, ObservationQuery query, IReadOnlyList<string> fields)
    {
        long middle = query.Middle.ToUnixTimeMilliseconds() / Hour * Hour;
        return (await session.ListAsync("""
            SELECT o.response_key, r.received_at, CASE WHEN $7::text IS NULL THEN coalesce(o.overall, (
                    SELECT c.score FROM criterion_scores c WHERE c.response_key = o.response_key AND c.judge_version_key = o.judge_version_key AND c.repeat = 0 ORDER BY c.criterion LIMIT 1))
                    ELSE (SELECT c.score FROM criterion_scores c WHERE c.response_key = o.response_key AND c.judge_version_key = o.judge_version_key AND c.repeat = 0 AND c.criterion = $7) END,
                ARRAY(SELECT CASE WHEN f.name = 'release' THEN body_json(r.body) ->> 'release'
                    WHEN jsonb_typeof((body_json(r.body) -> 'metadata' -> f.name)::jsonb) IN ('object', 'array') THEN NULL
                    ELSE body_json(r.body) -> 'metadata' ->> f.name END FROM unnest($5::text[]) WITH ORDINALITY AS f (name, place) ORDER BY f.place), o.failure_code
            FROM outcomes o JOIN responses r USING (response_key) JOIN judge_versions v USING (judge_version_key)
            WHERE v.name = $1 AND v.version = $2 AND o.repeat = 0 AND o.state = 1 AND r.received_at >= $3 AND r.received_at < $4
                AND NOT EXISTS (
                    SELECT 1 FROM responses later JOIN outcomes decided ON decided.response_key = later.response_key
                        AND decided.judge_version_key = o.judge_version_key AND decided.repeat = 0 AND decided.state IN (1, 2)
                    WHERE later.id = r.id AND later.revision > r.revision)
            ORDER BY o.response_key DESC LIMIT $6
            """,
            row => row.IsDBNull(2) ? null : new Observation(row.GetInt64(0), row.GetDouble(2), row.GetInt64(1) < middle, Facets(fields, row.GetFieldValue<string?[]>(3))) { Failure = row.TextOrNull(4) },
            query.Judge, query.JudgeVersion, query.Begin.ToUnixTimeMilliseconds() / Hour * Hour, (query.End.ToUnixTimeMilliseconds() + Hour - 1) / Hour * Hour,
            fields.Select(RowReading.Asked).ToArray(), (long)query.AtMost, query.Criterion)).OfType<Observation>().ToList();
    }

    public static async Task<IReadOnlyList<Said>> SaidAsync(PostgresSession session, string judge, string version, IReadOnlyList<long> keys) => await session.ListAsync(
        """
        SELECT r.response_key, r.body, (SELECT string_agg(c.reason, '\x0A'::bytea) FROM criterion_scores c JOIN judge_versions v USING (judge_version_key)
            WHERE c.response_key = r.response_key AND c.repeat = 0 AND v.name = $2 AND v.version = $3)
        FROM responses r WHERE r.response_key = ANY($1)
        """,
        row =>
        {
            Response response = UnkeptContent.Read(row.GetFieldValue<byte[]>(1), row.GetInt64(0));
            return new Said(row.GetInt64(0), response.Input, response.Output, row.TextOrNull(2) ?? "");
        },
        keys.ToArray(), judge, version);

    public static async Task<IReadOnlyDictionary<long, string>> IdsAsync(PostgresSession session, IReadOnlyList<long> keys) =>
        (await session.ListAsync("SELECT response_key, id FROM responses WHERE response_key = ANY($1)", row => (row.GetInt64(0), row.Text(1)), keys.ToArray())).ToDictionary();

    private static IReadOnlyList<Facet> Facets(IReadOnlyList<string> fields, string?[] values) =>
        [.. fields.Zip(values).Where(f => f.Second is { Length: > 0 }).Select(f => new Facet(f.First, f.Second!))];
}
