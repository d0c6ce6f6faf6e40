using Assay.Gating.History;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite.Gating;

/// <summary>Gates and pinned baselines, in the caller's transaction.</summary>
internal static class GateTables
{
    public static long Save(Database database, HeldGate gate)
    {
        using var save = new Statement(database, "INSERT INTO gates (made_at, branch, commit_hash, report) VALUES (?1, ?2, ?3, ?4)");
        save.Set(1, gate.MadeAt.ToUnixTimeMilliseconds()).Set(2, gate.Origin.Branch).Set(3, gate.Origin.Commit).Set(4, gate.Report).Execute();
        return save.InsertedKey;
    }

    public static IReadOnlyList<HeldGate> List(Database database, string? branch, int atMost)
    {
        using var find = new Statement(database, "SELECT gate_key, made_at, branch, commit_hash, report FROM gates WHERE ?1 IS NULL OR branch = ?1 ORDER BY gate_key DESC LIMIT ?2");
        find.Set(1, branch).Set(2, atMost);
        var gates = new List<HeldGate>();
        while (find.Read())
        {
            gates.Add(Read(find));
        }

        return gates;
    }

    public static HeldGate? Find(Database database, long number)
    {
        using var find = new Statement(database, "SELECT gate_key, made_at, branch, commit_hash, report FROM gates WHERE gate_key = ?1");
        return find.Set(1, number).Read() ? Read(find) : null;
    }

    public static IReadOnlyList<PinnedBaseline> Pins(Database database)
    {
        using var find = new Statement(database, "SELECT name, run_key, pinned_at FROM pinned_baselines ORDER BY name");
        var pins = new List<PinnedBaseline>();
        while (find.Read())
        {
            pins.Add(new PinnedBaseline(find.Text(0), find.Long(1), DateTimeOffset.FromUnixTimeMilliseconds(find.Long(2))));
        }

        return pins;
    }

    public static bool TryPin(Database database, PinnedBaseline pin)
    {
        using var save = new Statement(database, """
            INSERT OR REPLACE INTO pinned_baselines (name, run_key, pinned_at) SELECT ?1, run_key, ?3 FROM runs WHERE run_key = ?2 AND substr(identity, 1, ?4) <> ?5
            """);
        return save.Set(1, pin.Name).Set(2, pin.Run).Set(3, pin.PinnedAt.ToUnixTimeMilliseconds()).Set(4, StoredRun.ServicePrefix.Length).Set(5, StoredRun.ServicePrefix).Execute() == 1;
    }

    public static bool TryUnpin(Database database, string name)
    {
        using var remove = new Statement(database, "DELETE FROM pinned_baselines WHERE name = ?1");
        return remove.Set(1, name).Execute() == 1;
    }

    public static decimal TargetSpent(Database database, string asking)
    {
        using var find = new Statement(database, "SELECT cost_nano_usd FROM target_spending WHERE asking = ?1");
        return find.Set(1, asking).Read() ? Money.ToUsd(find.Long(0)) : 0;
    }

    public static int SaveTargetSpent(Database database, string asking, decimal usd, DateTimeOffset at)
    {
        using var save = new Statement(database, usd == 0 ? "DELETE FROM target_spending WHERE asking = ?1" : "INSERT OR REPLACE INTO target_spending (asking, cost_nano_usd, changed_at) VALUES (?1, ?2, ?3)");
        save.Set(1, asking);
        return usd == 0 ? save.Execute() : save.Set(2, Money.ToNano(usd)).Set(3, at.ToUnixTimeMilliseconds()).Execute();
    }

    private static HeldGate Read(Statement row) =>
        new(DateTimeOffset.FromUnixTimeMilliseconds(row.Long(1)), new GateOrigin(row.TextOrNull(2), row.TextOrNull(3)), row.Text(4)) { Number = row.Long(0) };
}
