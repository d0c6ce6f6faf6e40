using System.Diagnostics;
using System.Text.Json;
using Assay.Collecting.Sources;
using Assay.Configuring;
using Assay.Integration.Tests.Testing;
using Assay.Storage.Sources;
using Npgsql;

namespace Assay.Integration.Tests.Sources;

public sealed class PostgresSourceTests(PostgresServer server) : SqlSourceContract, IClassFixture<PostgresServer>
{
    private string _database = "postgres";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _database = await server.CreateDatabaseAsync();
        await ExecuteAsync(Table);
    }

    [Fact]
    public async Task Every_type_arrives_as_what_it_is()
    {
        await ExecuteAsync("""
            CREATE TYPE mood AS ENUM ('sad', 'glad');
            CREATE TABLE typed (id uuid, question varchar(50), answer text, contexts text[], flag boolean, small smallint, big bigint, share real, price numeric(20,10),
                day date, at timestamptz, clock time, body jsonb, raw json, feeling mood, address inet, missing text, seq bigint, doc xml, odd float8, numbers int[], took interval);
            INSERT INTO typed VALUES ('0197f3b0-0000-7000-8000-000000000001', 'q', 'a', ARRAY['one', 'two'], true, 1, 9007199254740993, 0.5, 1234567890.0123456789,
                '2026-05-04', '2026-05-04 12:00:00.123456+02', '10:30', '{"a": [1, 2]}', '{"b":  "ü"}', 'glad', '10.0.0.1', NULL, 1, '<a/>', 'NaN', ARRAY[1, NULL, 3], '90 minutes');
            """);
        Drained read = await DrainAsync(new SourceQuery { Sql = "SELECT * FROM typed WHERE seq >= @cursor", Cursor = "seq", Start = "0" });

        Assay.Collecting.Response typed = Assert.Single(read.Responses);
        Assert.Equal(("0197f3b0-0000-7000-8000-000000000001", "q", "a"), (typed.Id, typed.Input, typed.Output));
        Assert.Equal(["one", "two"], typed.Context);
        Assert.Equal(
            """
            address="10.0.0.1" at="2026-05-04T10:00:00.123456Z" big=9007199254740993 body={"a":[1,2]} clock="10:30:00" day="2026-05-04" doc="<a/>" feeling="glad" flag=true numbers=[1,null,3] odd="NaN" price=1234567890.0123456789 raw={"b":"ü"} share=0.5 small=1 took="01:30:00"
            """,
            string.Join(' ', typed.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}={Compact(m.Value)}")));

        static string Compact(JsonElement value) => value.ValueKind == JsonValueKind.String ? $"\"{value.GetString()}\"" : value.GetRawText().Replace(" ", "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_is_out_of_reach_rejects_its_row_only()
    {
        await ExecuteAsync("""
            CREATE TABLE far (id bigint, price numeric, at timestamptz, question text, answer text);
            INSERT INTO far VALUES (1, 1e40, now(), 'q', 'a'), (2, 1, '4713-01-01 BC', 'q', 'a'), (3, 'NaN', now(), 'q', 'a'), (4, 1, now(), 'q', 'a');
            """);
        Drained read = await DrainAsync(new SourceQuery { Sql = "SELECT * FROM far WHERE id >= @cursor", Cursor = "id", Start = "0" });

        Assert.Equal(["4"], read.Ids);
        Assert.Equal(["sources.shop, id 1", "sources.shop, id 2", "sources.shop, id 3"], read.Rejected.Select(e => e.Place));
    }

    [Fact]
    public async Task Times_with_a_zone_are_a_cursor_whatever_the_zone_of_the_server()
    {
        await ExecuteAsync($"""
            ALTER DATABASE {_database} SET timezone = 'Asia/Kolkata';
            CREATE TABLE zoned (id bigint, question text, answer text, at timestamptz);
            INSERT INTO zoned VALUES (1, 'q', 'a', '2026-01-01 00:00:00.000001Z'), (2, 'q', 'a', '2026-01-01 00:00:00.000002Z'), (3, 'q', 'a', '2025-12-31 23:59:59Z'), (4, 'q', 'a', 'infinity');
            """);
        SourceQuery query = new() { Sql = "SELECT * FROM zoned WHERE at >= @cursor", Cursor = "at", Start = "2026-01-01" };
        Drained first = await DrainAsync(query, atMost: 1);
        await ExecuteAsync("INSERT INTO zoned VALUES (5, 'q', 'a', '2026-01-01 00:00:00.000001Z')");
        Drained second = await DrainAsync(query, first.Cursor, atMost: 1);

        Assert.Equal(["1", "2"], first.Ids);
        Assert.Equal("sources.shop, id 4", Assert.Single(first.Rejected).Place);
        Assert.Equal(["5"], second.Ids);
        Assert.Empty(second.Rejected);
    }

    [Fact]
    public async Task A_server_that_is_killed_is_transient_and_reading_goes_on_when_it_is_back()
    {
        await WriteAsync(1, 2, 3);
        await using IResponseSource source = Open();
        SourceBatch first = await source.ReadAsync(null, 2, Cancel);
        await server.KillAsync();

        SourceException down = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(first.Cursor, 2, Cancel));
        await server.StartAgainAsync();
        Drained rest = await Drained.ReadAsync(source, first.Cursor, 2);

        Assert.Equal(SourceFailure.Transient, down.Failure);
        Assert.Contains("cannot be reached", down.Problem, StringComparison.Ordinal);
        Assert.Equal(["r3"], rest.Ids);
    }

    [Fact]
    public async Task A_server_that_answers_nothing_is_given_up_in_time()
    {
        await WriteAsync(1);
        await using IResponseSource source = Open(Query with { Timeout = TimeSpan.FromSeconds(1) });
        server.Hang();
        var watch = Stopwatch.StartNew();

        SourceException silent = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(null, 10, Cancel));
        server.GoOn();

        Assert.Equal(SourceFailure.Transient, silent.Failure);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        Assert.Equal(["1"], (await Drained.ReadAsync(source)).Ids);
    }

    [Fact]
    public async Task A_server_that_falls_silent_under_way_is_given_up_in_time()
    {
        await WriteAsync(1);
        await using IResponseSource source = Open(Query with { Timeout = TimeSpan.FromSeconds(2), Sql = Query.Sql.Replace("WHERE", ", pg_sleep(1) WHERE", StringComparison.Ordinal) });
        Task<SourceBatch> reading = source.ReadAsync(null, 10, Cancel);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, Cancel);
        server.Hang();
        var watch = Stopwatch.StartNew();

        SourceException silent = await Assert.ThrowsAsync<SourceException>(() => reading);
        server.GoOn();

        Assert.Equal(SourceFailure.Transient, silent.Failure);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 15);
    }

    [Fact]
    public async Task A_connection_that_is_ended_under_way_is_transient()
    {
        await WriteAsync(1);
        await using IResponseSource source = Open(Query with { Sql = Query.Sql.Replace("WHERE", ", pg_sleep(5) WHERE", StringComparison.Ordinal) });
        Task<SourceBatch> reading = source.ReadAsync(null, 2, Cancel);
        await using var admin = new NpgsqlConnection(server.Connection(_database));
        await admin.OpenAsync(Cancel);
        await using var end = new NpgsqlCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'assay' AND datname = current_database() AND query LIKE '%pg_sleep%'", admin);
        while ((long)(await end.ExecuteScalarAsync(Cancel))! == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }

        SourceException ended = await Assert.ThrowsAsync<SourceException>(() => reading);

        Assert.Equal(SourceFailure.Transient, ended.Failure);
    }

    [Theory]
    [InlineData("postgres", "wr0ng-canary", "password authentication failed")]
    [InlineData("nowhere", null, "does not exist")]
    public async Task A_connection_that_is_refused_is_configuration_and_shows_no_secret(string database, string? password, string mentioned)
    {
        await using IResponseSource source = Open(Query, server.Connection(database, password));

        SourceException refused = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(null, 10, Cancel));

        Assert.Equal(SourceFailure.Configuration, refused.Failure);
        Assert.Contains(mentioned, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_url_from_the_environment_leads_in_and_so_does_a_file()
    {
        await WriteAsync(1);
        using var folder = new TemporaryFolder();
        folder.Write("secret", server.Url(_database) + "\n");
        var byUrl = new SourceSettings.Postgres { Name = "shop", Connection = "${DATABASE_URL}", Query = Query };
        var byFile = new SourceSettings.Postgres { Name = "shop", ConnectionFile = "secret", Query = Query };
        var byPart = new SourceSettings.Postgres { Name = "shop", Connection = server.Connection(_database, "x").Replace("Password=x", "Password=${SHOP_PASSWORD}", StringComparison.Ordinal), Query = Query };

        foreach (SourceSettings settings in (SourceSettings[])[byUrl, byFile, byPart])
        {
            await using IResponseSource source = ResponseSources.Open(settings, folder.Path, TimeProvider.System, name => name == "DATABASE_URL" ? server.Url(_database) : PostgresServer.Password);
            Assert.Equal(["1"], (await Drained.ReadAsync(source)).Ids);
        }
    }

    [Theory]
    [InlineData("SELECT answer_id, q AS question, a AS answer, updated_at, nextval('counter') FROM answers WHERE updated_at >= @cursor")]
    [InlineData("SELECT answer_id, q AS question, a AS answer, updated_at, spend() FROM answers WHERE updated_at >= @cursor")]
    public async Task A_query_that_would_write_is_refused(string sql)
    {
        await WriteAsync(1);
        await ExecuteAsync("""
            CREATE SEQUENCE counter;
            CREATE FUNCTION spend() RETURNS integer AS $$ BEGIN DELETE FROM answers; RETURN 1; END $$ LANGUAGE plpgsql;
            """);
        await using IResponseSource source = Open(Query with { Sql = sql });

        SourceException refused = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(null, 10, Cancel));

        Assert.Equal((SourceFailure.Configuration, "the query writes, and sources are only read."), (refused.Failure, refused.Problem));
        Assert.Equal(["r1"], (await DrainAsync()).Ids);
    }

    [Fact]
    public async Task A_type_that_is_not_read_is_told_with_what_to_write()
    {
        await WriteAsync(1);
        await using IResponseSource source = Open(Query with { Sql = Query.Sql.Replace("turns,", "point(1, 2) AS spot,", StringComparison.Ordinal) });

        SourceException refused = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(null, 10, Cancel));

        Assert.Contains("spot::text AS spot", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_no_value_of_the_cursor_is_told()
    {
        await WriteAsync(1);
        await using IResponseSource source = Open(Query with { Start = "soon" });

        SourceException refused = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(null, 10, Cancel));

        Assert.Equal(SourceFailure.Configuration, refused.Failure);
        Assert.Contains("start", refused.Remedy, StringComparison.Ordinal);
    }

    protected override IResponseSource Open(SourceQuery query) => Open(query, server.Connection(_database));

    protected override Task ExecuteAsync(string sql) => server.ExecuteAsync(_database, sql);

    private static IResponseSource Open(SourceQuery query, string connection) =>
        ResponseSources.Open(new SourceSettings.Postgres { Name = "shop", Connection = connection, Query = query }, "/", TimeProvider.System);
}
