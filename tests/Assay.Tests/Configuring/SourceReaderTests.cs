using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Collecting.Sources;
using Assay.Configuring;
using Assay.Tests.Conventions;

namespace Assay.Tests.Configuring;

public sealed partial class SourceReaderTests
{
    private const string Shop = """
        sources:
          shop:
            kind: postgres
            connection: Host=db;Password=${SHOP_PASSWORD}
            query: SELECT id, q AS question, a AS answer, updated_at FROM answers WHERE updated_at >= @cursor
            cursor: updated_at
            start: 2026-01-01

        """;

    [Fact]
    public void Sources_of_every_kind_are_read()
    {
        AssayFile file = Read("""
            sources:
              logs: {kind: folder, files: "logs/**/*.jsonl", interval: 30s}
              desk:
                kind: sqlite
                path: desk.db
                query: SELECT * FROM answers WHERE n BETWEEN @cursor AND 5
                cursor: n
                id: code
                start: 0
                overlap: 200
                timeout: 5s
                schedule: "0 */15 * * * *"
              shop:
                kind: postgres
                connection_file: secrets/shop
                query: SELECT * FROM answers WHERE at >= @cursor
                cursor: at
                start: 2026-01-01
                overlap: 10m
            """);

        Assert.Empty(file.Diagnostics);
        var logs = (SourceSettings.Folder)file.Sources[0];
        Assert.Equal(("logs", "logs/**/*.jsonl", new Schedule.Interval(TimeSpan.FromSeconds(30))), (logs.Name, logs.Files, logs.Schedule));
        var desk = (SourceSettings.Sqlite)file.Sources[1];
        Assert.Equal(("desk.db", Schedule.Cron.Parse("0 */15 * * * *")), (desk.Path, desk.Schedule));
        Assert.Equal(
            ("n", "code", "0", new CursorOverlap(TimeSpan.FromSeconds(200), 200), TimeSpan.FromSeconds(5)),
            (desk.Query.Cursor, desk.Query.Id, desk.Query.Start, desk.Query.Overlap, desk.Query.Timeout));
        var shop = (SourceSettings.Postgres)file.Sources[2];
        Assert.Equal((null, "secrets/shop", "id", new CursorOverlap(TimeSpan.FromMinutes(10), null)), (shop.Connection, shop.ConnectionFile, shop.Query.Id, shop.Query.Overlap));
        Assert.Equal((SourceSettings.DefaultSchedule, SourceQuery.DefaultTimeout), (shop.Schedule, shop.Query.Timeout));
    }

    [Theory]
    [InlineData("sources:\n  a: {files: x.jsonl}\n", 2, 6, "`sources.a.kind` is missing. Write `kind: folder`")]
    [InlineData("sources:\n  a: {kind: postgers}\n", 2, 13, "`postgers`. Did you mean `postgres`?")]
    [InlineData("sources:\n  a: {kind: kafka}\n", 2, 13, "Known: folder, sqlite, postgres.")]
    [InlineData("sources:\n  a: {kind: folder}\n", 2, 6, "`sources.a.files` is missing")]
    [InlineData("sources:\n  a: {kind: folder, files: logs}\n", 2, 28, "Write for example `logs/*.jsonl`")]
    [InlineData("sources:\n  a: {kind: folder, flies: x.jsonl, files: x.jsonl}\n", 2, 21, "Did you mean `files`?")]
    [InlineData("sources:\n  a: {kind: folder, files: x.jsonl, interval: 0s}\n", 2, 47, "must be from 1s to 31d")]
    [InlineData("sources:\n  a: {kind: folder, files: x.jsonl, interval: soon}\n", 2, 47, "must be a length of time")]
    [InlineData("sources:\n  a: {kind: folder, files: x.jsonl, interval: 1m, schedule: '* * * * *'}\n", 2, 61, "are both given")]
    [InlineData("sources:\n  a: {kind: folder, files: x.jsonl, schedule: hourly}\n", 2, 47, "is no cron expression")]
    [InlineData("sources:\n  a: {kind: folder, files: x.jsonl, schedule: 0 0 30 2 *}\n", 2, 47, "such a time never comes")]
    [InlineData("sources:\n  a: {kind: sqlite, query: SELECT 1 >= @cursor, cursor: c, start: 0}\n", 2, 6, "`sources.a.path` is missing")]
    [InlineData("sources:\n  a: {kind: sqlite, path: a.db, cursor: c, start: 0}\n", 2, 6, "`sources.a.query` is missing")]
    [InlineData("sources:\n  a: {kind: sqlite, path: a.db, query: SELECT 1 >= @cursor, start: 0}\n", 2, 6, "`sources.a.cursor` is missing")]
    [InlineData("sources:\n  a: {kind: sqlite, path: a.db, query: SELECT 1 >= @cursor, cursor: c}\n", 2, 6, "`sources.a.start` is missing")]
    [InlineData("sources:\n  a: {kind: sqlite, path: a.db, query: SELECT 1, cursor: c, start: 0}\n", 2, 40, "has no `@cursor`")]
    [InlineData("sources:\n  a: {kind: sqlite, path: a.db, query: SELECT 1 >= @cursors, cursor: c, start: 0}\n", 2, 40, "has no `@cursor`")]
    [InlineData("sources:\n  a: {kind: sqlite, path: a.db, query: SELECT 1 > @cursor, cursor: c, start: 0}\n", 2, 40, "must compare with `>= @cursor`")]
    [InlineData("sources:\n  a: {kind: sqlite, path: a.db, query: SELECT a >= b AND a >(@cursor), cursor: c, start: 0}\n", 2, 40, "must compare with `>= @cursor`")]
    [InlineData("sources:\n  a: {kind: sqlite, path: a.db, query: SELECT @cursor < a, cursor: c, start: 0}\n", 2, 40, "must compare with `>= @cursor`")]
    [InlineData("sources:\n  a: {kind: sqlite, path: a.db, query: SELECT 1 >= @cursor, cursor: c, start: 0, timeout: 0}\n", 2, 91, "must be from 1s to 1h")]
    [InlineData("sources:\n  a: {kind: postgres, query: SELECT 1 >= @cursor, cursor: c, start: 0}\n", 2, 13, "`sources.a.connection` is missing")]
    [InlineData("sources:\n  a: {kind: postgres, connection: x, connection_file: y, query: SELECT 1 >= @cursor, cursor: c, start: 0}\n", 2, 55, "are both given")]
    public void An_error_names_line_column_and_remedy(string yaml, long line, long column, string message)
    {
        AssayFile file = Read(yaml);

        Diagnostic found = Assert.Single(file.Diagnostics, d => d.Severity == Severity.Error && d.Message.Contains(message, StringComparison.Ordinal));
        Assert.Equal(("assay.yaml", line, column), (found.File, found.Line, found.Column));
    }

    [Theory]
    [InlineData("Host=db;Password=hunter2")]
    [InlineData("Host=db;pwd = hunter2")]
    [InlineData("postgres://reader:hunter2@db/shop")]
    public void A_password_in_the_file_is_warned_of_and_not_repeated(string connection)
    {
        AssayFile file = Read(Shop.Replace("Host=db;Password=${SHOP_PASSWORD}", connection, StringComparison.Ordinal));

        Diagnostic warning = Assert.Single(file.Diagnostics);
        Assert.Equal((Severity.Warning, 4), (warning.Severity, warning.Line));
        Assert.DoesNotContain("hunter2", warning.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", Assert.Single(file.Sources).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_from_the_environment_needs_no_warning() => Assert.Empty(Read(Shop).Diagnostics);

    [Theory]
    [InlineData("folder")]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public void The_schema_names_the_keys_that_are_read(string kind)
    {
        AssayFile file = Read($"sources:\n  a: {{kind: {kind}, zzzzzzzzzzzz: 1}}\n");

        Assert.Equal(KnownIn(file), Schema().GetProperty("definitions").GetProperty($"{kind}_source").GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_schema_names_the_top_level_keys_that_are_read() =>
        Assert.Equal(KnownIn(Read("zzzzzzzzzzzz: 1\n")), Schema().GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));

    private static JsonElement Schema() => JsonElement.Parse(Repository.Read("docs/schemas/assay.schema.json"));

    private static string[] KnownIn(AssayFile file) =>
        KnownKeys().Match(Assert.Single(file.Diagnostics, d => d.Message.Contains("zzzzzzzzzzzz", StringComparison.Ordinal)).Message).Groups["keys"].Value.Split(", ");

    private static AssayFile Read(string yaml) => AssayFileReader.Read("assay.yaml", yaml, _ => throw new FileNotFoundException("no such file"));

    [GeneratedRegex(@"Known here: (?<keys>.+)\.$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex KnownKeys();
}
