using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>Puts together what the ledger knows of one response.</summary>
internal static class TrailReader
{
    public static Trail? Read(SqliteConnection connection, string id)
    {
        var revisions = new List<(long Key, int Number, DateTimeOffset ReceivedAt, string Body)>();
        using (var find = new Statement(connection, "SELECT response_key, revision, received_at, body FROM responses WHERE id = ?1 ORDER BY revision", 1))
        using (SqliteDataReader reader = find.Set(1, id).Query())
        {
            while (reader.Read())
            {
                revisions.Add((reader.GetInt64(0), reader.GetInt32(1), Time(reader.GetInt64(2)), reader.GetString(3)));
            }
        }

        return revisions.Count == 0
            ? null
            : new Trail(id, [.. revisions.Select(r => new Trail.Revision(r.Number, r.ReceivedAt, r.Body, Appearances(connection, r.Key), Judgments(connection, r.Key)))]);
    }

    public static IReadOnlyList<string> SimilarIds(SqliteConnection connection, string text)
    {
        using var find = new Statement(connection, "SELECT DISTINCT id FROM responses WHERE instr(lower(id), lower(?1)) > 0 LIMIT 5", 1);
        using SqliteDataReader reader = find.Set(1, text).Query();
        var ids = new List<string>();
        while (reader.Read())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    private static List<Trail.Appearance> Appearances(SqliteConnection connection, long response)
    {
        using var find = new Statement(connection, """
            SELECT r.description, r.started_at, i.place FROM runs r JOIN run_items i ON i.run_key = r.run_key AND i.response_key = ?1 ORDER BY r.run_key
            """, 1);
        using SqliteDataReader reader = find.Set(1, response).Query();
        var appearances = new List<Trail.Appearance>();
        while (reader.Read())
        {
            appearances.Add(new Trail.Appearance(reader.GetString(0), Time(reader.GetInt64(1)), reader.GetString(2)));
        }

        return appearances;
    }

    private static List<Trail.Judgment> Judgments(SqliteConnection connection, long response)
    {
        var judgments = new List<Trail.Judgment>();
        foreach ((ResultRow row, long version) in ResultReader.OfResponse(connection, response))
        {
            using var more = new Statement(connection, """
                SELECT json_extract(v.definition, '$.model'), o.decided_at FROM judge_versions v
                JOIN outcomes o ON o.judge_version_key = v.judge_version_key AND o.response_key = ?1 AND o.repeat = 0
                WHERE v.judge_version_key = ?2
                """, 2);
            using SqliteDataReader reader = more.Set(1, response).Set(2, version).Query();
            reader.Read();
            DateTimeOffset? decidedAt = reader.IsDBNull(1) ? null : Time(reader.GetInt64(1));
            judgments.Add(new Trail.Judgment(row, reader.GetString(0), decidedAt, Attempts(connection, response, version)));
        }

        return judgments;
    }

    private static List<Attempt> Attempts(SqliteConnection connection, long response, long version)
    {
        using var find = new Statement(connection, """
            SELECT question, started_at, duration_ms, result, error, status_code, form, model, request_id, input_tokens, cached_tokens, output_tokens,
                estimated, cost_nano_usd
            FROM attempts WHERE response_key = ?1 AND judge_version_key = ?2 ORDER BY attempt_key
            """, 2);
        using SqliteDataReader reader = find.Set(1, response).Set(2, version).Query();
        var attempts = new List<Attempt>();
        while (reader.Read())
        {
            attempts.Add(new Attempt
            {
                Question = reader.GetInt32(0),
                StartedAt = Time(reader.GetInt64(1)),
                Duration = TimeSpan.FromMilliseconds(reader.GetDouble(2)),
                Result = SnakeCase.Parse<AttemptResult>(reader.GetString(3)),
                Error = reader.IsDBNull(4) ? null : reader.GetString(4),
                StatusCode = reader.IsDBNull(5) ? null : reader.GetInt32(5),
                Form = SnakeCase.Parse<ReplyForm>(reader.GetString(6)),
                Model = reader.IsDBNull(7) ? null : reader.GetString(7),
                RequestId = reader.IsDBNull(8) ? null : reader.GetString(8),
                InputTokens = reader.GetInt64(9),
                CachedTokens = reader.GetInt64(10),
                OutputTokens = reader.GetInt64(11),
                Estimated = reader.GetInt64(12) != 0,
                CostUsd = reader.GetInt64(13) / 1_000_000_000m,
            });
        }

        return attempts;
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
