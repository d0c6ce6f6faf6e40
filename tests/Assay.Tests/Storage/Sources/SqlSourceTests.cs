using System.Globalization;
using Assay.Collecting.Sources;
using Assay.Configuring;
using Assay.Storage.Sources;

namespace Assay.Tests.Storage.Sources;

public sealed class SqlSourceTests
{
    private const int Overlap = 20;

    private static readonly SourceQuery Query = new() { Sql = "", Cursor = "c", Start = "0", Overlap = new CursorOverlap(TimeSpan.Zero, Overlap) };

    [Fact]
    public async Task Whatever_the_order_of_writing_and_reading_every_row_within_the_overlap_comes_exactly_once()
    {
        var random = new Random(20260504);
        for (int round = 0; round < 300; round++)
        {
            var table = new TableInMemory();
            await using var source = new SqlSource("shop", Query, table);
            var met = new List<long>();
            string? cursor = null;
            long now = 0;
            for (int step = 0; step < 40; step++)
            {
                // Written late, by less than the overlap; often several at the same time.
                for (int written = random.Next(6); written > 0; written--)
                {
                    now += random.Next(3);
                    table.Rows.Add((Math.Max(0, now - random.Next(Overlap)), table.Rows.Count));
                }

                bool hasMore = true;
                for (int reads = random.Next(4); reads > 0 && hasMore; reads--)
                {
                    (cursor, hasMore) = await ReadAsync(source, cursor, 1 + random.Next(8), met);
                }
            }

            // The look that may be under way, and one more.
            for (int ended = 0; ended < 2;)
            {
                (cursor, bool hasMore) = await ReadAsync(source, cursor, 3, met);
                ended += hasMore ? 0 : 1;
            }

            Assert.Equal(Enumerable.Range(0, table.Rows.Count).Select(i => (long)i), met.Order());
        }
    }

    [Fact]
    public async Task A_look_that_is_read_twice_after_a_crash_brings_the_same()
    {
        var table = new TableInMemory();
        table.Rows.AddRange(Enumerable.Range(0, 30).Select(i => ((long)i / 4, (long)i)));
        await using var source = new SqlSource("shop", Query, table);
        SourceBatch first = await source.ReadAsync(null, 7, TestContext.Current.CancellationToken);

        SourceBatch once = await source.ReadAsync(first.Cursor, 7, TestContext.Current.CancellationToken);
        SourceBatch twice = await source.ReadAsync(first.Cursor, 7, TestContext.Current.CancellationToken);

        Assert.Equal(once.Responses.Select(r => r.Response.Id), twice.Responses.Select(r => r.Response.Id));
        Assert.Equal(once.Cursor, twice.Cursor);
    }

    [Fact]
    public async Task A_row_that_is_gone_changes_nothing_for_the_others()
    {
        var table = new TableInMemory();
        table.Rows.AddRange([(1, 1), (2, 2), (30, 3)]);
        await using var source = new SqlSource("shop", Query, table);
        var met = new List<long>();
        (string? cursor, _) = await ReadAsync(source, null, 10, met);
        table.Rows.RemoveAt(2);
        (cursor, _) = await ReadAsync(source, cursor, 10, met);
        table.Rows.Add((31, 4));
        await ReadAsync(source, cursor, 10, met);

        Assert.Equal([1, 2, 3, 4], met);
    }

    private static async Task<(string? Cursor, bool HasMore)> ReadAsync(SqlSource source, string? cursor, int atMost, List<long> met)
    {
        SourceBatch batch = await source.ReadAsync(cursor, atMost, TestContext.Current.CancellationToken);
        met.AddRange(batch.Responses.Select(r => long.Parse(r.Response.Id, CultureInfo.InvariantCulture)));
        met.AddRange(batch.Rejected.Select(e => long.Parse(e.Place.Split(' ')[^1], CultureInfo.InvariantCulture)));
        return (batch.Cursor, batch.HasMore);
    }
}
