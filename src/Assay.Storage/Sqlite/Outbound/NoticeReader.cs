using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;

namespace Assay.Storage.Sqlite.Outbound;

/// <summary>Reads what receivers are told of incidents.</summary>
internal static class NoticeReader
{
    /// <summary>With the texts of its examples as they are now; null where there is no such notice.</summary>
    public static AlertNotice? Find(Database database, Guid id)
    {
        using var find = new Statement(database, "SELECT event, at, incident FROM notices WHERE notice_id = ?1");
        if (!find.SetBlob(1, id.ToByteArray(bigEndian: true)).Read())
        {
            return null;
        }

        AlertNotice notice = StoredNotice.Read(id, find.Text(0), find.Long(1), find.Text(2));
        find.Reset();
        var texts = new Dictionary<string, NoticeText>(StringComparer.Ordinal);
        foreach (string response in StoredNotice.Examples(notice))
        {
            if (ResultReader.Scored(database, response, notice.Incident.Subject) is { } row && NoticeText.Of(row, notice.Incident.Subject.Criterion) is { } text)
            {
                texts[response] = text;
            }
        }

        return notice with { Texts = texts };
    }

    public static IReadOnlyList<NoticeDelivery> Deliveries(Database database, int atMost)
    {
        using var find = new Statement(database, """
            WITH told AS (
                SELECT receiver_key, message_id AS notice_id, NULL AS ended_at, NULL AS error FROM outbox WHERE kind = 'notice'
                UNION ALL
                SELECT receiver_key, notice_id, ended_at, error FROM deliveries d
                WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.receiver_key = d.receiver_key AND o.message_id = d.notice_id))
            SELECT r.name, n.notice_id, n.event, n.at, n.incident, t.ended_at, t.error FROM told t JOIN receivers r USING (receiver_key) JOIN notices n USING (notice_id)
            ORDER BY n.notice_id DESC, r.name LIMIT ?1
            """);
        find.Set(1, (long)atMost);
        var deliveries = new List<NoticeDelivery>();
        while (find.Read())
        {
            AlertNotice notice = StoredNotice.Read(new Guid(find.Bytes(1), bigEndian: true), find.Text(2), find.Long(3), find.Text(4));
            deliveries.Add(new NoticeDelivery(find.Text(0), notice, find.IsNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(find.Long(5)), find.TextOrNull(6)));
        }

        return deliveries;
    }
}
