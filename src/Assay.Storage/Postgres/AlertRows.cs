using Assay.Scoring.Judging;
using Assay.Surfacing.Alerts;

namespace Assay.Storage.Postgres;

/// <summary>Rules, states, incidents and notices, in the caller's transaction.</summary>
internal static class AlertRows
{
    /// <summary>One process watches, until it stops or is gone.</summary>
    public static async Task<bool> TryWatchAsync(PostgresSession session, long worker)
    {
        session.Later("INSERT INTO alert_watch VALUES (1, $1) ON CONFLICT DO NOTHING", worker);
        return await session.ExecuteAsync(
            "UPDATE alert_watch SET worker_id = $1 WHERE worker_id = $1 OR NOT EXISTS (SELECT 1 FROM workers w WHERE w.worker_id = alert_watch.worker_id)", worker) == 1;
    }

    public static async Task<IReadOnlyList<AlertState>> StatesAsync(PostgresSession session) => await session.ListAsync(
        "SELECT rule, subject, stage, since, incident_id, quiet_until FROM alert_states ORDER BY rule COLLATE \"C\", subject COLLATE \"C\"",
        row => new AlertState(
            row.GetString(0), IncidentJson.ReadSubject(row.GetString(1)), SnakeCase.Parse<AlertStage>(row.GetString(2)), row.Time(3),
            row.IsDBNull(4) ? null : new Guid(row.GetFieldValue<byte[]>(4), bigEndian: true))
        {
            QuietUntil = row.TimeOrNull(5),
        });

    public static void Save(PostgresSession session, AlertState state)
    {
        string subject = IncidentJson.Write(state.Subject);
        if (state.IsPlain)
        {
            session.Later("DELETE FROM alert_states WHERE rule = $1 AND subject = $2", state.Rule, subject);
            return;
        }

        session.Later("""
            INSERT INTO alert_states VALUES ($1, $2, $3, $4, $5::bytea, $6::bigint) ON CONFLICT (rule, subject) DO UPDATE
            SET stage = excluded.stage, since = excluded.since, incident_id = excluded.incident_id, quiet_until = excluded.quiet_until
            """, state.Rule, subject, state.Stage.ToSnakeCase(), state.Since.ToUnixTimeMilliseconds(), state.Incident?.ToByteArray(bigEndian: true), state.QuietUntil?.ToUnixTimeMilliseconds());
    }

    /// <summary>Who acknowledged it stays.</summary>
    public static void Save(PostgresSession session, Incident incident) => session.Later(
        """
        INSERT INTO incidents (incident_id, rule, subject, severity, opened_at, closed_at, is_told, opening, closing) VALUES ($1, $2, $3, $4, $5, $6::bigint, $7, $8, $9::text)
        ON CONFLICT (incident_id) DO UPDATE SET closed_at = excluded.closed_at, is_told = excluded.is_told, severity = excluded.severity, opening = excluded.opening, closing = excluded.closing
        """,
        incident.Id.ToByteArray(bigEndian: true), incident.Rule, IncidentJson.Write(incident.Subject), incident.Severity.ToSnakeCase(), incident.OpenedAt.ToUnixTimeMilliseconds(),
        incident.ClosedAt?.ToUnixTimeMilliseconds(), incident.IsTold, IncidentJson.Write(incident.Opening), incident.Closing is { } closing ? IncidentJson.Write(closing) : null);

    /// <summary>Owes it to the receivers, unless that was done before.</summary>
    public static async Task SaveAsync(PostgresSession session, AlertNotice notice, IReadOnlyList<string> receivers)
    {
        byte[] id = notice.Id.ToByteArray(bigEndian: true);
        int saved = await session.ExecuteAsync(
            "INSERT INTO notices VALUES ($1, $2::bytea, $3, $4, $5) ON CONFLICT DO NOTHING",
            id, notice.Event == NoticeEvent.Test ? null : notice.Incident.Id.ToByteArray(bigEndian: true), notice.Event.ToSnakeCase(), notice.At.ToUnixTimeMilliseconds(), IncidentJson.Write(notice.Incident));
        if (saved == 0)
        {
            return;
        }

        foreach (string receiver in receivers.Distinct(StringComparer.Ordinal))
        {
            long key = await OutboxRows.OpenAsync(session, receiver);
            session.Later("INSERT INTO outbox (receiver_key, message_id, owed_since) VALUES ($1, $2, $3)", key, id, notice.At.ToUnixTimeMilliseconds());
        }
    }

    public static async Task<IReadOnlyList<Incident>> IncidentsAsync(PostgresSession session, IncidentQuery query) => await session.ListAsync(
        """
        SELECT incident_id, rule, subject, severity, opened_at, closed_at, acknowledged_at, acknowledged_by, is_told, opening, closing FROM incidents
        WHERE ($1::bytea IS NULL OR incident_id = $1::bytea) AND ($2::text IS NULL OR rule = $2::text) AND ($3::bigint IS NULL OR coalesce(closed_at, $3::bigint) >= $3::bigint) AND (NOT $4 OR closed_at IS NULL)
        ORDER BY incident_id DESC LIMIT $5
        """,
        row => new Incident
        {
            Id = new Guid(row.GetFieldValue<byte[]>(0), bigEndian: true),
            Rule = row.GetString(1),
            Subject = IncidentJson.ReadSubject(row.GetString(2)),
            Severity = SnakeCase.Parse<AlertSeverity>(row.GetString(3)),
            OpenedAt = row.Time(4),
            ClosedAt = row.TimeOrNull(5),
            Acknowledged = row.IsDBNull(6) ? null : new Acknowledgement(row.Time(6), row.GetString(7)),
            IsTold = row.GetBoolean(8),
            Opening = IncidentJson.ReadEvidence(row.GetString(9)),
            Closing = row.IsDBNull(10) ? null : IncidentJson.ReadEvidence(row.GetString(10)),
        },
        query.Id?.ToByteArray(bigEndian: true), query.Rule, query.Since?.ToUnixTimeMilliseconds(), query.OnlyOpen, (long)query.AtMost);

    /// <summary>Whoever said so first did; false where there is none of this id.</summary>
    public static async Task<bool> TryAcknowledgeAsync(PostgresSession session, Guid incident, Acknowledgement acknowledgement) => await session.ExecuteAsync(
        "UPDATE incidents SET acknowledged_at = coalesce(acknowledged_at, $2), acknowledged_by = coalesce(acknowledged_by, $3) WHERE incident_id = $1",
        incident.ToByteArray(bigEndian: true), acknowledgement.At.ToUnixTimeMilliseconds(), acknowledgement.By) > 0;

    public static async Task<IReadOnlyDictionary<string, string>> RulesAsync(PostgresSession session) =>
        (await session.ListAsync("SELECT name, rule FROM alert_rules ORDER BY name COLLATE \"C\"", row => (row.GetString(0), row.GetString(1)))).ToDictionary(StringComparer.Ordinal);

    public static Task<int> SaveRuleAsync(PostgresSession session, string name, string? yaml, DateTimeOffset now) => yaml is null
        ? session.ExecuteAsync("DELETE FROM alert_rules WHERE name = $1", name)
        : session.ExecuteAsync(
            "INSERT INTO alert_rules VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET rule = excluded.rule, changed_at = excluded.changed_at", name, yaml, now.ToUnixTimeMilliseconds());

    public static async Task<IReadOnlyDictionary<string, DateTimeOffset>> MutesAsync(PostgresSession session) =>
        (await session.ListAsync("SELECT rule, muted_until FROM alert_mutes", row => (row.GetString(0), row.Time(1)))).ToDictionary(StringComparer.Ordinal);

    public static Task<int> MuteAsync(PostgresSession session, string rule, DateTimeOffset? until) => until is { } time
        ? session.ExecuteAsync("INSERT INTO alert_mutes VALUES ($1, $2) ON CONFLICT (rule) DO UPDATE SET muted_until = excluded.muted_until", rule, time.ToUnixTimeMilliseconds())
        : session.ExecuteAsync("DELETE FROM alert_mutes WHERE rule = $1", rule);
}
