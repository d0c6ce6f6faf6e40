using System.IO.Compression;
using System.Text;
using Assay.Collecting;
using Assay.Collecting.Files;

namespace Assay.Tests.Collecting;

public sealed class JsonlFileTests
{
    [Theory]
    [InlineData("\n", "\n")]
    [InlineData("\r\n", "\r\n")]
    [InlineData("\n", "")]
    [InlineData("\n\n  \n\t\r\n", "\n\n")]
    public async Task Lines_end_in_any_way_and_blank_ones_are_skipped(string between, string end)
    {
        List<SourcedResponse> read = await Reading.JsonlAsync(Reading.Line(1) + between + Reading.Line(2) + end);

        Assert.Equal(["r1", "r2"], read.Select(item => item.Response.Id));
        Assert.Equal([1L, 2L], read.Select(item => item.Position));
        Assert.Equal([1L, 1L + between.Count(character => character == '\n')], read.Select(item => item.Line));
        Assert.Equal("a.jsonl:1", read[0].Place);
    }

    [Fact]
    public async Task An_empty_file_has_no_records()
    {
        Assert.Empty(await Reading.JsonlAsync(""));
        Assert.Empty(await Reading.JsonlAsync("\uFEFF\n"));
    }

    [Fact]
    public async Task A_byte_order_mark_is_skipped() =>
        Assert.Equal("r1", (await Reading.JsonlAsync("\uFEFF" + Reading.Line(1)))[0].Response.Id);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task Lines_are_whole_whatever_the_portions_the_stream_comes_in(int portion)
    {
        string text = string.Join('\n', Enumerable.Range(1, 300).Select(i => Reading.Line(i).Replace("q", new string('q', i * 3), StringComparison.Ordinal)));

        List<SourcedResponse> read = await Reading.AllAsync(JsonlFile.ReadAsync(new PortionedStream(Encoding.UTF8.GetBytes(text), portion), "a.jsonl", before: 1000));

        Assert.Equal(Enumerable.Range(1, 300).Select(i => $"r{i}"), read.Select(item => item.Response.Id));
        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), read.Select(item => item.Line));
        Assert.Equal(1300, read[^1].Position);
    }

    [Fact]
    public async Task Lines_longer_than_the_buffer_are_read()
    {
        string text = string.Join('\n', Enumerable.Range(1, 4).Select(i => Reading.Line(i).Replace("q", new string('q', i * 900_000), StringComparison.Ordinal)));

        Assert.Equal([900_001, 1_800_001, 2_700_001, 3_600_001], (await Reading.JsonlAsync(text)).Select(item => item.Response.Input.Length));
    }

    [Fact]
    public async Task What_stands_before_a_wrong_line_is_given_out()
    {
        List<string> ids = [];
        InputException error = await Assert.ThrowsAsync<InputException>(async () =>
        {
            await foreach (SourcedResponse item in JsonlFile.ReadAsync(Reading.Stream(Reading.Line(1) + "\n\n{\"input\":\"q\"}\n"), "a.jsonl"))
            {
                ids.Add(item.Response.Id);
            }
        });

        Assert.Equal(["r1"], ids);
        Assert.Equal("a.jsonl:3", error.Place);
    }

    [Theory]
    [InlineData("[\n" + """{"input":"q","output":"a"}""" + "\n]", "this looks like one JSON array; JSON Lines has one object per line.")]
    [InlineData("[" + """{"input":"q","output":"a"}""" + ",\n", "this looks like one JSON array; JSON Lines has one object per line.")]
    [InlineData("[" + """{"input":"q","output":"a"}""" + "]\n", "the record is a list, but must be an object.")]
    public async Task A_json_array_is_recognised(string text, string problem)
    {
        InputException error = await Assert.ThrowsAsync<InputException>(() => Reading.JsonlAsync(text));

        Assert.Equal(("a.jsonl:1", problem), (error.Place, error.Problem));
        Assert.Contains("jq -c '.[]'", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bracket_further_down_is_an_ordinary_error()
    {
        InputException error = await Assert.ThrowsAsync<InputException>(() => Reading.JsonlAsync(Reading.Line(1) + "\n[\n"));

        Assert.StartsWith("not valid JSON at column 2:", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task Utf_16_is_refused(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        MemoryStream stream = new([.. encoding.GetPreamble(), .. encoding.GetBytes(Reading.Line(1))]);

        InputException error = await Assert.ThrowsAsync<InputException>(() => Reading.AllAsync(JsonlFile.ReadAsync(stream, "a.jsonl")));

        Assert.Equal("the file is UTF-16, but must be UTF-8.", error.Problem);
        Assert.Contains("iconv", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_exactly_16_mebibytes_is_read()
    {
        string head = """{"input":"q","output":" """;
        string line = head + new string('x', (16 * 1024 * 1024) - head.Length - 2) + "\"}";

        Assert.Equal(line.Length - head.Length - 1, (await Reading.JsonlAsync(line + "\n" + Reading.Line(2)))[0].Response.Output.Length);
        Assert.Equal("the line is longer than 16 MiB.", (await Assert.ThrowsAsync<InputException>(() => Reading.JsonlAsync(line + " \n"))).Problem);
    }

    [Theory]
    [InlineData(50_000_000, 1_000_000)]
    [InlineData(50_000_000, 3_333)]
    public async Task An_endless_line_is_refused_before_it_is_held(int length, int portion)
    {
        PortionedStream stream = new(length, portion);

        InputException error = await Assert.ThrowsAsync<InputException>(() => Reading.AllAsync(JsonlFile.ReadAsync(stream, "a.jsonl")));

        Assert.Equal(("a.jsonl:1", "the line is longer than 16 MiB."), (error.Place, error.Problem));
        Assert.InRange(stream.Given, 16 * 1024 * 1024, 18 * 1024 * 1024);
    }

    [Fact]
    public async Task The_callers_stream_stays_open()
    {
        MemoryStream plain = Reading.Stream(Reading.Line(1));
        MemoryStream packed = new(Packed(Reading.Line(1)));

        await Reading.AllAsync(JsonlFile.ReadAsync(plain, "a.jsonl"));
        await Reading.AllAsync(JsonlFile.ReadAsync(packed, "a.jsonl.gz"));

        Assert.True(plain.CanRead && packed.CanRead);
    }

    [Fact]
    public async Task Gzip_is_unpacked_also_in_several_members()
    {
        byte[] packed = [.. Packed(Reading.Line(1) + "\n"), .. Packed(Reading.Line(2))];

        List<SourcedResponse> read = await Reading.AllAsync(JsonlFile.ReadAsync(new MemoryStream(packed), "a.jsonl.gz"));

        Assert.Equal(["r1", "r2"], read.Select(item => item.Response.Id));
    }

    [Theory]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.NoCompression)]
    public async Task Gzip_that_is_cut_off_anywhere_is_an_error(CompressionLevel level)
    {
        byte[] packed = Packed(string.Join('\n', Enumerable.Range(1, 5).Select(Reading.Line)) + "\n", level);
        for (int length = 0; length < packed.Length; length++)
        {
            MemoryStream cut = new(packed, 0, length);
            InputException error = await Assert.ThrowsAsync<InputException>(() => Reading.AllAsync(JsonlFile.ReadAsync(cut, "a.jsonl.gz")));
            Assert.Equal("the gzip data is damaged or cut off here.", error.Problem);
        }
    }

    [Fact]
    public async Task Gzip_under_the_wrong_name_and_text_named_gz_are_told()
    {
        Assert.Equal(
            "the file is compressed with gzip.",
            (await Assert.ThrowsAsync<InputException>(() => Reading.AllAsync(JsonlFile.ReadAsync(new MemoryStream(Packed("x")), "a.jsonl")))).Problem);
        Assert.Equal(
            "the gzip data is damaged or cut off here.",
            (await Assert.ThrowsAsync<InputException>(() => Reading.JsonlAsync(Reading.Line(1), "a.jsonl.gz"))).Problem);
    }

    [Fact]
    public async Task Reading_can_be_cancelled()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Reading.AllAsync(JsonlFile.ReadAsync(Reading.Stream(Reading.Line(1)), "a.jsonl", 0, cancellationToken: cancelled.Token)));
    }

    private static byte[] Packed(string text, CompressionLevel level = CompressionLevel.Optimal)
    {
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, level))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }
}
