using System.Text;
using Assay.Collecting;
using Assay.Collecting.Files;

namespace Assay.Tests.Collecting;

public sealed class RecordReadingTests
{
    [Fact]
    public async Task Bad_rows_of_a_table_stop_none_of_their_neighbours()
    {
        const string table = "id,input,output\na,q,a\nb,q\nc,q,\"a\"x\nd,q,a\ne,q,\xE9\n,,\nf,q,\"two\nlines\"\n";

        (string[] read, InputException[] rejected) = await AllAsync(CsvFile.ReadEachAsync(new MemoryStream(Encoding.Latin1.GetBytes(table)), "t.csv", 0, isCase: false, default));

        Assert.Equal(["a@t.csv:2#1", "d@t.csv:5#2", "f@t.csv:8#3"], read);
        Assert.Equal(["t.csv:3", "t.csv:4", "t.csv:6", "t.csv:7"], rejected.Select(e => e.Place));
        Assert.Equal("the row is not UTF-8.", rejected[2].Problem);
    }

    [Fact]
    public async Task Bad_lines_stop_none_of_their_neighbours()
    {
        string lines = $"{Reading.Line(1)}\n{{\n\n[]\n{Reading.Line(2)}";

        (string[] read, InputException[] rejected) = await AllAsync(JsonlFile.ReadEachAsync(Reading.Stream(lines), "l.jsonl", 10, isCase: false, default));

        Assert.Equal(["r1@l.jsonl:1#11", "r2@l.jsonl:5#12"], read);
        Assert.Equal(["l.jsonl:2", "l.jsonl:4"], rejected.Select(e => e.Place));
    }

    [Fact]
    public async Task Bad_items_of_an_array_stop_none_of_their_neighbours()
    {
        string array = $"[{Reading.Line(1)},\n5,\n{Reading.Line(2)}]";

        (string[] read, InputException[] rejected) = await AllAsync(JsonFile.ReadEachAsync(Reading.Stream(array), "a.json", 0, isCase: false, default));

        Assert.Equal(["r1@a.json:1#1", "r2@a.json:3#2"], read);
        Assert.Equal("a.json:2", Assert.Single(rejected).Place);
    }

    [Fact]
    public async Task What_ends_the_file_is_thrown_after_what_came_before()
    {
        var read = new List<RecordReading>();

        await Assert.ThrowsAsync<InputException>(async () =>
        {
            await foreach (RecordReading record in CsvFile.ReadEachAsync(Reading.Stream("input,output\nq,a\nq,\"" + new string('x', 17_000_000)), "t.csv", 0, isCase: false, default))
            {
                read.Add(record);
            }
        });

        Assert.Single(read);
    }

    private static async Task<(string[] Read, InputException[] Rejected)> AllAsync(IAsyncEnumerable<RecordReading> records)
    {
        var read = new List<string>();
        var rejected = new List<InputException>();
        await foreach (RecordReading record in records)
        {
            if (record.Response is { } response)
            {
                read.Add(FormattableString.Invariant($"{response.Response.Id}@{response.Place}#{response.Position}"));
            }
            else
            {
                rejected.Add(record.Error!);
            }
        }

        return ([.. read], [.. rejected]);
    }
}
