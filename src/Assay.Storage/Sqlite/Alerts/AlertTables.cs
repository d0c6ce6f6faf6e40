using Assay.Scoring.Judging;
using Assay.Storage.Sqlite.Outbound;
using Assay.Surfacing.Alerts;

namespace Assay.Storage.Sqlite.Alerts;

/// <summary>Rules, states, incidents and notices, in the caller's transaction.</summary>
internal static class AlertTables
{
    public static IReadOnlyList<AlertState> States(Database database)
    {
        using var find = new Statement(database, "SELECT rule, subject, stage, since, incident_id, quiet_until FROM alert_states ORDER BY rule, subject");
        var states = new List<AlertState>();
        while (find.Read())
        {
            states.Add(new AlertState(
                find.Text(0), IncidentJson.ReadSubject(find.Text(1)), SnakeCase.Parse<AlertStage>(find.Text(2)), Time(find.Long(3)), find.IsNull(4) ? null : new Guid(find.Bytes(4), bigEndian: true))
            {
                QuietUntil = TimeOrNull(find.LongOrNull(5)),
            });
        }

        return states;
    }

    public static void Save(Database database, AlertState state)
    {
        string subject = IncidentJson.Write(state.Subject);
        if (state.IsPlain)
        {
            using var remove = new Statement(database, "DELETE FROM alert_states WHERE rule = ?1 AND subject = ?2");
            remove.Set(1, state.Rule).Set(2, subject).Execute();
            return;
        }

        using var save = new Statement(database, "INSERT OR REPLACE INTO alert_states (rule, subject, stage, since, incident_id, quiet_until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        save.Set(1, state.Rule).Set(2, subject).Set(3, state.Stage.ToSnakeCase()).Set(4, Milliseconds(state.Since))
            .SetBlob(5, state.Incident?.ToByteArray(bigEndian: true)).Set(6, MillisecondsOrNull(state.QuietUntil)).Execute();
    }

    /// <summary>Who acknowledged it stays.</summary>
    public static void Save(Database database, Incident incident)
    {
        using var save = new Statement(database, """
            INSERT INTO incidents (incident_id, rule, subject, severity, opened_at, closed_at, is_told, opening, closing) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (incident_id) DO UPDATE SET closed_at = excluded.closed_at, is_told = excluded.is_told, severity = excluded.severity, opening = excluded.opening, closing = excluded.closing
            """);
        save.SetBlob(1, incident.Id.ToByteArray(bigEndian: true)).Set(2, incident.Rule).Set(3, IncidentJson.Write(incident.Subject)).Set(4, incident.Severity.ToSnakeCase())
            .Set(5, Milliseconds(incident.OpenedAt)).Set(6, MillisecondsOrNull(incident.ClosedAt)).Set(7, incident.IsTold ? 1L : 0)
            .Set(8, IncidentJson.Write(incident.Opening)).Set(9, incident.Closing is { } closing ? IncidentJson.Write(closing) : null).Execute();
    }

    /// <summary>Owes it to the receivers, unless that was done before.</summary>
    public static void Save(Database database, AlertNotice notice, IReadOnlyList<string> receivers)
    {
        byte[] id = notice.Id.ToByteArray(bigEndian: true);
        using var save = new Statement(database, "INSERT INTO notices (notice_id, incident_id, event, at, incident) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");
        save.SetBlob(1, id).SetBlob(2, notice.Event == NoticeEvent.Test ? null : notice.Incident.Id.ToByteArray(bigEndian: true))
            .Set(3, notice.Event.ToSnakeCase()).Set(4, Milliseconds(notice.At)).Set(5, IncidentJson.Write(notice.Incident));
        if (save.Execute() == 0)
        {
            return;
        }

        using var owe = new Statement(database, "INSERT INTO outbox (receiver_key, message_id, kind, payload, owed_since) VALUES (?1, ?2, 'notice', '', ?3)");
        using var count = new Statement(database, "UPDATE receivers SET owed = owed + 1 WHERE receiver_key = ?1");
        foreach (string receiver in receivers.Distinct(StringComparer.Ordinal))
        {
            long key = OutboxTable.Open(database, receiver);
            owe.Set(1, key).SetBlob(2, id).Set(3, Milliseconds(notice.At)).Execute();
            count.Set(1, key).Execute();
        }
    }

    public static IReadOnlyList<Incident> Incidents(Database database, IncidentQuery query)
    {
        using var find = new Statement(database, """
            SELECT incident_id, rule, subject, severity, opened_at, closed_at, acknowledged_at, acknowledged_by, is_told, opening, closing FROM incidents
            WHERE (?1 IS NULL OR incident_id = ?1) AND (?2 IS NULL OR rule = ?2) AND (?3 IS NULL OR coalesce(closed_at, ?3) >= ?3) AND (?4 = 0 OR closed_at IS NULL)
            ORDER BY incident_id DESC LIMIT ?5
            """);
        find.SetBlob(1, query.Id?.ToByteArray(bigEndian: true)).Set(2, query.Rule).Set(3, MillisecondsOrNull(query.Since)).Set(4, query.OnlyOpen ? 1L : 0).Set(5, (long)query.AtMost);
        var incidents = new List<Incident>();
        while (find.Read())
        {
            incidents.Add(new Incident
            {
                Id = new Guid(find.Bytes(0), bigEndian: true),
                Rule = find.Text(1),
                Subject = IncidentJson.ReadSubject(find.Text(2)),
                Severity = SnakeCase.Parse<AlertSeverity>(find.Text(3)),
                OpenedAt = Time(find.Long(4)),
                ClosedAt = TimeOrNull(find.LongOrNull(5)),
                Acknowledged = find.IsNull(6) ? null : new Acknowledgement(Time(find.Long(6)), find.Text(7)),
                IsTold = find.Long(8) != 0,
                Opening = IncidentJson.ReadEvidence(find.Text(9)),
                Closing = find.IsNull(10) ? null : IncidentJson.ReadEvidence(find.Text(10)),
            });
        }

        return incidents;
    }

    /// <summary>Whoever said so first did; false where there is none of this id.</summary>
    public static bool TryAcknowledge(Database database, Guid incident, Acknowledgement acknowledgement)
    {
        using var save = new Statement(database, """
            UPDATE incidents SET acknowledged_at = coalesce(acknowledged_at, ?2), acknowledged_by = coalesce(acknowledged_by, ?3) WHERE incident_id = ?1
            """);
        return save.SetBlob(1, incident.ToByteArray(bigEndian: true)).Set(2, Milliseconds(acknowledgement.At)).Set(3, acknowledgement.By).Execute() > 0;
    }

    public static IReadOnlyDictionary<string, string> Rules(Database database)
    {
        using var find = new Statement(database, "SELECT name, rule FROM alert_rules ORDER BY name");
        var rules = new Dictionary<string, string>(StringComparer.Ordinal);
        while (find.Read())
        {
            rules[find.Text(0)] = find.Text(1);
        }

        return rules;
    }

    public static int SaveRule(Database database, string name, string? yaml, DateTimeOffset now)
    {
        using var save = new Statement(database, yaml is null ? "DELETE FROM alert_rules WHERE name = ?1" : "INSERT OR REPLACE INTO alert_rules (name, rule, changed_at) VALUES (?1, ?2, ?3)");
        save.Set(1, name);
        return (yaml is null ? save : save.Set(2, yaml).Set(3, Milliseconds(now))).Execute();
    }

    public static IReadOnlyDictionary<string, DateTimeOffset> Mutes(Database database)
    {
        using var find = new Statement(database, "SELECT rule, muted_until FROM alert_mutes");
        var mutes = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (find.Read())
        {
            mutes[find.Text(0)] = Time(find.Long(1));
        }

        return mutes;
    }

    public static int Mute(Database database, string rule, DateTimeOffset? until)
    {
        using var save = new Statement(database, until is null ? "DELETE FROM alert_mutes WHERE rule = ?1" : "INSERT OR REPLACE INTO alert_mutes (rule, muted_until) VALUES (?1, ?2)");
        save.Set(1, rule);
        return (until is { } time ? save.Set(2, Milliseconds(time)) : save).Execute();
    }

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static long? MillisecondsOrNull(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? TimeOrNull(long? milliseconds) => milliseconds is { } time ? Time(time) : null;
}
