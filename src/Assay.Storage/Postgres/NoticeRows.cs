using Assay.Scoring.Running;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;

namespace Assay.Storage.Postgres;

/// <summary>Reads what receivers are told of incidents.</summary>
internal static class NoticeRows
{
    /// <summary>With the texts of their examples as they are now; without those that there are none of.</summary>
    public static async Task<Dictionary<Guid, AlertNotice>> FindAsync(PostgresSession session, IReadOnlyList<Guid> ids)
    {
        var found = new Dictionary<Guid, AlertNotice>();
        if (ids.Count == 0)
        {
            return found;
        }

        foreach (AlertNotice notice in await session.ListAsync(
            "SELECT notice_id, event, at, incident FROM notices WHERE notice_id = ANY($1)",
            row => StoredNotice.Read(new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true), row.GetString(1), row.GetInt64(2), row.GetString(3)),
            (object)ids.Select(i => i.ToByteArray(bigEndian: true)).ToArray()))
        {
            found[notice.Id] = notice with { Texts = await TextsAsync(session, notice) };
        }

        return found;
    }

    public static async Task<IReadOnlyList<NoticeDelivery>> DeliveriesAsync(PostgresSession session, int atMost) => await session.ListAsync(
        """
        WITH told AS (
            SELECT receiver_key, message_id AS notice_id, NULL::bigint AS ended_at, NULL::text AS error FROM outbox WHERE response_key IS NULL
            UNION ALL
            SELECT receiver_key, notice_id, ended_at, error FROM deliveries d
            WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.receiver_key = d.receiver_key AND o.message_id = d.notice_id))
        SELECT r.name, n.notice_id, n.event, n.at, n.incident, t.ended_at, t.error FROM told t JOIN receivers r USING (receiver_key) JOIN notices n USING (notice_id)
        ORDER BY n.notice_id DESC, r.name LIMIT $1
        """,
        row => new NoticeDelivery(
            row.GetString(0), StoredNotice.Read(new Guid(row.GetFieldValue<byte[]>(1), bigEndian: true), row.GetString(2), row.GetInt64(3), row.GetString(4)), row.TimeOrNull(5), row.StringOrNull(6)),
        (long)atMost);

    private static async Task<IReadOnlyDictionary<string, NoticeText>> TextsAsync(PostgresSession session, AlertNotice notice)
    {
        string[] examples = [.. StoredNotice.Examples(notice)];
        var texts = new Dictionary<string, NoticeText>(StringComparer.Ordinal);
        foreach (ResultRow row in examples.Length == 0 ? [] : await ResultReader.ScoredAsync(session, examples, notice.Incident.Subject))
        {
            if (NoticeText.Of(row, notice.Incident.Subject.Criterion) is { } text)
            {
                texts[row.Id] = text;
            }
        }

        return texts;
    }
}
