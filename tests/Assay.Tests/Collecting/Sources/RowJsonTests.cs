using Assay.Collecting;
using Assay.Collecting.Records;

namespace Assay.Tests.Collecting.Sources;

public sealed class RowJsonTests
{
    [Fact]
    public void Fields_go_by_their_aliases_and_all_else_is_metadata_with_its_type()
    {
        Response row = Row(
            ["id", "prompt", "completion", "contexts", "metadata", "metadata.route", "cost", "flags"],
            (json, i) =>
            {
                switch (i)
                {
                    case 0 or 6:
                        json.Value(i, "7"u8);
                        break;
                    case 3 or 7:
                        json.Value(i, """["a","b"]"""u8);
                        break;
                    case 4:
                        json.Text(i, """{"team":"x"}"""u8);
                        break;
                    default:
                        json.Text(i, "text"u8);
                        break;
                }
            });

        Assert.Equal(("7", "text", "text"), (row.Id, row.Input, row.Output));
        Assert.Equal(["a", "b"], row.Context);
        Assert.Equal(["cost=7", """flags=["a","b"]""", "route=text", "team=x"], row.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}={m.Value}"));
    }

    [Fact]
    public void No_value_is_absent_and_no_output_is_an_empty_one()
    {
        Response row = Row(["input", "output", "reference", "route"], (json, i) =>
        {
            if (i == 0)
            {
                json.Text(i, "q"u8);
            }
            else
            {
                json.Null(i);
            }
        });

        Assert.Equal(("", null, 0), (row.Output, row.Reference, row.Metadata.Count));
    }

    [Fact]
    public void An_answer_that_is_nothing_but_a_number_is_its_text()
    {
        Response row = Row(["input", "output", "release"], (json, i) => json.Value(i, "42"u8));

        Assert.Equal(("42", "42", "42"), (row.Input, row.Output, row.Release));
    }

    [Theory]
    [InlineData("id,question,answer", null)]
    [InlineData("messages", null)]
    [InlineData("answer", "input")]
    [InlineData("query,outptu", "output")]
    public void A_row_that_can_be_no_response_is_known_by_its_columns(string columns, string? missing) =>
        Assert.Equal(missing, RowJson.Missing(columns.Split(','))?.Name);

    private static Response Row(string[] columns, Action<RowJson, int> write)
    {
        using var json = new RowJson(columns);
        json.Start();
        for (int i = 0; i < columns.Length; i++)
        {
            write(json, i);
        }

        return ResponseJson.Read(json.End(), "here", 1);
    }
}
