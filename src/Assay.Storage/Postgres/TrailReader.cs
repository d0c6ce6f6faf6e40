using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;
using Npgsql;

namespace Assay.Storage.Postgres;

/// <summary>Puts together what the ledger knows of one response.</summary>
internal static class TrailReader
{
    public static async Task<Trail?> ReadAsync(PostgresSession session, string id)
    {
        var found = await session.ListAsync(
            "SELECT response_key, revision, received_at, coalesce(h.body, r.body), h.body IS NOT NULL FROM responses r LEFT JOIN held_texts h USING (response_key) WHERE id = $1 ORDER BY revision",
            row => (Key: row.GetInt64(0), Number: row.GetInt32(1), ReceivedAt: row.Time(2), Body: row.Text(3), Content: Content(row.GetFieldValue<byte[]>(3), row.GetBoolean(4))), RowReading.Utf8(id));
        var revisions = new List<Trail.Revision>();
        foreach ((long key, int number, DateTimeOffset receivedAt, string body, ContentState content) in found)
        {
            revisions.Add(new Trail.Revision(number, receivedAt, body, await AppearancesAsync(session, key), await JudgmentsAsync(session, key)) { Content = content });
        }

        return revisions.Count == 0 ? null : new Trail(id, revisions);
    }

    private static ContentState Content(byte[] body, bool isHeld) => isHeld ? ContentState.UntilJudged : UnkeptContent.IsRest(body) ? ContentState.NotKept : ContentState.Kept;

    public static async Task<IReadOnlyList<string>> SimilarIdsAsync(PostgresSession session, string text) => await session.ListAsync("""
        SELECT DISTINCT id FROM responses
        WHERE CASE WHEN position('\x00'::bytea IN id) = 0 THEN position(lower($1) IN lower(convert_from(id, 'UTF8'))) > 0 ELSE false END LIMIT 5
        """, row => row.Text(0), RowReading.Asked(text));

    private static Task<List<Trail.Appearance>> AppearancesAsync(PostgresSession session, long response) => session.ListAsync(
        "SELECT r.description, r.started_at, i.place FROM runs r JOIN run_items i USING (run_key) WHERE i.response_key = $1 ORDER BY r.run_key",
        row => new Trail.Appearance(row.Text(0), row.Time(1), row.Text(2)), response);

    private static async Task<List<Trail.Judgment>> JudgmentsAsync(PostgresSession session, long response)
    {
        var judgments = new List<Trail.Judgment>();
        foreach ((ResultRow row, long version) in await ResultReader.OfResponseAsync(session, response))
        {
            (string definition, DateTimeOffset? decidedAt, int deaths, DateTimeOffset? next, int withheld) = (await session.ListAsync("""
                SELECT v.definition, o.decided_at, o.deaths, CASE WHEN o.state = 0 AND o.due_at > 1 AND o.due_at < 9223372036854775807 THEN o.due_at END, o.withheld_samples FROM judge_versions v JOIN outcomes o ON o.judge_version_key = v.judge_version_key AND o.response_key = $1 AND o.repeat = 0
                WHERE v.judge_version_key = $2
                """, found => (found.Text(0), found.TimeOrNull(1), found.GetInt32(2), found.TimeOrNull(3), found.GetInt32(4)), response, version))[0];
            List<Attempt> attempts = await session.ListAsync("""
                SELECT a.question, a.started_at, a.duration_ms, a.result, a.error, a.status_code, a.form, a.model, a.request_id, a.input_tokens,
                    a.cached_tokens, a.output_tokens, a.estimated, a.cost_nano_usd, a.lane, a.stage, a.member, a.cache_write_tokens
                FROM runs r JOIN attempts a ON a.run_key = r.run_key AND r.repeat = 0 AND a.response_key = $1
                WHERE r.judge_version_key = $2 ORDER BY a.run_key, a.attempt
                """, ReadAttempt, response, version);
            JsonElement defined = JsonElement.Parse(definition);
            judgments.Add(new Trail.Judgment(row, defined.GetProperty("model").ToString(), decidedAt, attempts) { Rule = PanelRule.Of(defined), Deaths = deaths, NextTryAt = next, WithheldSamples = withheld });
        }

        return judgments;
    }

    private static Attempt ReadAttempt(NpgsqlDataReader row) => new()
    {
        Question = row.GetInt32(0),
        StartedAt = row.Time(1),
        Duration = TimeSpan.FromMilliseconds(row.GetDouble(2)),
        Result = SnakeCase.Parse<AttemptResult>(row.GetString(3)),
        Error = row.TextOrNull(4),
        StatusCode = row.IsDBNull(5) ? null : row.GetInt32(5),
        Form = SnakeCase.Parse<ReplyForm>(row.GetString(6)),
        Model = row.TextOrNull(7),
        RequestId = row.TextOrNull(8),
        InputTokens = row.GetInt64(9),
        CachedTokens = row.GetInt64(10),
        OutputTokens = row.GetInt64(11),
        Estimated = row.GetBoolean(12),
        CostUsd = Money.ToUsd(row.GetInt64(13)),
        Lane = (Lane)row.GetInt32(14),
        Stage = row.IsDBNull(15) ? null : row.GetInt32(15),
        Member = row.StringOrNull(16),
        CacheWriteTokens = row.GetInt64(17),
    };
}
