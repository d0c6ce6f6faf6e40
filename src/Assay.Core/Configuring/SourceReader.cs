using System.Globalization;
using System.Text.RegularExpressions;
using Assay.Collecting.Files;
using Assay.Collecting.Sources;

namespace Assay.Configuring;

/// <summary>Reads one entry of <c>sources:</c>.</summary>
internal static partial class SourceReader
{
    public static readonly IReadOnlyList<string> Kinds = ["folder", "sqlite", "postgres"];

    /// <summary>Null where something is missing or wrong, which the section then says.</summary>
    public static SourceSettings? Read(string name, YamlSection section)
    {
        string? kind = section.RequiredText("kind", "Write `kind: folder`, `kind: sqlite` or `kind: postgres`.");
        Schedule? schedule = ReadSchedule(section);
        SourceSettings? read = kind switch
        {
            "folder" => ReadFolder(name, section),
            "sqlite" => ReadSqlite(name, section),
            "postgres" => ReadPostgres(name, section),
            null => null,
            _ => UnknownKind(section, kind),
        };
        // Without a kind nobody knows which keys belong here.
        if (kind is not null && Kinds.Contains(kind, StringComparer.Ordinal))
        {
            section.Close();
        }

        return schedule is null || read is null ? null : read with { Schedule = schedule };
    }

    private static SourceSettings? UnknownKind(YamlSection section, string kind)
    {
        string meant = NearestName.Of(kind, Kinds) is { } nearest ? $"Did you mean `{nearest}`?" : $"Known: {string.Join(", ", Kinds)}.";
        section.Error(section.Find("kind")!.Start, $"`{section.Full("kind")}` is `{kind}`. {meant}");
        return null;
    }

    private static SourceSettings.Folder? ReadFolder(string name, YamlSection section)
    {
        string? files = section.RequiredText("files", "Name a file or a pattern such as `files: logs/**/*.jsonl`.");
        if (files is not null && !FileGlob.IsPattern(files) && InputEndings.FormatOf(files) is null)
        {
            section.Error(section.Find("files")!.Start, $"`{section.Full("files")}` is `{files}`, which is neither a pattern nor a file that is read. Write for example `{files.TrimEnd('/')}/*.jsonl`. Read are {InputEndings.Listed}.");
            return null;
        }

        return files is null ? null : new SourceSettings.Folder { Name = name, Files = files };
    }

    private static SourceSettings.Sqlite? ReadSqlite(string name, YamlSection section)
    {
        string? path = section.RequiredText("path", "Name the database file, for example `path: shop.db`.");
        SourceQuery? query = ReadQuery(section);
        return path is null || query is null ? null : new SourceSettings.Sqlite { Name = name, Path = path, Query = query };
    }

    private static SourceSettings.Postgres? ReadPostgres(string name, YamlSection section)
    {
        string? connection = section.Text("connection");
        string? file = section.Text("connection_file");
        SourceQuery? query = ReadQuery(section);
        if (connection is null == file is null)
        {
            section.Error(
                section.Find(connection is null ? "kind" : "connection_file")!.Start,
                connection is null
                    ? $"`{section.Full("connection")}` is missing. Write for example `connection: Host=db;Database=shop;Username=assay;Password=${{SHOP_PASSWORD}}`, or name a file that holds it with `connection_file`."
                    : $"`{section.Full("connection")}` and `{section.Full("connection_file")}` are both given. Keep one of them.");
            return null;
        }

        if (connection is not null && LiteralPassword().IsMatch(connection))
        {
            section.Warning(section.Find("connection")!.Start, $"`{section.Full("connection")}` holds a password. Write ${{NAME}} in its place and set the environment variable NAME, or use `connection_file`.");
        }

        return query is null ? null : new SourceSettings.Postgres { Name = name, Connection = connection, ConnectionFile = file, Query = query };
    }

    private static SourceQuery? ReadQuery(YamlSection section)
    {
        string? sql = section.RequiredText("query", "Write a SELECT with the columns input and output (or question, answer, ...) WHERE the cursor column >= @cursor.");
        string? cursor = section.RequiredText("cursor", "Name the column that grows with every new or changed row, for example `cursor: updated_at`.");
        string? start = section.RequiredText("start", "Write the lowest value of the cursor to read, for example `start: 0` or `start: 2026-01-01`.");
        string id = section.Text("id") ?? "id";
        TimeSpan timeout = section.Duration("timeout") ?? SourceQuery.DefaultTimeout;
        if (timeout < TimeSpan.FromSeconds(1) || timeout > TimeSpan.FromHours(1))
        {
            section.Error(section.Find("timeout")!.Start, $"`{section.Full("timeout")}` must be from 1s to 1h.");
        }

        if (sql is not null && QueryProblem(sql) is { } problem)
        {
            section.Error(section.Find("query")!.Start, $"`{section.Full("query")}` {problem}");
            return null;
        }

        CursorOverlap? overlap = section.Duration("overlap") is not { } time ? null
            : new CursorOverlap(time, long.TryParse(section.Text("overlap"), NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : null);
        return sql is null || cursor is null || start is null
            ? null
            : new SourceQuery { Sql = sql, Cursor = cursor, Id = id, Start = start, Overlap = overlap, Timeout = timeout };
    }

    private static string? QueryProblem(string sql) =>
        !CursorParameter().IsMatch(sql) ? "has no `@cursor`. Add for example WHERE updated_at >= @cursor."
        : StrictComparison().IsMatch(sql) || !InclusiveComparison().IsMatch(sql) ? "must compare with `>= @cursor`, not `>`: rows that share the cursor's value would be lost. What was read before is recognised."
        : null;

    private static Schedule? ReadSchedule(YamlSection section)
    {
        (bool hasInterval, bool hasCron) = (section.Has("interval"), section.Has("schedule"));
        if (hasInterval && hasCron)
        {
            section.Error(section.Find("schedule")!.Start, $"`{section.Full("interval")}` and `{section.Full("schedule")}` are both given. Keep one of them.");
            return null;
        }

        return hasInterval ? ScheduleReader.Interval(section) : hasCron ? ScheduleReader.Cron(section) : SourceSettings.DefaultSchedule;
    }

    [GeneratedRegex(@"(^|[^@\w])@cursor\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CursorParameter();

    [GeneratedRegex(@"(^|[^<>=-])>\s*\(*\s*@cursor\b|@cursor\b\s*\)*\s*<([^=>]|$)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex StrictComparison();

    [GeneratedRegex(@">=|<=|\bbetween\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex InclusiveComparison();

    [GeneratedRegex(@"(password|pwd)\s*=\s*[^$\s;]|://[^/@:\s]*:[^$@\s][^@\s]*@", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex LiteralPassword();
}
