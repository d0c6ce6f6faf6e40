using System.Text;
using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;

namespace Assay.Storage.Sqlite;

/// <summary>Puts together what the ledger knows of one response.</summary>
internal static class TrailReader
{
    public static Trail? Read(Database database, string id)
    {
        using var find = new Statement(database, "SELECT response_key, revision, received_at, body FROM responses WHERE id = ?1 ORDER BY revision");
        find.Set(1, id);
        var revisions = new List<(long Key, int Number, DateTimeOffset ReceivedAt, byte[] Body)>();
        while (find.Read())
        {
            revisions.Add((find.Long(0), (int)find.Long(1), Time(find.Long(2)), find.Bytes(3).ToArray()));
        }

        return revisions.Count == 0
            ? null
            : new Trail(id, [.. revisions.Select(r => Revision(database, r.Key, r.Number, r.ReceivedAt, r.Body))]);
    }

    private static Trail.Revision Revision(Database database, long key, int number, DateTimeOffset receivedAt, byte[] body)
    {
        byte[]? held = UnkeptContent.IsRest(body) ? HeldTexts.Find(database, key) : null;
        return new Trail.Revision(number, receivedAt, Encoding.UTF8.GetString(held ?? body), Appearances(database, key), Judgments(database, key))
        {
            Content = held is not null ? ContentState.UntilJudged : UnkeptContent.IsRest(body) ? ContentState.NotKept : ContentState.Kept,
        };
    }

    public static IReadOnlyList<string> SimilarIds(Database database, string text)
    {
        using var find = new Statement(database, "SELECT DISTINCT id FROM responses WHERE instr(lower(id), lower(?1)) > 0 LIMIT 5");
        find.Set(1, text);
        var ids = new List<string>();
        while (find.Read())
        {
            ids.Add(find.Text(0));
        }

        return ids;
    }

    private static List<Trail.Appearance> Appearances(Database database, long response)
    {
        using var find = new Statement(database, """
            SELECT r.description, r.started_at, i.place FROM runs r CROSS JOIN run_items i ON i.run_key = r.run_key AND i.response_key = ?1 ORDER BY r.run_key
            """);
        find.Set(1, response);
        var appearances = new List<Trail.Appearance>();
        while (find.Read())
        {
            appearances.Add(new Trail.Appearance(find.Text(0), Time(find.Long(1)), find.Text(2)));
        }

        return appearances;
    }

    private static List<Trail.Judgment> Judgments(Database database, long response)
    {
        var judgments = new List<Trail.Judgment>();
        foreach ((ResultRow row, long version) in ResultReader.OfResponse(database, response))
        {
            using var more = new Statement(database, """
                SELECT v.definition, o.decided_at, o.deaths, iif(o.state = 0 AND o.due_at > 1 AND o.due_at < 9223372036854775807, o.due_at, NULL), o.withheld_samples FROM judge_versions v
                JOIN outcomes o ON o.judge_version_key = v.judge_version_key AND o.response_key = ?1 AND o.repeat = 0
                WHERE v.judge_version_key = ?2
                """);
            more.Set(1, response).Set(2, version).One();
            DateTimeOffset? decidedAt = more.IsNull(1) ? null : Time(more.Long(1));
            JsonElement definition = JsonElement.Parse(more.Text(0));
            judgments.Add(new Trail.Judgment(row, definition.GetProperty("model").ToString(), decidedAt, Attempts(database, response, version))
            {
                Deaths = (int)more.Long(2),
                Rule = PanelRule.Of(definition),
                WithheldSamples = (int)more.Long(4),
                NextTryAt = more.IsNull(3) ? null : Time(more.Long(3)),
            });
        }

        return judgments;
    }

    /// <summary>By the key of each run, of which there are few: else every attempt that was ever made would be looked at.</summary>
    private static List<Attempt> Attempts(Database database, long response, long version)
    {
        using var find = new Statement(database, """
            SELECT a.question, a.started_at, a.duration_ms, a.result, a.error, a.status_code, a.form, a.model, a.request_id, a.input_tokens,
                a.cached_tokens, a.output_tokens, a.estimated, a.cost_nano_usd, a.lane, a.stage, a.member, a.cache_write_tokens
            FROM runs r CROSS JOIN attempts a ON a.run_key = r.run_key AND r.repeat = 0 AND a.response_key = ?1
            WHERE r.judge_version_key = ?2 ORDER BY a.run_key, a.attempt
            """);
        find.Set(1, response).Set(2, version);
        var attempts = new List<Attempt>();
        while (find.Read())
        {
            attempts.Add(new Attempt
            {
                Question = (int)find.Long(0),
                StartedAt = Time(find.Long(1)),
                Duration = TimeSpan.FromMilliseconds(find.Double(2)),
                Result = SnakeCase.Parse<AttemptResult>(find.Text(3)),
                Error = find.TextOrNull(4),
                StatusCode = (int?)find.LongOrNull(5),
                Form = SnakeCase.Parse<ReplyForm>(find.Text(6)),
                Model = find.TextOrNull(7),
                RequestId = find.TextOrNull(8),
                InputTokens = find.Long(9),
                CachedTokens = find.Long(10),
                OutputTokens = find.Long(11),
                Estimated = find.Long(12) != 0,
                CostUsd = Money.ToUsd(find.Long(13)),
                Lane = (Lane)find.Long(14),
                Stage = (int?)find.LongOrNull(15),
                Member = find.TextOrNull(16),
                CacheWriteTokens = find.Long(17),
            });
        }

        return attempts;
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
