using Assay.Collecting.Sources;
using Assay.Configuring;
using Assay.Integration.Tests.Testing;
using Assay.Storage.Sources;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.Sources;

public sealed class SqliteSourceTests : SqlSourceContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ExecuteAsync(Table);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_with_its_path_and_not_made()
    {
        SourceException missing = await RefusedAsync("nowhere.db");

        Assert.Equal(SourceFailure.Configuration, missing.Failure);
        Assert.Contains("nowhere.db", missing.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("nowhere.db")));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told()
    {
        _folder.Write("note.db", new string('x', 4096));

        SourceException refused = await RefusedAsync("note.db");

        Assert.Equal(SourceFailure.Configuration, refused.Failure);
        Assert.Contains("no SQLite database", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_are_kept_and_texts_of_fields_are_read_as_in_tables()
    {
        await ExecuteAsync("""
            CREATE TABLE chats (id TEXT, messages TEXT, contexts TEXT, cost REAL, note TEXT, absent TEXT, occurred_at INTEGER);
            INSERT INTO chats VALUES ('c1', '[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]', '["a","b"]', 0.25, '[1]', NULL, 1770000000);
            """);
        Drained read = await DrainAsync(new SourceQuery { Sql = "SELECT * FROM chats WHERE occurred_at >= @cursor", Cursor = "occurred_at", Start = "0" });

        Assay.Collecting.Response chat = Assert.Single(read.Responses);
        Assert.Equal(("c1", "Hi", "Hello"), (chat.Id, chat.Input, chat.Output));
        Assert.Equal(["a", "b"], chat.Context);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1770000000), chat.OccurredAt);
        Assert.Equal((0.25, "[1]", false), (chat.Metadata["cost"].GetDouble(), chat.Metadata["note"].GetString(), chat.Metadata.ContainsKey("absent")));
    }

    [Fact]
    public async Task Rows_without_an_id_with_bytes_or_with_broken_text_are_rejected()
    {
        await ExecuteAsync("""
            CREATE TABLE odd (id, question, answer, n INTEGER);
            INSERT INTO odd VALUES (NULL, 'q', 'a', 1), ('x', 'q', x'00ff', 2), ('y', 'q', CAST(x'ff' AS TEXT), 3), ('z', 'q', 42, 4);
            """);
        Drained read = await DrainAsync(new SourceQuery { Sql = "SELECT * FROM odd WHERE n >= @cursor", Cursor = "n", Start = "0" });

        Assert.Equal([("z", "42")], read.Responses.Select(r => (r.Id, r.Output)));
        Assert.Equal(["sources.shop, cursor 1", "sources.shop, id x", "sources.shop, id y"], read.Rejected.Select(e => e.Place));
    }

    [Fact]
    public async Task A_column_named_id_that_is_not_the_id_becomes_metadata()
    {
        await ExecuteAsync("CREATE TABLE t (id INTEGER, code TEXT, question TEXT, answer TEXT); INSERT INTO t VALUES (7, 'seven', 'q', 'a');");
        Drained read = await DrainAsync(new SourceQuery { Sql = "SELECT * FROM t WHERE id >= @cursor", Cursor = "id", Id = "code", Start = "0" });

        Assert.Equal("seven", Assert.Single(read.Responses).Id);
    }

    [Fact]
    public async Task A_column_that_only_looks_like_a_text_is_no_column()
    {
        await using IResponseSource source = Open(Query with { Id = "nothing_like_it" });

        SourceException refused = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(null, 10, Cancel));

        Assert.Contains("nothing_like_it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_a_writer_holds_for_long_is_transient()
    {
        await WriteAsync(1);
        await using var writer = new SqliteConnection($"Data Source={_folder.File("shop.db")};Pooling=False");
        await writer.OpenAsync(Cancel);
        await using (SqliteCommand hold = writer.CreateCommand())
        {
            hold.CommandText = "BEGIN EXCLUSIVE";
            await hold.ExecuteNonQueryAsync(Cancel);
        }

        await using IResponseSource source = Open(Query with { Timeout = TimeSpan.FromSeconds(1) }, "shop.db");
        SourceException held = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(null, 10, Cancel));
        await writer.CloseAsync();

        Assert.Equal(SourceFailure.Transient, held.Failure);
        Assert.Contains("locked", held.Problem, StringComparison.Ordinal);
        Assert.Equal(["1"], (await Drained.ReadAsync(source)).Ids);
    }

    [Fact]
    public async Task A_database_that_is_being_written_is_read_beside_the_writer()
    {
        await ExecuteAsync("PRAGMA journal_mode = WAL");
        await WriteAsync(1);
        using var writer = new SqliteConnection($"Data Source={_folder.File("shop.db")};Pooling=False");
        await writer.OpenAsync(Cancel);
        using SqliteTransaction transaction = writer.BeginTransaction();
        using SqliteCommand insert = writer.CreateCommand();
        insert.CommandText = "INSERT INTO answers VALUES (2, 'q', 'a', 'r', 1, '2026-02-01 00:02:00')";
        await insert.ExecuteNonQueryAsync(Cancel);

        Drained before = await DrainAsync();
        transaction.Commit();

        Assert.Equal(["r1"], before.Ids);
        Assert.Equal(["r2"], (await DrainAsync(before.Cursor)).Ids);
    }

    protected override IResponseSource Open(SourceQuery query) => Open(query, "shop.db");

    protected override async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.File("shop.db")};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of the tests come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private IResponseSource Open(SourceQuery query, string path) =>
        ResponseSources.Open(new SourceSettings.Sqlite { Name = "shop", Path = path, Query = query }, _folder.Path, TimeProvider.System);

    private async Task<SourceException> RefusedAsync(string path)
    {
        await using IResponseSource source = Open(Query, path);
        return await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(null, 10, Cancel));
    }
}
