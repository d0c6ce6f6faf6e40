using Assay.Collecting.Sources;
using Assay.Configuring;

namespace Assay.Integration.Tests.Sources;

/// <summary>What a source that reads a database must do besides: rows that share a cursor, rows that come late, and a database that is never written to.</summary>
public abstract class SqlSourceContract : ResponseSourceContract
{
    protected const string Table = """
        CREATE TABLE answers (answer_id INTEGER PRIMARY KEY, q TEXT, a TEXT, route TEXT, turns INTEGER, updated_at TIMESTAMP NOT NULL)
        """;

    protected static readonly SourceQuery Query = new()
    {
        Sql = "SELECT answer_id, q AS question, a AS answer, route, turns, updated_at FROM answers WHERE updated_at >= @cursor -- all of them",
        Cursor = "updated_at",
        Id = "answer_id",
        Start = "2026-01-01 00:00:00",
        Overlap = new CursorOverlap(TimeSpan.FromMinutes(5), null),
    };

    protected abstract IResponseSource Open(SourceQuery query);

    protected abstract Task ExecuteAsync(string sql);

    protected override IResponseSource Open() => Open(Query with { Sql = Query.Sql.Replace("SELECT answer_id", "SELECT 'r' || answer_id AS answer_id", StringComparison.Ordinal) });

    protected override async Task WriteAsync(params int[] numbers)
    {
        foreach (int n in numbers)
        {
            await InsertAsync(n, Time(n));
        }
    }

    protected override Task WriteBadAsync(int number) =>
        ExecuteAsync(FormattableString.Invariant($"INSERT INTO answers VALUES ({number}, NULL, 'a', 'refunds', 1, '{Time(number)}')"));

    [Fact]
    public async Task Rows_that_share_a_cursor_are_read_once_however_small_the_batches()
    {
        for (int i = 1; i <= 20; i++)
        {
            await InsertAsync(i, i <= 17 ? Time(1) : Time(2));
        }

        for (int atMost = 1; atMost <= 6; atMost++)
        {
            Drained read = await DrainAsync(null, atMost);
            Assert.Equal(Enumerable.Range(1, 20).Select(i => $"r{i}").Order(StringComparer.Ordinal), read.Ids.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_row_that_comes_later_with_the_same_cursor_is_read_also_without_an_overlap()
    {
        SourceQuery bare = Query with { Overlap = new CursorOverlap(TimeSpan.Zero, 0) };
        await InsertAsync(5, Time(1));
        Drained first = await DrainAsync(bare);
        await InsertAsync(2, Time(1));
        await InsertAsync(8, Time(1));
        Drained second = await DrainAsync(bare, first.Cursor);
        Drained third = await DrainAsync(bare, second.Cursor);

        Assert.Equal(["5"], first.Ids);
        Assert.Equal(["2", "8"], second.Ids);
        Assert.Empty(third.Ids);
    }

    [Fact]
    public async Task A_row_that_is_committed_late_is_found_within_the_overlap_and_no_row_comes_twice()
    {
        for (int i = 1; i <= 12; i++)
        {
            await InsertAsync(i, Time(i));
        }

        Drained first = await DrainAsync(Query, atMost: 5);
        await InsertAsync(100, Time(12 - 4));
        await InsertAsync(101, Time(12 - 6));
        await InsertAsync(102, Time(13));
        Drained second = await DrainAsync(Query, first.Cursor, atMost: 2);
        Drained third = await DrainAsync(Query, second.Cursor, atMost: 2);

        Assert.Equal(12, first.Responses.Count);
        Assert.Equal(["100", "102"], second.Ids);
        Assert.Empty(third.Ids);
    }

    [Fact]
    public async Task A_look_ends_where_the_table_ended_when_it_began_so_that_late_rows_stay_within_the_overlap()
    {
        for (int i = 1; i <= 4; i++)
        {
            await InsertAsync(i, Time(i));
        }

        await using IResponseSource source = Open(Query);
        SourceBatch begun = await source.ReadAsync(null, 3, Cancel);
        await InsertAsync(100, Time(2));
        await InsertAsync(5, Time(60));
        Drained rest = await Drained.ReadAsync(source, begun.Cursor, 3);
        Drained next = await Drained.ReadAsync(source, rest.Cursor, 3);

        Assert.Equal(["1", "2", "3"], begun.Responses.Select(r => r.Response.Id));
        Assert.Equal(["4"], rest.Ids);
        Assert.Equal(["100", "5"], next.Ids);
    }

    [Fact]
    public async Task A_look_back_does_not_go_below_the_start()
    {
        await InsertAsync(1, "2026-01-01 00:00:59.999999");
        await InsertAsync(2, "2026-01-01 00:01:00");
        SourceQuery late = Query with { Start = "2026-01-01 00:01:00" };
        Drained first = await DrainAsync(late);

        Assert.Equal(["2"], first.Ids);
        Assert.Empty((await DrainAsync(late, first.Cursor)).Ids);
    }

    [Fact]
    public async Task A_row_that_changes_with_its_cursor_comes_again_and_one_that_is_only_touched_within_the_record_too()
    {
        await WriteAsync(1, 2);
        Drained first = await DrainAsync();
        await ExecuteAsync($"UPDATE answers SET a = 'better', updated_at = '{Time(3)}' WHERE answer_id = 1");
        await ExecuteAsync("UPDATE answers SET a = 'other' WHERE answer_id = 2");
        Drained second = await DrainAsync(first.Cursor);

        Assert.Equal([("r2", "other"), ("r1", "better")], second.Responses.Select(r => (r.Id, r.Output)));
    }

    [Fact]
    public async Task Microseconds_are_kept()
    {
        SourceQuery bare = Query with { Overlap = new CursorOverlap(TimeSpan.Zero, 0) };
        await InsertAsync(1, "2026-05-04 12:00:00.123456");
        await InsertAsync(2, "2026-05-04 12:00:00.123457");
        await InsertAsync(3, "2026-05-04 12:00:00.123458");
        Drained first = await DrainAsync(bare, atMost: 1);
        await InsertAsync(4, "2026-05-04 12:00:00.123457");
        await InsertAsync(5, "2026-05-04 12:00:00.123459");

        Assert.Equal(["1", "2", "3"], first.Ids);
        Assert.Equal(["5"], (await DrainAsync(bare, first.Cursor)).Ids);
    }

    [Fact]
    public async Task Whole_numbers_are_a_cursor_with_an_overlap_of_whole_numbers()
    {
        SourceQuery numbers = Query with
        {
            Sql = "SELECT answer_id, q AS question, a AS answer FROM answers WHERE answer_id >= @cursor", Cursor = "answer_id", Start = "1", Overlap = new CursorOverlap(TimeSpan.FromSeconds(10), 10),
        };
        foreach (int n in (int[])[1, 2, 3, 50])
        {
            await InsertAsync(n, Time(1));
        }

        Drained first = await DrainAsync(numbers, atMost: 3);
        await InsertAsync(41, Time(1));
        await InsertAsync(30, Time(1));
        await InsertAsync(51, Time(1));

        Assert.Equal(["1", "2", "3", "50"], first.Ids);
        Assert.Equal(["41", "51"], (await DrainAsync(numbers, first.Cursor, atMost: 1)).Ids);
    }

    [Fact]
    public async Task Texts_are_a_cursor_and_an_id()
    {
        SourceQuery texts = Query with { Sql = "SELECT route, q AS question, a AS answer FROM answers WHERE route >= @cursor", Cursor = "route", Id = "route", Start = "01J" };
        await InsertAsync(1, Time(1), route: "01JA");
        await InsertAsync(2, Time(1), route: "01JB");
        Drained first = await DrainAsync(texts, atMost: 1);
        await InsertAsync(3, Time(1), route: "01JC");

        Assert.Equal(["01JA", "01JB"], first.Ids);
        Assert.Equal(["01JC"], (await DrainAsync(texts, first.Cursor)).Ids);
    }

    [Fact]
    public async Task A_field_that_is_too_long_rejects_its_row_only()
    {
        await InsertAsync(1, Time(1), answer: new string('x', 1024 * 1024));
        await InsertAsync(2, Time(2), answer: new string('x', (1024 * 1024) + 1));
        await InsertAsync(3, Time(3));
        Drained read = await DrainAsync();

        Assert.Equal(["r1", "r3"], read.Ids);
        Assert.Equal("sources.shop, id r2", Assert.Single(read.Rejected).Place);
        Assert.Contains("1048577 bytes", read.Rejected[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_large_rows_come_in_several_batches()
    {
        for (int i = 1; i <= 40; i++)
        {
            await InsertAsync(i, Time(i), answer: new string('x', 1024 * 1024));
        }

        Drained read = await DrainAsync();

        Assert.Equal((40, 2), (read.Responses.Count, read.Batches));
    }

    [Fact]
    public async Task More_rows_than_are_remembered_are_all_read_and_the_cursor_stays_small()
    {
        await ExecuteAsync("""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
            INSERT INTO answers SELECT i, 'q', 'a', 'refunds', 1, '2026-02-01 00:00:00' FROM n
            """);
        Drained first = await DrainAsync(Query, atMost: 700);
        Drained second = await DrainAsync(Query, first.Cursor, atMost: 700);

        Assert.Equal(5_000, first.Ids.Distinct().Count());
        Assert.Equal(5_000, first.Responses.Count);
        Assert.InRange(second.Responses.Count, 1, 5_000 - 4_096);
        Assert.True(first.Cursor!.Length < 100_000);
    }

    [Theory]
    [InlineData("SELECT answer_id, q AS question, updated_at FROM answers WHERE updated_at >= @cursor", "no column \"output\"")]
    [InlineData("SELECT answer_id, q AS question, a AS answer FROM answers WHERE updated_at >= @cursor", "updated_at")]
    [InlineData("SELECT answer_id, q AS question, a AS question, updated_at FROM answers WHERE updated_at >= @cursor", "question")]
    [InlineData("SELECT answer_id, q AS question, a AS answer, updated_at FROM nowhere WHERE updated_at >= @cursor", "nowhere")]
    [InlineData("SELEKT updated_at >= @cursor", "syntax error")]
    [InlineData("DELETE FROM answers WHERE updated_at >= @cursor", "syntax error")]
    [InlineData("SELECT 1) AS x; DELETE FROM answers; SELECT * FROM (SELECT answer_id, q AS question, a AS answer, updated_at FROM answers WHERE updated_at >= @cursor", "")]
    public async Task A_query_that_cannot_be_meant_is_told_as_configuration_and_nothing_is_written(string sql, string mentioned)
    {
        await WriteAsync(1, 2);
        await using IResponseSource source = Open(Query with { Sql = sql });

        SourceException refused = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(null, 10, Cancel));

        Assert.Equal(SourceFailure.Configuration, refused.Failure);
        Assert.Contains(mentioned, refused.Message, StringComparison.Ordinal);
        Assert.Equal(["r1", "r2"], (await DrainAsync()).Ids);
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_ended()
    {
        await WriteAsync(1);
        await using IResponseSource source = Open(Endless with { Timeout = TimeSpan.FromSeconds(1) });

        SourceException ended = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(null, 10, Cancel));

        Assert.Equal(SourceFailure.Transient, ended.Failure);
        Assert.Contains("within 1 s", ended.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_under_way_can_be_cancelled()
    {
        await WriteAsync(1);
        await using IResponseSource source = Open(Endless);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.ReadAsync(null, 10, soon.Token));
    }

    /// <summary>Counts without end before its first row.</summary>
    private static SourceQuery Endless => Query with
    {
        Sql = """
            SELECT answer_id, q AS question, a AS answer, updated_at FROM answers
            WHERE updated_at >= @cursor AND (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i % 1000 + 1 FROM n) SELECT count(*) FROM n) > 0
            """,
    };

    protected static string Time(int minute) => new DateTime(2026, 2, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minute).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    protected Task InsertAsync(int id, string time, string route = "refunds", string? answer = null) =>
        ExecuteAsync(FormattableString.Invariant($"INSERT INTO answers VALUES ({id}, 'question {id}', '{answer ?? $"answer {id}"}', '{route}', {id}, '{time}')"));

    private protected async Task<Drained> DrainAsync(SourceQuery query, string? cursor = null, int atMost = 100)
    {
        await using IResponseSource source = Open(query);
        return await Drained.ReadAsync(source, cursor, atMost);
    }
}
