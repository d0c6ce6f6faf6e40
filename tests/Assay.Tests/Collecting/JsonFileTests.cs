using Assay.Collecting;
using Assay.Collecting.Files;

namespace Assay.Tests.Collecting;

public sealed class JsonFileTests
{
    [Fact]
    public async Task An_array_of_objects_is_read_with_the_line_of_each()
    {
        List<SourcedResponse> read = await ReadAsync($"\uFEFF\n[\n  {Reading.Line(1)},\n\n  {{\"input\":\"q\",\n \"output\":\"a\"}}, {Reading.Line(3)}\n]\n");

        Assert.Equal([3L, 5L, 6L], read.Select(item => item.Line));
        Assert.Equal([1L, 2L, 3L], read.Select(item => item.Position));
        Assert.Equal("r3", read[2].Response.Id);
    }

    [Fact]
    public async Task Json_lines_may_carry_the_ending_json() =>
        Assert.Equal(2, (await ReadAsync(Reading.Line(1) + "\n" + Reading.Line(2))).Count);

    [Fact]
    public async Task Nothing_is_nothing()
    {
        Assert.Empty(await ReadAsync("[]"));
        Assert.Empty(await ReadAsync(""));
    }

    [Theory]
    [InlineData("[\n{\"input\":\"q\",\"output\":\"a\"},\n{\"input\":\"q\"}]", "a.json:3", "\"output\" is missing.")]
    [InlineData("[\n{\"input\":\"q\",\"output\":\"a\"},\n  {\"input\" \"q\"}]", "a.json:3", "not valid JSON at column 12:")]
    [InlineData("[\n{\"input\":\"q\",\"output\":\"a\"},\n 5]", "a.json:3", "the record is a number")]
    [InlineData("[\n{\"input\":\"q\",\"output\":\"a\"}\n] x", "a.json:3", "not valid JSON at column 3:")]
    [InlineData("[\n{\"input\":\"q\",\"output\":\"a\"}\n", "a.json:", "not valid JSON")]
    [InlineData("{\n \"input\":\"q\"\n}", "a.json:1", "not valid JSON at column 2:")]
    public async Task A_wrong_item_is_refused_by_line(string text, string place, string problem)
    {
        InputException error = await Assert.ThrowsAsync<InputException>(() => ReadAsync(text));

        Assert.StartsWith(place, error.Place, StringComparison.Ordinal);
        Assert.StartsWith(problem, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_array_of_more_than_64_mebibytes_is_refused_unread()
    {
        byte[] text = new byte[JsonFile.LargestArray + 1];
        text[0] = (byte)'[';

        InputException error = await Assert.ThrowsAsync<InputException>(() => Reading.AllAsync(JsonFile.ReadAsync(new MemoryStream(text), "a.json")));

        Assert.Equal("the file is one JSON array of more than 64 MiB.", error.Problem);
    }

    private static Task<List<SourcedResponse>> ReadAsync(string text) => Reading.AllAsync(JsonFile.ReadAsync(Reading.Stream(text), "a.json"));
}
