using System.Text;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Storage.Postgres;

/// <summary>Where the whole ledger stands, and what it lists.</summary>
internal static class LedgerReader
{
    private const long Hour = 3_600_000;
    private const int MostLookedAt = 20_000;
    private const long LookedAtTogether = 500;

    public static async Task<LedgerAccount> AccountAsync(PostgresSession session)
    {
        List<LedgerAccount.Entry> entries = await session.ListAsync("""
            SELECT v.name, t.hour, t.state, t.reason, sum(t.outcomes)::bigint FROM tally_sums t JOIN judge_versions v USING (judge_version_key)
            GROUP BY 1, 2, 3, 4 HAVING sum(t.outcomes) > 0 ORDER BY v.name COLLATE "C", 2, 3, t.reason COLLATE "C"
            """, row => new LedgerAccount.Entry(row.GetString(0), Time(row.GetInt64(1) * Hour), (OutcomeState)row.GetInt32(2), row.GetString(3), row.GetInt64(4)));
        // Keys grow with time, so the smallest key was received first.
        Dictionary<string, DateTimeOffset> offered = (await session.ListAsync("""
            SELECT v.name, min(r.received_at) FROM judge_versions v
            CROSS JOIN LATERAL (VALUES
                ((SELECT min(response_key) FROM outcomes WHERE judge_version_key = v.judge_version_key AND due_at = 0 AND claimed_by IS NULL)),
                ((SELECT min(response_key) FROM outcomes WHERE judge_version_key = v.judge_version_key AND due_at > 0 AND claimed_by IS NULL)),
                ((SELECT min(response_key) FROM outcomes WHERE judge_version_key = v.judge_version_key AND due_at IS NOT NULL AND claimed_by IS NOT NULL))) AS first (key)
            JOIN responses r ON r.response_key = first.key GROUP BY 1
            """, row => (row.GetString(0), Time(row.GetInt64(1))))).ToDictionary();
        Dictionary<string, DateTimeOffset> begun = (await session.ListAsync(
            "SELECT v.name, min(started_at) FROM runs JOIN judge_versions v USING (judge_version_key) WHERE closed_at IS NULL GROUP BY 1", row => (row.GetString(0), Time(row.GetInt64(1))))).ToDictionary();
        var oldest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (IGrouping<string, LedgerAccount.Entry> judge in entries.Where(e => e.State == OutcomeState.Owed).GroupBy(e => e.Judge))
        {
            DateTimeOffset hour = judge.Min(e => e.Hour);
            oldest[judge.Key] = LedgerAccount.OwedSince(hour, offered.TryGetValue(judge.Key, out DateTimeOffset first) ? first : null, begun.TryGetValue(judge.Key, out DateTimeOffset start) ? start : null);
        }

        List<LedgerAccount.Withheld> withheld = await session.ListAsync(
            """SELECT judge, kind, sum(n)::bigint FROM withheld GROUP BY 1, 2 ORDER BY judge COLLATE "C", kind COLLATE "C" """, row => new LedgerAccount.Withheld(row.GetString(0), row.GetString(1), row.GetInt64(2)));
        return new LedgerAccount(entries) { OldestOwed = oldest, NotDone = withheld };
    }

    /// <summary>What a page costs is bounded, whatever it looks for.</summary>
    public static async Task<OutcomePage> ListAsync(PostgresSession session, OutcomeQuery query)
    {
        var rows = new ListedRows(query);
        // Figures go by the hour of receipt here.
        long? from = query.From?.ToUnixTimeMilliseconds() / Hour * Hour;
        Dictionary<long, IReadOnlyList<ScaleLabel>> labels = (await session.ListAsync(
            "SELECT judge_version_key, criteria FROM judge_versions", row => (row.GetInt64(0), CriteriaColumn.OverallLabels(row.GetFieldValue<byte[]>(1))))).ToDictionary();
        long before = query.Before ?? long.MaxValue;
        int looked = 0;
        while (true)
        {
            long[] keys = [.. await session.ListAsync(
                "SELECT response_key FROM responses WHERE response_key < $1 AND ($3::bigint IS NULL OR received_at >= $3) ORDER BY response_key DESC LIMIT $2", row => row.GetInt64(0), before, LookedAtTogether, from)];
            if (keys.Length == 0)
            {
                return rows.Page(next: null);
            }

            ILookup<long, (OutcomeListing Listing, string? Release, bool IsLast)> outcomes = (await session.ListAsync("""
                SELECT o.response_key, r.id, r.received_at, v.name, v.version, o.state, o.reason, o.overall, o.cost_nano_usd,
                    CASE WHEN $2 THEN body_json(r.body) ->> 'release' END, r.revision,
                    EXISTS (SELECT 1 FROM responses later WHERE later.id = r.id AND later.revision > r.revision),
                    CASE WHEN $3 THEN r.body END, o.judge_version_key
                FROM outcomes o JOIN responses r USING (response_key) JOIN judge_versions v USING (judge_version_key)
                WHERE o.response_key = ANY($1) AND o.repeat = 0 ORDER BY o.judge_version_key
                """,
                row => (row.GetInt64(0), (new OutcomeListing(
                    row.Text(1), row.Time(2), row.GetString(3), row.GetString(4), (OutcomeState)row.GetInt32(5), row.StringOrNull(6), row.DoubleOrNull(7), Money.ToUsd(row.GetInt64(8)))
                    { Revision = row.GetInt32(10), Body = row.TextOrNull(12), Label = CriteriaColumn.LabelOf(labels.GetValueOrDefault(row.GetInt64(13)) ?? [], row.DoubleOrNull(7)) },
                    row.StringOrNull(9), !row.GetBoolean(11))),
                keys, query.Release is not null, query.WithBody || query.Slice is not null)).ToLookup(o => o.Item1, o => o.Item2);
            foreach (long key in keys)
            {
                // A page ends between two responses, so that the next one begins with a whole one.
                if (rows.IsFull || looked >= MostLookedAt)
                {
                    return rows.Page(before);
                }

                (before, looked) = (key, looked + 1);
                foreach (var (listing, _, _) in outcomes[key].Where(o => (query.AllRevisions || o.IsLast) && rows.Takes(o.Listing.Overall) && Matches(o.Listing, o.Release, query)))
                {
                    rows.Add(listing);
                }
            }
        }
    }

    private static bool Matches(OutcomeListing outcome, string? release, OutcomeQuery query) =>
        (query.State is null || outcome.State == query.State)
        && (query.Judge is null || outcome.Judge == query.Judge)
        && (query.Reason is null || outcome.Reason == query.Reason)
        && (query.Release is null || release == RowReading.Asked(query.Release))
        && (query.AtMost is not { } most || outcome.Overall <= most)
        && (query.Id is null || outcome.Id.Contains(query.Id, StringComparison.OrdinalIgnoreCase))
        && (query.Slice is not var (field, value) || ResponseFilter.ValueOf(UnkeptContent.Read(Encoding.UTF8.GetBytes(outcome.Body!), 0), field) == value);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
