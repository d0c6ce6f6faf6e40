using Assay.Collecting;
using Assay.Collecting.Records;

namespace Assay.Tests.Collecting;

public sealed class WholeConversationTests
{
    private const string Hello = """{"role":"user","content":"hi"},{"role":"assistant","content":"hello"}""";
    private const string Last = """{"role":"user","content":"Since when?"},{"role":"assistant","content":"Monday."}""";

    [Fact]
    public void A_conversation_alone_holds_the_question_and_the_answer()
    {
        Response read = Reading.Json($$"""{"id":"a","conversation":[{{Hello}},{{Last}}]}""");
        Response asFields = Reading.Json($$"""{"id":"a","conversation":[{{Hello}}],"input":"Since when?","output":"Monday."}""");

        Assert.True(JsonEquality.Same(asFields, read));
    }

    [Fact]
    public void Its_answer_may_stand_apart()
    {
        Response read = Reading.Json($$"""{"conversation":[{{Hello}},{"role":"user","content":"Since when?"}],"output":"Monday."}""");

        Assert.Equal(("Since when?", "Monday.", 2), (read.Input, read.Output, read.Conversation.Count));
    }

    [Fact]
    public void One_that_ends_with_another_answer_is_that_before_a_question_which_is_missing()
    {
        InputException error = Reading.Refused($$"""{"conversation":[{{Hello}}],"qestion":"Since when?","output":"Monday."}""");

        Assert.StartsWith("\"input\" is missing.", error.Problem, StringComparison.Ordinal);
        Assert.Contains("Was \"qestion\" meant to be \"question\"?", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"conversation":[{"role":"assistant","content":"hello"}]}""", "\"input\" is missing.")]
    [InlineData("""{"conversation":[{"role":"user","content":"hi"}]}""", "\"output\" is missing.")]
    public void What_is_missing_in_it_is_named(string json, string problem) => Assert.StartsWith(problem, Reading.Refused(json).Problem, StringComparison.Ordinal);

    [Fact]
    public async Task A_table_may_have_no_other_column() =>
        Assert.Equal("Monday.", Assert.Single(await Reading.CsvAsync($"conversation\n\"[{Last.Replace("\"", "\"\"", StringComparison.Ordinal)}]\"\n")).Response.Output);

    [Fact]
    public void A_query_may_have_no_other_column()
    {
        Assert.Null(RowJson.Missing(["id", "conversation", "updated_at"]));
        Assert.Equal("output", RowJson.Missing(["id", "conversation", "question"])!.Value.Name);
    }

    [Theory]
    [InlineData("""{"id":"a","input":"q","output":"a","closed":true}""", true)]
    [InlineData("""{"id":"a","input":"q","output":"a","closed":false}""", false)]
    [InlineData("""{"id":"a","input":"q","output":"a","closed":"TRUE"}""", true)]
    [InlineData("""{"id":"a","input":"q","output":"a","closed":1}""", true)]
    [InlineData("""{"id":"a","input":"q","output":"a","closed":"0"}""", false)]
    [InlineData("""{"id":"a","input":"q","output":"a","closed":null}""", false)]
    [InlineData("""{"id":"a","input":"q","output":"a"}""", false)]
    // Nothing can follow under an id that the sender does not know.
    [InlineData("""{"input":"q","output":"a"}""", true)]
    public void Closed_is_no_metadata_and_no_part_of_the_content(string json, bool closed)
    {
        Response read = Reading.Json(json);

        Assert.Equal(closed, read.Closed);
        Assert.Empty(read.Metadata);
        Assert.Equal(ContentHash.Of(Reading.Json("""{"input":"q","output":"a"}""")), ContentHash.Of(read));
    }

    [Fact]
    public void Closed_inside_metadata_is_the_senders_own() =>
        Assert.Equal("2026-05-01", Reading.Json("""{"id":"a","input":"q","output":"a","metadata":{"closed":"2026-05-01"}}""").Metadata["closed"].GetString());

    [Theory]
    [InlineData("\"2026-05-01\"", "\"closed\" is \"2026-05-01\", but must be true or false.")]
    [InlineData("[]", "\"closed\" is a list, but must be true or false.")]
    public void Closed_as_something_else_is_refused(string value, string problem)
    {
        InputException error = Reading.Refused($$"""{"input":"q","output":"a","closed":{{value}}}""");

        Assert.Equal(problem, error.Problem);
        Assert.Contains("\"metadata\"", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closed_may_be_a_cell_of_a_table()
    {
        List<SourcedResponse> rows = await Reading.CsvAsync("id,input,output,closed\na,q,x,true\nb,q,x,\nc,q,x,False\n");

        Assert.Equal([true, false, false], rows.Select(r => r.Response.Closed));
    }
}
