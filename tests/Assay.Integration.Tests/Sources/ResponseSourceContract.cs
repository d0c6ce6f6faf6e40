using Assay.Collecting.Sources;

namespace Assay.Integration.Tests.Sources;

/// <summary>What every source must do. An implementation inherits the suite and says how to open one and how to write to it.</summary>
public abstract class ResponseSourceContract : IAsyncLifetime
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens the test's own source anew, as after a restart.</summary>
    protected abstract IResponseSource Open();

    /// <summary>Writes rows <c>r1, r2, ...</c> with these numbers, in this order.</summary>
    protected abstract Task WriteAsync(params int[] numbers);

    /// <summary>Writes a row that is no response, because a field is missing.</summary>
    protected abstract Task WriteBadAsync(int number);

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_is_written_is_read_with_its_fields()
    {
        await WriteAsync(7);

        Assay.Collecting.Response response = Assert.Single((await DrainAsync()).Responses);

        Assert.Equal(("r7", "question 7", "answer 7"), (response.Id, response.Input, response.Output));
        Assert.Equal("refunds", response.Metadata["route"].GetString());
        Assert.Equal(7, response.Metadata["turns"].GetInt32());
    }

    [Fact]
    public async Task Reading_goes_on_after_a_restart_at_every_boundary_with_nothing_lost_and_nothing_doubled()
    {
        int[] numbers = [.. Enumerable.Range(1, 13)];
        await WriteAsync(numbers);

        for (int atMost = 1; atMost <= numbers.Length + 1; atMost++)
        {
            var ids = new List<string>();
            string? cursor = null;
            bool hasMore = true;
            while (hasMore)
            {
                // A process that dies before it stores the batch reads the same one again.
                await using (IResponseSource lost = Open())
                {
                    await lost.ReadAsync(cursor, atMost, Cancel);
                }

                await using IResponseSource source = Open();
                SourceBatch batch = await source.ReadAsync(cursor, atMost, Cancel);
                ids.AddRange(batch.Responses.Select(r => r.Response.Id));
                (cursor, hasMore) = (batch.Cursor, batch.HasMore);
            }

            Assert.Equal(numbers.Select(n => $"r{n}"), ids);
        }
    }

    [Fact]
    public async Task Nothing_new_brings_nothing_and_what_is_written_later_comes_once()
    {
        await WriteAsync(1, 2, 3);
        Drained first = await DrainAsync();
        Drained idle = await DrainAsync(first.Cursor);
        await WriteAsync(4, 5);
        Drained later = await DrainAsync(idle.Cursor, atMost: 1);
        Drained end = await DrainAsync(later.Cursor);

        Assert.Equal(["r1", "r2", "r3"], first.Ids);
        Assert.Empty(idle.Ids);
        Assert.Equal(["r4", "r5"], later.Ids);
        Assert.Empty(end.Ids);
    }

    [Fact]
    public async Task A_source_without_rows_brings_nothing_until_there_are_some()
    {
        await WriteAsync();
        Drained empty = await DrainAsync();
        await WriteAsync(1);

        Assert.Equal((0, 0, 1), (empty.Responses.Count, empty.Rejected.Count, empty.Batches));
        Assert.Equal(["r1"], (await DrainAsync(empty.Cursor)).Ids);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_rejected_once_with_its_place_and_stops_none_of_its_neighbours()
    {
        await WriteAsync(1);
        await WriteBadAsync(2);
        await WriteAsync(3);

        for (int atMost = 1; atMost <= 4; atMost++)
        {
            Drained read = await DrainAsync(null, atMost);
            Drained again = await DrainAsync(read.Cursor, atMost);

            Assert.Equal(["r1", "r3"], read.Ids);
            Assert.Contains("is missing", Assert.Single(read.Rejected).Message, StringComparison.Ordinal);
            Assert.Contains("2", read.Rejected[0].Place, StringComparison.Ordinal);
            Assert.Empty(again.Rejected);
            Assert.Empty(again.Ids);
        }
    }

    [Fact]
    public async Task A_cancelled_reading_says_so_and_costs_nothing()
    {
        await WriteAsync(1, 2);
        await using IResponseSource source = Open();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.ReadAsync(null, 10, cancelled.Token));

        Assert.Equal(["r1", "r2"], (await Drained.ReadAsync(source)).Ids);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("{}")]
    [InlineData("no cursor")]
    public async Task A_cursor_of_something_else_is_refused(string cursor)
    {
        await WriteAsync(1);
        await using IResponseSource source = Open();

        SourceException refused = await Assert.ThrowsAsync<SourceException>(() => source.ReadAsync(cursor, 10, Cancel));

        Assert.Equal(SourceFailure.Configuration, refused.Failure);
        Assert.Contains(source.Name, refused.Message, StringComparison.Ordinal);
    }

    private protected async Task<Drained> DrainAsync(string? cursor = null, int atMost = 100)
    {
        await using IResponseSource source = Open();
        return await Drained.ReadAsync(source, cursor, atMost);
    }
}
