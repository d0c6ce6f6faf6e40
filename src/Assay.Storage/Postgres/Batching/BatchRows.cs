using Assay.Scoring.Batching;
using Assay.Scoring.Running;
using Npgsql;

namespace Assay.Storage.Postgres.Batching;

/// <summary>Batches and where each stands, in the caller's transaction.</summary>
internal static class BatchRows
{
    private const int MostSeen = 20;

    private const string Rows = """
        SELECT b.batch_key, b.token, b.run_key, r.judge_version_key, r.repeat, v.name, v.version, b.endpoint, b.model, b.state, b.provider_id, b.begun_at, b.submitted_at,
            b.ended_at, b.settled_at, b.deadline_at, b.cancel_asked_at, b.unanswered_whole, b.error, b.items, b.answered, b.unanswered, b.foreign_results, b.duplicate_results,
            b.reserved_nano_usd, b.held_nano_usd
        FROM batches b JOIN runs r USING (run_key) JOIN judge_versions v USING (judge_version_key)
        """;

    public static async Task<IReadOnlyList<HeldBatch>> ListAsync(PostgresSession session, bool openOnly, int atMost) =>
        await session.ListAsync($"{Rows} WHERE NOT $1 OR b.state < 3 ORDER BY b.batch_key DESC LIMIT $2", Read, openOnly, (long)atMost);

    public static async Task<HeldBatch?> FindAsync(PostgresSession session, string text)
    {
        string asked = RowReading.Asked(text);
        List<HeldBatch> found = await session.ListAsync($"""
            {Rows} WHERE starts_with(b.token, $1) OR substring(b.provider_id FOR octet_length($2)) = $2 ORDER BY (b.token <> $1 AND coalesce(b.provider_id, '') <> $2) LIMIT 2
            """, Read, asked, RowReading.Utf8(text));
        return found is [var one] || (found is [var first, ..] && (first.Token == text || first.ProviderId == text)) ? found[0] : null;
    }

    public static async Task<IReadOnlyList<HeldBatch>> OpenAsync(PostgresSession session, RunKey run) =>
        await session.ListAsync($"{Rows} WHERE b.run_key = $1 AND b.state < 3 ORDER BY b.batch_key", Read, run.Run);

    public static async Task<IReadOnlyList<HeldBatch>> OlderAsync(PostgresSession session, RunKey run) => await session.ListAsync($"""
        {Rows} WHERE b.state < 3 AND v.name = (SELECT name FROM judge_versions WHERE judge_version_key = $1) AND v.judge_version_key <> $1 AND starts_with(r.identity, $2)
        ORDER BY b.batch_key
        """, Read, run.JudgeVersion, StoredRun.ServicePrefix);

    public static Task<long> AddAsync(PostgresSession session, RunKey run, NewBatch batch, long now) => session.ValueAsync<long>("""
        INSERT INTO batches (token, run_key, endpoint, model, begun_at, deadline_at, items, reserved_nano_usd, held_nano_usd) VALUES ($1, $2, $3, $4, $5, $6::bigint, $7, $8, $8) RETURNING batch_key
        """, batch.Token, run.Run, RowReading.Utf8(batch.Endpoint), RowReading.Utf8(batch.Model), now, batch.Deadline?.ToUnixTimeMilliseconds(), batch.Items.Count, batch.Items.Sum(i => Money.ToNano(i.HeldUsd)));

    public static Task<int> NoteSubmittedAsync(PostgresSession session, string token, string providerId, long now) => session.ExecuteAsync(
        "UPDATE batches SET state = 1, provider_id = $2, submitted_at = coalesce(submitted_at, $3) WHERE token = $1 AND state IN (0, 1)", token, RowReading.Utf8(providerId), now);

    public static Task<int> NoteCancelAskedAsync(PostgresSession session, long batch, long now) => session.ExecuteAsync(
        "UPDATE batches SET cancel_asked_at = coalesce(cancel_asked_at, $2) WHERE batch_key = $1 AND state < 3", batch, now);

    /// <param name="error">Why nothing of it is answered; null: it has results.</param>
    public static Task<int> NoteEndedAsync(PostgresSession session, long batch, string? error, bool isUnanswered, long now) => session.ExecuteAsync(
        "UPDATE batches SET state = 2, ended_at = coalesce(ended_at, $2), error = coalesce($3::bytea, error), unanswered_whole = $4 WHERE batch_key = $1 AND state < 3",
        batch, now, RowReading.Utf8(error), isUnanswered);

    /// <summary>Closed, where nothing waits in it.</summary>
    public static async Task<bool> TrySettleAsync(PostgresSession session, long batch, (int Foreign, int Duplicates) counts, long now) => await session.ExecuteAsync("""
        UPDATE batches SET state = CASE WHEN cancel_asked_at IS NOT NULL THEN 5 WHEN unanswered_whole THEN 4 ELSE 3 END, settled_at = $2, foreign_results = $3, duplicate_results = $4
        WHERE batch_key = $1 AND state = 2 AND items = answered + unanswered
        """, batch, now, counts.Foreign, counts.Duplicates) == 1;

    /// <summary>What it holds counts as spent.</summary>
    public static async Task LoseAsync(PostgresSession session, HeldBatch batch, string lost)
    {
        if (batch.HeldUsd == 0)
        {
            return;
        }

        long nano = Money.ToNano(batch.HeldUsd);
        await SpendingRows.LockLostAsync(session);
        session.Later("""
            INSERT INTO attempts (run_key, response_key, question, attempt, started_at, duration_ms, result, error, input_tokens, cached_tokens, output_tokens, estimated, cost_nano_usd, lane)
            SELECT $1, 0, 0, (SELECT coalesce(max(attempt), 0) + 1 FROM attempts WHERE run_key = $1 AND response_key = 0), $2, 0, 'lost', $3, 0, 0, 0, true, $4, 1
            """, batch.Run.Run, batch.BegunAt.ToUnixTimeMilliseconds(), RowReading.Utf8(lost), nano);
        SpendingRows.Add(session, batch.Run, worker: 0, new Dictionary<DateOnly, long> { [batch.Day] = nano });
    }

    public static async Task<HeldBatch?> FindAsync(PostgresSession session, long batch) => (await session.ListAsync($"{Rows} WHERE b.batch_key = $1 FOR UPDATE OF b", Read, batch)).FirstOrDefault();

    public static async Task<IReadOnlyList<TimeSpan>> DurationsAsync(PostgresSession session, string endpoint, string model) => await session.ListAsync(
        "SELECT ended_at - submitted_at FROM batches WHERE endpoint = $1 AND model = $2 AND state = 3 AND submitted_at IS NOT NULL ORDER BY batch_key DESC LIMIT $3",
        row => TimeSpan.FromMilliseconds(row.GetInt64(0)), RowReading.Utf8(endpoint), RowReading.Utf8(model), (long)MostSeen);

    private static HeldBatch Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1), new RunKey(row.GetInt64(2), row.GetInt64(3)) { Repeat = row.GetInt32(4) })
    {
        Judge = row.GetString(5),
        JudgeVersion = row.GetString(6),
        Endpoint = row.Text(7),
        Model = row.Text(8),
        State = (HeldBatchState)row.GetInt32(9),
        ProviderId = row.TextOrNull(10),
        BegunAt = row.Time(11),
        SubmittedAt = row.TimeOrNull(12),
        EndedAt = row.TimeOrNull(13),
        SettledAt = row.TimeOrNull(14),
        Deadline = row.TimeOrNull(15),
        CancelAskedAt = row.TimeOrNull(16),
        IsUnanswered = row.GetBoolean(17),
        Error = row.TextOrNull(18),
        Items = row.GetInt32(19),
        Answered = row.GetInt32(20),
        Unanswered = row.GetInt32(21),
        Foreign = row.GetInt32(22),
        Duplicates = row.GetInt32(23),
        ReservedUsd = Money.ToUsd(row.GetInt64(24)),
        HeldUsd = Money.ToUsd(row.GetInt64(25)),
    };
}
