using System.Globalization;
using System.Text;
using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>Runs, judge versions and what was found out about endpoints: small tables, written rarely.</summary>
internal static class RunTable
{
    public static RunKey Open(SqliteConnection connection, RunIdentity identity, Judge judge, TimeProvider clock)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        using var addVersion = new Statement(connection, """
            INSERT INTO judge_versions (name, version, definition, criteria, created_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING
            """, 5);
        addVersion.Set(1, judge.Name).Set(2, judge.Version).Set(3, Encoding.UTF8.GetString(judge.Definition()))
            .Set(4, CriteriaJson(judge.Rubric)).Set(5, now).Execute();
        using var findVersion = new Statement(connection, "SELECT judge_version_key FROM judge_versions WHERE name = ?1 AND version = ?2", 2);
        long version = (long)findVersion.Set(1, judge.Name).Set(2, judge.Version).Scalar()!;

        using var addRun = new Statement(connection, """
            INSERT INTO runs (identity, description, judge_version_key, started_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING
            """, 4);
        addRun.Set(1, identity.Text).Set(2, identity.Description).Set(3, version).Set(4, now).Execute();
        using var findRun = new Statement(connection, "SELECT run_key FROM runs WHERE identity = ?1 AND closed_at IS NULL", 1);
        return new RunKey((long)findRun.Set(1, identity.Text).Scalar()!, version);
    }

    public static int SavePrice(SqliteConnection connection, RunKey run, ModelPrice price, TimeProvider clock)
    {
        using var save = new Statement(connection, "INSERT INTO prices VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING", 5);
        return save.Set(1, run.Run).Set(2, Text(price.Input)).Set(3, Text(price.CachedInput)).Set(4, Text(price.Output))
            .Set(5, clock.GetUtcNow().ToUnixTimeMilliseconds()).Execute();
    }

    public static int Close(SqliteConnection connection, RunKey run, TimeProvider clock)
    {
        using var close = new Statement(connection, "UPDATE runs SET closed_at = ?2 WHERE run_key = ?1 AND closed_at IS NULL", 2);
        return close.Set(1, run.Run).Set(2, clock.GetUtcNow().ToUnixTimeMilliseconds()).Execute();
    }

    public static int SaveReplyForm(SqliteConnection connection, string endpoint, string model, ReplyForm form, TimeProvider clock)
    {
        using var save = new Statement(connection, """
            INSERT INTO reply_forms (endpoint, model, form, found_at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET form = excluded.form, found_at = excluded.found_at
            """, 4);
        return save.Set(1, endpoint).Set(2, model).Set(3, form.ToSnakeCase()).Set(4, clock.GetUtcNow().ToUnixTimeMilliseconds()).Execute();
    }

    public static ReplyForm? FindReplyForm(SqliteConnection connection, string endpoint, string model)
    {
        using var find = new Statement(connection, "SELECT form FROM reply_forms WHERE endpoint = ?1 AND model = ?2", 2);
        return find.Set(1, endpoint).Set(2, model).Scalar() is string form ? SnakeCase.Parse<ReplyForm>(form) : null;
    }

    private static string Text(decimal usd) => usd.ToString("0.##########", CultureInfo.InvariantCulture);

    private static string CriteriaJson(Rubric rubric)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            if (rubric.Overall is { } overall)
            {
                Write(json, "overall", overall);
            }

            foreach (Criterion criterion in rubric.Criteria)
            {
                Write(json, criterion.Name, criterion.Scale);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, Scale scale)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("min", scale.Min);
        json.WriteNumber("max", scale.Max);
        json.WriteEndObject();
    }
}
