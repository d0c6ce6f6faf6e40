using Assay.Collecting.Intake;
using Assay.Collecting.Records;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Storage.Sqlite.Serving;

/// <summary>Lists outcomes page by page. What a page costs is bounded, whatever it looks for.</summary>
internal static class OutcomeListReader
{
    private const int MostLookedAt = 20_000;

    public static OutcomePage Read(Database database, OutcomeQuery query)
    {
        using var find = new Statement(database, """
            SELECT o.response_key, r.id, r.received_at, v.name, v.version, o.state, o.reason, o.overall, o.cost_nano_usd, json_extract(r.body, '$.release'), r.revision,
                EXISTS (SELECT 1 FROM responses later WHERE later.id = r.id AND later.revision > r.revision), r.body
            FROM outcomes o JOIN responses r USING (response_key) JOIN judge_versions v USING (judge_version_key)
            WHERE o.response_key < ?1 AND o.repeat = 0 ORDER BY o.response_key DESC
            """);
        find.Set(1, query.Before ?? long.MaxValue);
        var rows = new List<OutcomeListing>();
        long? last = null;
        int looked = 0;
        while (find.Read())
        {
            long key = find.Long(0);
            // A page ends between two responses, so that the next one begins with a whole one.
            if (key != last && (rows.Count >= query.Limit || looked >= MostLookedAt))
            {
                find.Reset();
                return new OutcomePage(rows, last);
            }

            last = key;
            looked++;
            if (Matches(find, query))
            {
                rows.Add(new OutcomeListing(
                    find.Text(1), DateTimeOffset.FromUnixTimeMilliseconds(find.Long(2)), find.Text(3), find.Text(4), (OutcomeState)find.Long(5), find.TextOrNull(6),
                    find.DoubleOrNull(7), Money.ToUsd(find.Long(8))) { Revision = (int)find.Long(10), Body = query.WithBody ? find.Text(12) : null });
            }
        }

        return new OutcomePage(rows, Next: null);
    }

    private static bool Matches(Statement row, OutcomeQuery query) =>
        (query.AllRevisions || row.Long(11) == 0)
        && (query.State is not { } state || row.Long(5) == (long)state)
        && (query.Judge is null || row.Text(3) == query.Judge)
        && (query.Reason is null || row.TextOrNull(6) == query.Reason)
        && (query.Release is null || row.TextOrNull(9) == query.Release)
        && (query.AtMost is not { } most || row.DoubleOrNull(7) <= most)
        && (query.Id is null || row.Text(1).Contains(query.Id, StringComparison.OrdinalIgnoreCase))
        && (query.Slice is not var (field, value) || ResponseFilter.ValueOf(ResponseJson.Read(row.Bytes(12).ToArray(), "ledger", row.Long(0)), field) == value);
}
