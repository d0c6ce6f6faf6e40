using Assay.Collecting;
using Assay.Collecting.Records;

namespace Assay.Tests.Collecting;

public sealed class ResponseJsonErrorTests
{
    [Theory]
    [InlineData("""{"input":"q","output":5}""", "\"output\" is a number, but must be a string.", "\"completion\"")]
    [InlineData("""{"input":"q","answer":["a"]}""", "\"answer\" is a list, but must be a string.", "\"output\"")]
    [InlineData("""{"input":true,"output":"a"}""", "\"input\" is true or false, but must be a string or a list of messages.", "\"question\"")]
    [InlineData("""{"input":null,"output":"a"}""", "\"input\" is null, but must be a string or a list of messages.", "\"question\"")]
    [InlineData("""{"input":"q","output":"a","id":1.5}""", "\"id\" is a number, but must be a string or a whole number.", "leave it out")]
    [InlineData("""{"input":"q","output":"a","id":""}""", "\"id\" is empty.", "leave it out")]
    [InlineData("""{"input":"q","output":"a","context":5}""", "\"context\" is a number, but must be a string or a list of strings.", "\"contexts\"")]
    [InlineData("""{"input":"q","output":"a","contexts":["c",{"x":1}]}""", "item 2 of \"contexts\" is an object of another form,", "\"content\"")]
    [InlineData("""{"input":"q","output":"a","expected":["c",4]}""", "item 2 of \"expected\" is a number, but must be a string.", "\"ground_truth\"")]
    [InlineData("""{"input":"q","output":"a","conversation":"hi"}""", "\"conversation\" is a string, but must be a list of {role, content}.", "\"role\"")]
    [InlineData("""{"input":"q","output":"a","conversation":[{"role":"user"}]}""", "item 1 of \"conversation\" is an object of another form,", "\"role\"")]
    [InlineData("""{"input":"q","output":"a","conversation":[{"role":"user","content":[5]}]}""", "item 1 of \"conversation\" is an object of another form,", "\"role\"")]
    [InlineData("""{"input":"q","output":"a","release":7}""", "\"release\" is a number, but must be a string.", "\"prompt-v7\"")]
    [InlineData("""{"input":"q","output":"a","occurred_at":"yesterday"}""", "\"occurred_at\" is \"yesterday\", but must be an ISO 8601 time", "since 1970")]
    [InlineData("""{"input":"q","output":"a","occurred_at":-1}""", "\"occurred_at\" is -1, but must be", "since 1970")]
    [InlineData("""{"input":"q","output":"a","occurred_at":1777638600000000}""", "\"occurred_at\" is 1777638600000000, but must be", "since 1970")]
    [InlineData("""{"input":"q","output":"a","occurred_at":[1]}""", "\"occurred_at\" is a list, but must be", "since 1970")]
    [InlineData("""{"input":"q","output":"a","metadata":"x"}""", "\"metadata\" is a string, but must be an object.", "route")]
    [InlineData("""{"input":"q"}""", "\"output\" is missing.", "\"response\", \"answer\", \"completion\"")]
    [InlineData("""{"output":"a"}""", "\"input\" is missing.", "\"question\", \"prompt\", \"query\", \"messages\"")]
    [InlineData("""{"input":"q","output":"a","answer":"b"}""", "\"output\" and \"answer\" are two names of one field, but their values differ.", "best as \"output\"")]
    [InlineData("""{"input":"q","input":"r","output":"a"}""", "\"input\" is given twice with different values.", "Keep one")]
    [InlineData("""{"input":"q","output":"a","context":"c","contexts":["d"]}""", "\"context\" and \"contexts\" are two names", "best as \"context\"")]
    [InlineData("""{"input":"q","output":"a","occurred_at":1,"occurred_at":2}""", "\"occurred_at\" is given twice", "Keep one")]
    [InlineData("""{"input":"q","output":"a","route":"x","metadata":{"route":"y"}}""", "the metadata field \"route\" is given twice with different values.", "Keep one")]
    [InlineData("""["q","a"]""", "the record is a list, but must be an object.", "jq -c '.[]'")]
    [InlineData("\"q\"", "the record is a string, but must be an object.", "one JSON object")]
    public void A_wrong_record_is_refused_by_the_name_of_the_field(string json, string problem, string remedy)
    {
        InputException error = Reading.Refused(json);

        Assert.Equal("file.jsonl:7", error.Place);
        Assert.StartsWith(problem, error.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"input":"q","ouput":"a"}""", "Was \"ouput\" meant to be \"output\"?")]
    [InlineData("""{"input":"q","Output":"a"}""", "Was \"Output\" meant to be \"output\"?")]
    [InlineData("""{"input":"q","reponse":"a"}""", "Was \"reponse\" meant to be \"response\"?")]
    [InlineData("""{"qeustion":"q","output":"a"}""", "Was \"qeustion\" meant to be \"question\"?")]
    public void A_slip_in_a_name_is_pointed_out(string json, string hint) =>
        Assert.EndsWith(hint, Reading.Refused(json).Remedy, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"input":"q","route":"a"}""")]
    [InlineData("""{"input":"q","out":"a"}""")]
    public void A_name_that_is_no_slip_is_left_alone(string json) =>
        Assert.DoesNotContain("meant", Reading.Refused(json).Remedy, StringComparison.Ordinal);

    [Fact]
    public void An_id_has_at_most_255_characters()
    {
        Assert.Equal(255, Reading.Json(WithId(255)).Id.Length);
        Assert.Equal("\"id\" has 256 characters, but at most 255 are kept.", Reading.Refused(WithId(256)).Problem);

        static string WithId(int length) => $$"""{"id":"{{new string('x', length)}}","input":"q","output":"a"}""";
    }

    [Fact]
    public void A_record_may_be_64_levels_deep_as_it_is_stored()
    {
        Response deepest = Reading.Json(Nested(62));

        Assert.True(JsonEquality.Same(deepest, ResponseJson.Read(ResponseJson.Write(deepest), "store", 1)));
        Assert.Contains("nested too deeply", Reading.Refused(Nested(63)).Problem, StringComparison.Ordinal);
        Assert.Equal("nested deeper than 64 levels.", Reading.Refused(Nested(64)).Problem);
        Assert.Equal("nested deeper than 64 levels.", Reading.Refused(Nested(5000)).Problem);

        static string Nested(int levels) => $$"""{"input":"q","output":"a","x":{{new string('[', levels)}}{{new string(']', levels)}}}""";
    }

    [Theory]
    [InlineData("""{"input":"q","output":"a" "x":1}""", 27)]
    [InlineData("""{"input":"äö😀" oops}""", 17)]
    [InlineData("""{'input':'q'}""", 2)]
    [InlineData("nonsense", 2)]
    public void What_is_not_json_is_told_by_its_column(string json, int column) =>
        Assert.StartsWith($"not valid JSON at column {column}:", Reading.Refused(json).Problem, StringComparison.Ordinal);

    [Fact]
    public void A_trailing_comma_is_told_without_the_parsers_advice_to_programmers() =>
        Assert.DoesNotContain("reader options", Reading.Refused("""{"input":"q",}""").Message, StringComparison.Ordinal);

    [Fact]
    public void A_record_that_ends_too_early_says_so()
    {
        Assert.Contains("ends too early", Reading.Refused("{").Remedy, StringComparison.Ordinal);
        Assert.Contains("ends too early", Reading.Refused("""{"input":"q","output":"cut of""").Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_utf_8_are_told_by_their_offset()
    {
        byte[] latin1 = System.Text.Encoding.Latin1.GetBytes("""{"input":"é","output":"a"}""");

        InputException error = Assert.Throws<InputException>(() => ResponseJson.Read(latin1, "file.jsonl", 7));

        Assert.Equal("not UTF-8: byte 11 of the record starts no valid character.", error.Problem);
        Assert.Contains("iconv", error.Remedy, StringComparison.Ordinal);
    }
}
