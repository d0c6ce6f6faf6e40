using Assay.Gating.History;
using Assay.Scoring.Running;
using Npgsql;

namespace Assay.Storage.Postgres;

/// <summary>Gates and pinned baselines, in the caller's transaction.</summary>
internal static class GateRows
{
    public static Task<long> SaveAsync(PostgresSession session, HeldGate gate) => session.ValueAsync<long>(
        "INSERT INTO gates (made_at, branch, commit_hash, report) VALUES ($1, $2::bytea, $3::bytea, $4) RETURNING gate_key",
        gate.MadeAt.ToUnixTimeMilliseconds(), RowReading.Utf8(gate.Origin.Branch), RowReading.Utf8(gate.Origin.Commit), RowReading.Utf8(gate.Report));

    public static async Task<IReadOnlyList<HeldGate>> ListAsync(PostgresSession session, string? branch, int atMost) => await session.ListAsync(
        "SELECT gate_key, made_at, branch, commit_hash, report FROM gates WHERE $1::bytea IS NULL OR branch = $1::bytea ORDER BY gate_key DESC LIMIT $2", Read, RowReading.Utf8(branch), atMost);

    public static async Task<HeldGate?> FindAsync(PostgresSession session, long number) =>
        (await session.ListAsync("SELECT gate_key, made_at, branch, commit_hash, report FROM gates WHERE gate_key = $1", Read, number)).FirstOrDefault();

    public static async Task<IReadOnlyList<PinnedBaseline>> PinsAsync(PostgresSession session) => await session.ListAsync(
        "SELECT name, run_key, pinned_at FROM pinned_baselines ORDER BY name COLLATE \"C\"", row => new PinnedBaseline(row.GetString(0), row.GetInt64(1), row.Time(2)));

    public static async Task<bool> TryPinAsync(PostgresSession session, PinnedBaseline pin) => await session.ExecuteAsync(
        """
        INSERT INTO pinned_baselines SELECT $1, run_key, $3 FROM runs WHERE run_key = $2 AND NOT starts_with(identity, $4)
        ON CONFLICT (name) DO UPDATE SET run_key = excluded.run_key, pinned_at = excluded.pinned_at
        """, pin.Name, pin.Run, pin.PinnedAt.ToUnixTimeMilliseconds(), StoredRun.ServicePrefix) == 1;

    public static async Task<bool> TryUnpinAsync(PostgresSession session, string name) => await session.ExecuteAsync("DELETE FROM pinned_baselines WHERE name = $1", name) == 1;

    public static async Task<decimal> TargetSpentAsync(PostgresSession session, string asking) =>
        Money.ToUsd(await session.ValueAsync<long>("SELECT cost_nano_usd FROM target_spending WHERE asking = $1", asking));

    public static Task<int> SaveTargetSpentAsync(PostgresSession session, string asking, decimal usd, DateTimeOffset at) => usd == 0
        ? session.ExecuteAsync("DELETE FROM target_spending WHERE asking = $1", asking)
        : session.ExecuteAsync(
            "INSERT INTO target_spending VALUES ($1, $2, $3) ON CONFLICT (asking) DO UPDATE SET cost_nano_usd = excluded.cost_nano_usd, changed_at = excluded.changed_at",
            asking, Money.ToNano(usd), at.ToUnixTimeMilliseconds());

    private static HeldGate Read(NpgsqlDataReader row) => new(row.Time(1), new GateOrigin(row.TextOrNull(2), row.TextOrNull(3)), row.Text(4)) { Number = row.GetInt64(0) };
}
