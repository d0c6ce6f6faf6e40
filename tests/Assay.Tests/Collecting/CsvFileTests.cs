using System.Text;
using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Files;

namespace Assay.Tests.Collecting;

public sealed class CsvFileTests
{
    [Fact]
    public async Task Columns_are_read_under_every_alias_and_others_are_metadata()
    {
        SourcedResponse read = (await Reading.CsvAsync("id,question,answer,contexts,expected,occurred_at,metadata.route,language\n7,q,a,c,e,1777638600,refunds,de\n"))[0];

        Response response = read.Response;
        Assert.Equal(("7", "q", "a", "e"), (response.Id, response.Input, response.Output, response.Reference));
        Assert.Equal(["c"], response.Context);
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 12, 30, 0, TimeSpan.Zero), response.OccurredAt);
        Assert.Equal("refunds", response.Metadata["route"].GetString());
        Assert.Equal("de", response.Metadata["language"].GetString());
        Assert.Equal((2, 1), (read.Line, read.Position));
    }

    [Fact]
    public async Task An_empty_cell_is_absent_but_an_empty_output_is_empty()
    {
        Response response = (await Reading.CsvAsync("id,input,output,reference,route,release\n,q,,,,\n"))[0].Response;

        Assert.Equal("", response.Output);
        Assert.StartsWith("r-", response.Id, StringComparison.Ordinal);
        Assert.Null(response.Reference);
        Assert.Null(response.Release);
        Assert.Empty(response.Metadata);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task A_record_is_named_by_the_line_on_which_it_starts(string newLine)
    {
        string text = string.Join(newLine, "input,output", "q1,a1", "", "\"q2", "with \"\"quotes\"\",", "", "and lines\",a2", "q3,a3");

        List<SourcedResponse> read = await Reading.CsvAsync(text);

        Assert.Equal([2L, 4L, 8L], read.Select(item => item.Line));
        Assert.Equal([1L, 2L, 3L], read.Select(item => item.Position));
        Assert.Equal($"q2{newLine}with \"quotes\",{newLine}{newLine}and lines", read[1].Response.Input);
    }

    [Theory]
    [InlineData("", 1, "the file is empty")]
    [InlineData("id,input\n1,q\n", 1, "the header row has no column \"output\".")]
    [InlineData("what is it?,a cat\n", 1, "the header row has no column \"input\".")]
    [InlineData("\n\ninput,output,route,route\nq,a,x,y\n", 3, "the header names the column \"route\" twice.")]
    [InlineData("input,output\nq,a\n\"x\ny\",a,b\n", 3, "the row has 3 fields, but the header names 2.")]
    [InlineData("input,output\nq,a\nq\n", 3, "the row has 1 fields, but the header names 2.")]
    [InlineData("input,output\n\"q\n1\",a\nq,\"open\nand on\n", 4, "a quoted field that begins in this row is never closed.")]
    [InlineData("input,output\nq,5\" pipe\n", 2, "a quotation mark stands inside a field that is not quoted.")]
    [InlineData("input,output\nq,\"a\" b\n", 2, "text stands behind the closing quotation mark of a field.")]
    [InlineData("input,output\n,a\n", 2, "\"input\" is missing.")]
    [InlineData("input,output,occurred_at\nq,a,yesterday\n", 2, "\"occurred_at\" is \"yesterday\"")]
    [InlineData("input,output,conversation\nq,a,hello\n", 2, "\"conversation\" is a string")]
    [InlineData("input,prompt,output\nq,p,a\n", 2, "\"input\" and \"prompt\" are two names of one field")]
    [InlineData("input,output,route,metadata.route\nq,a,x,y\n", 2, "the metadata field \"route\" is given twice")]
    public async Task A_wrong_table_is_refused_by_line(string text, int line, string problem)
    {
        InputException error = await Assert.ThrowsAsync<InputException>(() => Reading.CsvAsync(text));

        Assert.Equal($"a.csv:{line}", error.Place);
        Assert.StartsWith(problem, error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("input,ouput\n", "Was \"ouput\" meant to be \"output\"?")]
    [InlineData("input;output\n", "separated by \";\": save it with commas.")]
    [InlineData("input\toutput\n", "separated by tabs: name the file .tsv.")]
    public async Task A_header_that_is_nearly_right_gets_a_hint(string text, string hint) =>
        Assert.EndsWith(hint, (await Assert.ThrowsAsync<InputException>(() => Reading.CsvAsync(text))).Remedy, StringComparison.Ordinal);

    [Fact]
    public async Task Rows_before_a_wrong_one_are_given_out()
    {
        int count = 0;
        await Assert.ThrowsAsync<InputException>(async () =>
        {
            await foreach (SourcedResponse _ in CsvFile.ReadAsync(Reading.Stream("input,output\nq,a\nq,a\nq,5\"\n"), "a.csv"))
            {
                count++;
            }
        });

        Assert.Equal(2, count);
    }

    [Fact]
    public async Task Tabs_separate_in_a_tsv_file() =>
        Assert.Equal("a, or b", (await Reading.CsvAsync("input\toutput\nq\ta, or b\n", "a.tsv"))[0].Response.Output);

    [Fact]
    public async Task Lists_and_objects_may_stand_in_a_cell_as_json()
    {
        const string Text = """"
            messages,contexts,metadata,conversation
            "[{""role"":""user"",""content"":""q""},{""role"":""assistant"",""content"":""a""}]","[""c1"",""c2""]","{""tokens"":5}","[{""role"":""user"",""content"":""\ud800""}]"
            """";

        Response response = (await Reading.CsvAsync(Text))[0].Response;

        Assert.Equal(("q", "a"), (response.Input, response.Output));
        Assert.Equal(["c1", "c2"], response.Context);
        Assert.Equal(5, response.Metadata["tokens"].GetInt32());
        Assert.Equal([new Turn("user", "\uFFFD")], response.Conversation);
    }

    [Fact]
    public async Task Text_that_begins_with_a_bracket_stays_text()
    {
        Response response = (await Reading.CsvAsync("input,output,context,route\n[1] is this a citation?,[2],[see page 5],{x}\n"))[0].Response;

        Assert.Equal(("[1] is this a citation?", "[2]"), (response.Input, response.Output));
        Assert.Equal(["[see page 5]"], response.Context);
        Assert.Equal("{x}", response.Metadata["route"].GetString());
        Assert.Equal("[1,2]", (await Reading.CsvAsync("input,output\n\"[1,2]\",a\n"))[0].Response.Input);
    }

    [Fact]
    public async Task A_column_without_a_name_is_kept_by_its_number() =>
        Assert.Equal("0", (await Reading.CsvAsync(",input,output\n0,q,a\n"))[0].Response.Metadata["column_1"].GetString());

    [Fact]
    public async Task A_byte_order_mark_and_a_missing_last_line_end_are_fine() =>
        Assert.Equal("a", (await Reading.CsvAsync("\uFEFFinput,output\nq,a"))[0].Response.Output);

    [Fact]
    public async Task Utf_16_as_spreadsheets_save_it_is_read()
    {
        MemoryStream stream = new([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("input\toutput\nq\té😀\n")]);

        Assert.Equal("é😀", (await Reading.AllAsync(CsvFile.ReadAsync(stream, "a.tsv")))[0].Response.Output);
    }

    [Fact]
    public async Task Rows_that_are_not_utf_8_are_refused()
    {
        MemoryStream latin1 = new(Encoding.Latin1.GetBytes("input,output\nq,a\nq,é\n"));

        InputException error = await Assert.ThrowsAsync<InputException>(() => Reading.AllAsync(CsvFile.ReadAsync(latin1, "a.csv")));

        Assert.Equal(("a.csv:3", "the row is not UTF-8."), (error.Place, error.Problem));
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_does_not_swallow_an_endless_file()
    {
        string text = "input,output\nq,a\nq,\"" + new string('x', 40_000_000);
        PortionedStream stream = new(Encoding.UTF8.GetBytes(text), 65536);

        InputException error = await Assert.ThrowsAsync<InputException>(() => Reading.AllAsync(CsvFile.ReadAsync(stream, "a.csv")));

        Assert.Equal(("a.csv:3", "the row is longer than 16 MiB."), (error.Place, error.Problem));
        Assert.InRange(stream.Given, 0, 35_000_000);
    }

    [Fact]
    public async Task Nasty_texts_come_through_a_table_unharmed()
    {
        string nasty = "a\0b\u202e\"quoted\"\r\n\t😀,;\\n\\ud800";

        Response response = (await Reading.CsvAsync($"input,output,m\nq,\"{nasty.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{JsonSerializer.Serialize("x")}\n"))[0].Response;

        Assert.Equal(nasty, response.Output);
    }
}
