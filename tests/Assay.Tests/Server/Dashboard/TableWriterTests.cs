using System.Text;
using Assay.Server.Dashboard.Exports;

namespace Assay.Tests.Server.Dashboard;

public sealed class TableWriterTests
{
    private static readonly DataTable Table = DataTable.Of(
        new (string? Name, double? Score, long N)[] { ("plain", 4.5, 1), ("=1+1", -0.5, 2), ("a \"quoted\", \nlong one", null, 3), (null, 1, 4) },
        ("name", r => r.Name), ("score", r => r.Score), ("n", r => r.N), ("at", _ => new DateTimeOffset(2026, 5, 4, 12, 0, 0, 250, TimeSpan.Zero)));

    [Fact]
    public async Task Csv_quotes_what_must_be_and_guards_formulas_but_no_negative_number() => Assert.Equal(
        "name,score,n,at\nplain,4.5,1,2026-05-04T12:00:00.25Z\n'=1+1,-0.5,2,2026-05-04T12:00:00.25Z\n\"a \"\"quoted\"\", \nlong one\",,3,2026-05-04T12:00:00.25Z\n,1,4,2026-05-04T12:00:00.25Z\n",
        (await WriteAsync((stream, cancel) => TableWriter.WriteCsvAsync(stream, Table, cancel))).Replace("\r\n", "\n", StringComparison.Ordinal));

    [Fact]
    public async Task Json_lines_keep_types_and_nothing_is_made_of_what_is_missing() => Assert.Equal(
        "{\"name\":\"=1+1\",\"score\":-0.5,\"n\":2,\"at\":\"2026-05-04T12:00:00.25Z\"}",
        (await WriteAsync((stream, cancel) => TableWriter.WriteJsonLinesAsync(stream, Table, cancel))).Split('\n')[1]);

    [Fact]
    public async Task Rows_leave_while_more_are_read()
    {
        var read = 0;
        using var output = new MemoryStream();
        async IAsyncEnumerable<int> Rows()
        {
            for (; read < 5_000; read++)
            {
                await Task.Yield();
                Assert.True(read < 4_000 || output.Length > 0, "nothing was written before everything was read");
                yield return read;
            }
        }

        await TableWriter.WriteCsvAsync(output, DataTable.Of(Rows(), ("text", _ => new string('x', 100))), TestContext.Current.CancellationToken);

        Assert.Equal(5_001, Encoding.UTF8.GetString(output.ToArray()).TrimEnd().Split('\n').Length);
    }

    private static async Task<string> WriteAsync(Func<Stream, CancellationToken, Task> write)
    {
        using var stream = new MemoryStream();
        await write(stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
