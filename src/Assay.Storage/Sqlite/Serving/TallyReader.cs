using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>Reads the counts of outcomes, and how long the oldest has been owed.</summary>
internal static class TallyReader
{
    private const long Hour = 3_600_000;

    public static LedgerAccount Read(Database database)
    {
        using var find = new Statement(database, """
            SELECT v.name, t.hour, t.state, t.reason, sum(t.outcomes) FROM tallies t JOIN judge_versions v USING (judge_version_key)
            GROUP BY 1, 2, 3, 4 HAVING sum(t.outcomes) > 0 ORDER BY 1, 2, 3, 4
            """);
        var entries = new List<LedgerAccount.Entry>();
        while (find.Read())
        {
            entries.Add(new LedgerAccount.Entry(find.Text(0), Time(find.Long(1) * Hour), (OutcomeState)find.Long(2), find.Text(3), find.Long(4)));
        }

        return new LedgerAccount(entries) { OldestOwed = OldestOwed(database, entries), NotDone = WithheldTable.Read(database) };
    }

    private static Dictionary<string, DateTimeOffset> OldestOwed(Database database, IReadOnlyList<LedgerAccount.Entry> entries)
    {
        // Keys grow with time, so the smallest key was received first.
        using var offered = new Statement(database, """
            SELECT min(r.received_at), (SELECT min(started_at) FROM runs JOIN judge_versions USING (judge_version_key) WHERE name = ?1 AND closed_at IS NULL) FROM judge_versions v
            JOIN responses r ON r.response_key IN (
                (SELECT min(response_key) FROM outcomes WHERE judge_version_key = v.judge_version_key AND due_at = 0),
                (SELECT min(response_key) FROM outcomes WHERE judge_version_key = v.judge_version_key AND due_at > 0))
            WHERE v.name = ?1
            """);
        var oldest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (IGrouping<string, LedgerAccount.Entry> judge in entries.Where(e => e.State == OutcomeState.Owed).GroupBy(e => e.Judge))
        {
            DateTimeOffset hour = judge.Min(e => e.Hour);
            offered.Set(1, judge.Key).One();
            oldest[judge.Key] = LedgerAccount.OwedSince(hour, TimeOrNull(offered, 0), TimeOrNull(offered, 1));
            offered.Reset();
        }

        return oldest;
    }

    private static DateTimeOffset? TimeOrNull(Statement found, int column) => found.IsNull(column) ? null : Time(found.Long(column));

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
