using System.Text;
using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Records;

namespace Assay.Tests.Collecting;

public sealed class ResponseJsonTests
{
    [Theory]
    [InlineData("input", "output")]
    [InlineData("question", "response")]
    [InlineData("prompt", "answer")]
    [InlineData("query", "completion")]
    [InlineData("messages", "output")]
    public void Input_and_output_are_read_under_every_alias(string input, string output)
    {
        Response response = Reading.Json($$"""{"{{input}}":"why?","{{output}}":"because"}""");

        Assert.Equal(("why?", "because"), (response.Input, response.Output));
        Assert.Empty(response.Context);
        Assert.Empty(response.Conversation);
        Assert.Empty(response.Metadata);
        Assert.Null(response.Reference);
        Assert.Null(response.Release);
        Assert.Null(response.OccurredAt);
    }

    [Theory]
    [InlineData("\"r1\"", "r1")]
    [InlineData("17", "17")]
    [InlineData("-9007199254740993", "-9007199254740993")]
    public void An_id_is_a_string_or_a_whole_number(string json, string expected) =>
        Assert.Equal(expected, Reading.Json($$"""{"id":{{json}},"input":"q","output":"a"}""").Id);

    [Fact]
    public void A_response_without_an_id_gets_one_from_its_content()
    {
        Response first = Reading.Json("""{"input":"q","output":"a","route":"x","lang":"de"}""");
        Response reordered = Reading.Json("""{ "metadata": {"lang":"de", "route":"x"}, "answer": "\u0061", "question": "q", "id": null }""");

        Assert.Equal("r-" + ContentHash.Of(first).ToString()[..20], first.Id);
        Assert.Equal(22, first.Id.Length);
        Assert.Equal(first.Id, reordered.Id);
        Assert.NotEqual(first.Id, Reading.Json("""{"input":"q","output":"b","route":"x","lang":"de"}""").Id);
    }

    [Theory]
    [InlineData("\"one\"", new[] { "one" })]
    [InlineData("[\"one\",\"two\"]", new[] { "one", "two" })]
    [InlineData("[{\"text\":\"one\",\"score\":1},{\"content\":\"two\"},\"three\"]", new[] { "one", "two", "three" })]
    [InlineData("[]", new string[0])]
    [InlineData("null", new string[0])]
    public void Context_is_a_string_or_a_list_of_passages(string json, string[] expected)
    {
        Assert.Equal(expected, Reading.Json($$"""{"input":"q","output":"a","context":{{json}}}""").Context);
        Assert.Equal(expected, Reading.Json($$"""{"input":"q","output":"a","contexts":{{json}}}""").Context);
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("expected")]
    [InlineData("ground_truth")]
    [InlineData("target")]
    public void A_reference_is_a_string_or_lines_of_a_list(string name)
    {
        Assert.Equal("one", Reading.Json($$"""{"input":"q","output":"a","{{name}}":"one"}""").Reference);
        Assert.Equal("one\ntwo", Reading.Json($$"""{"input":"q","output":"a","{{name}}":["one","two"]}""").Reference);
    }

    [Fact]
    public void A_conversation_is_a_list_of_turns()
    {
        Response response = Reading.Json("""
            {"input":"q","output":"a","conversation":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"text","text":"hello"}]}]}
            """);

        Assert.Equal([new Turn("user", "hi"), new Turn("assistant", "hello")], response.Conversation);
    }

    [Theory]
    [InlineData("\"2026-05-01T12:30:00Z\"", "2026-05-01T12:30:00Z")]
    [InlineData("\"2026-05-01T14:30:00+02:00\"", "2026-05-01T12:30:00Z")]
    [InlineData("\"2026-05-01T14:30:00.5+0200\"", "2026-05-01T12:30:00.5Z")]
    [InlineData("\"2026-05-01T12:30:00\"", "2026-05-01T12:30:00Z")]
    [InlineData("\"2026-05-01 12:30\"", "2026-05-01T12:30:00Z")]
    [InlineData("\"2026-05-01\"", "2026-05-01T00:00:00Z")]
    [InlineData("\"2026-05-01T12:30:00.123456789Z\"", "2026-05-01T12:30:00.1234567Z")]
    [InlineData("1777638600", "2026-05-01T12:30:00Z")]
    [InlineData("1777638600.25", "2026-05-01T12:30:00.25Z")]
    [InlineData("1777638600250", "2026-05-01T12:30:00.25Z")]
    [InlineData("\"1777638600\"", "2026-05-01T12:30:00Z")]
    public void A_time_is_iso_8601_or_unix_and_read_as_utc(string json, string expected)
    {
        DateTimeOffset? time = Reading.Json($$"""{"input":"q","output":"a","occurred_at":{{json}}}""").OccurredAt;

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time);
        Assert.Equal(TimeSpan.Zero, time!.Value.Offset);
    }

    [Fact]
    public void Every_other_field_becomes_metadata_with_its_own_type()
    {
        IReadOnlyDictionary<string, JsonElement> metadata = Reading.Json("""
            {"input":"q","output":"a","tokens":12,"ok":true,"none":null,"nested":{"a":[1,2]},"metadata":{"route":"refunds","output":"not the output","cost":1.50}}
            """).Metadata;

        Assert.Equal(["cost", "nested", "none", "ok", "output", "route", "tokens"], metadata.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(12, metadata["tokens"].GetInt32());
        Assert.Equal("1.50", metadata["cost"].GetRawText());
        Assert.Equal(JsonValueKind.True, metadata["ok"].ValueKind);
        Assert.Equal(JsonValueKind.Null, metadata["none"].ValueKind);
        Assert.Equal(2, metadata["nested"].GetProperty("a").GetArrayLength());
        Assert.Equal("not the output", metadata["output"].GetString());
    }

    [Fact]
    public void Output_that_is_null_is_empty()
    {
        Assert.Equal("", Reading.Json("""{"input":"q","output":null}""").Output);
        Assert.Equal("a", Reading.Json("""{"input":"q","output":null,"answer":"a"}""").Output);
    }

    [Fact]
    public void Two_aliases_may_say_the_same() =>
        Assert.Equal("a", Reading.Json("""{"input":"q","question":"q","output":"a","answer":"a","context":"c","contexts":["c"]}""").Output);

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character()
    {
        Response response = Reading.Json("""{"input":"\ud800 and \uDFFF","output":"\ud83d\ude00 \\ud800","m":["\ud800\ud83d\ude00"],"n\udc00":1,"o\ud83d\ude00":"\ud83d\u0041"}""");

        Assert.Equal("\uFFFD and \uFFFD", response.Input);
        Assert.Equal("😀 \\ud800", response.Output);
        Assert.Equal("\uFFFD😀", response.Metadata["m"][0].GetString());
        Assert.Equal(1, response.Metadata["n\uFFFD"].GetInt32());
        Assert.Equal("\uFFFDA", response.Metadata["o😀"].GetString());
    }

    [Fact]
    public void An_element_of_a_document_that_is_gone_can_still_be_used()
    {
        Response response;
        using (JsonDocument document = JsonDocument.Parse("""[{"input":"q","output":"a","route":"refunds"}]"""))
        {
            response = ResponseJson.Read(document.RootElement[0], "request body", 1);
        }

        Assert.Equal("refunds", response.Metadata["route"].GetString());
    }

    [Fact]
    public void What_is_written_is_short_and_in_a_fixed_order()
    {
        Assert.Equal("""{"id":"r1","input":"q","output":""}""", Written("""{"output":"","input":"q","id":"r1"}"""));
        Assert.Equal(
            """{"id":"7","input":"q","output":"a","context":["c"],"reference":"e","conversation":[{"role":"user","content":"hi"}],"release":"v1","occurred_at":"2026-05-01T12:30:00Z","metadata":{"a":{"x":1.0,"y":[]},"b":"é😀/"}}""",
            Written("""{"b":"\u00e9\ud83d\ude00\/","a":{"y":[],"x":1.0},"occurred_at":1777638600,"release":"v1","conversation":[{"content":"hi","role":"user"}],"target":"e","context":"c","answer":"a","query":"q","id":7}"""));

        static string Written(string json) => Encoding.UTF8.GetString(ResponseJson.Write(Reading.Json(json)));
    }

    [Fact]
    public void Metadata_from_elsewhere_with_a_lone_surrogate_can_be_written()
    {
        Response response = new() { Id = "r", Input = "\ud800", Output = "a", Metadata = new Dictionary<string, JsonElement> { ["m"] = JsonElement.Parse("\"\\ud800\"") } };

        Response again = ResponseJson.Read(ResponseJson.Write(response), "store", 1);

        Assert.Equal(("\uFFFD", "\uFFFD"), (again.Input, again.Metadata["m"].GetString()));
    }
}
