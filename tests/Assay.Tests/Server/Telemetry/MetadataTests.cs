using System.Text.Json;
using Assay.Collecting;

namespace Assay.Tests.Server.Telemetry;

public sealed class MetadataTests
{
    [Fact]
    public void Known_attributes_become_metadata_under_names_of_ours()
    {
        IReadOnlyDictionary<string, JsonElement> metadata = Read(
            ("gen_ai.request.model", "gpt-4o"),
            ("gen_ai.response.model", "gpt-4o-2024-08-06"),
            ("gen_ai.provider.name", "openai"),
            ("gen_ai.conversation.id", "c-1"),
            ("user.id", "u-1"),
            ("gen_ai.usage.input_tokens", 12),
            ("gen_ai.usage.output_tokens", 7L),
            ("gen_ai.usage.cache_creation.input_tokens", 5L),
            ("gen_ai.request.temperature", 0.5),
            ("gen_ai.response.finish_reasons", new[] { "stop" }),
            ("gen_ai.response.id", "chatcmpl-1")).Metadata;

        Assert.Equal(
            """{"app":"shop","cache_write_tokens":5,"cached_tokens":null,"environment":"prod","finish_reason":"stop","input_tokens":12,"latency_ms":1235,"model":"gpt-4o","output_tokens":7,"provider":"openai","response_id":"chatcmpl-1","response_model":"gpt-4o-2024-08-06","session":"c-1","temperature":0.5,"user":"u-1"}"""
                .Replace("\"cached_tokens\":null,", "", StringComparison.Ordinal),
            JsonSerializer.Serialize(metadata.OrderBy(field => field.Key, StringComparer.Ordinal).ToDictionary()));
    }

    [Fact]
    public void Finish_reasons_may_be_a_list_in_text() =>
        Assert.Equal("stop", Read(("gen_ai.response.finish_reasons", """["stop"]""")).Metadata["finish_reason"].GetString());

    [Fact]
    public void Names_under_assay_are_the_senders_own_and_win()
    {
        Response response = Read(
            ("assay.route", "refunds"),
            ("assay.vip", true),
            ("assay.environment", "canary"),
            ("assay.tags", new[] { "a", "b" }),
            ("assay.release", "2026-05"),
            ("assay.reference", "30 days"),
            ("assay.context", new[] { "first", "second" }));

        Assert.Equal(("2026-05", "30 days"), (response.Release, response.Reference));
        Assert.Equal(["first", "second"], response.Context);
        Assert.Equal(("refunds", JsonValueKind.True, "canary", """["a","b"]"""), (
            response.Metadata["route"].GetString(), response.Metadata["vip"].ValueKind, response.Metadata["environment"].GetString(), response.Metadata["tags"].GetRawText()));
        Assert.DoesNotContain("release", response.Metadata.Keys);
    }

    [Fact]
    public void Metadata_of_other_conventions_keeps_its_names()
    {
        IReadOnlyDictionary<string, JsonElement> metadata = Read(
            ("metadata", """{"route":"refunds","attempt":2,"model":"mine"}"""),
            ("ai.telemetry.metadata.plan", "gold"),
            ("traceloop.association.properties.thread", "t-1"),
            ("gen_ai.request.model", "gpt-4o")).Metadata;

        Assert.Equal(("refunds", 2, "gold", "t-1", "gpt-4o"), (
            metadata["route"].GetString(), metadata["attempt"].GetInt32(), metadata["plan"].GetString(), metadata["thread"].GetString(), metadata["model"].GetString()));
    }

    [Fact]
    public void Metadata_is_bounded_in_number_size_and_depth()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60));

        IReadOnlyDictionary<string, JsonElement> metadata = Read(
            [("metadata", $$"""{"deep":{{deep}}}"""), ("assay.long", new string('x', 5_000)), ("assay." + new string('n', 500), 1),
             .. Enumerable.Range(0, 1_000).Select(i => ($"assay.f{i}", (object)i))]).Metadata;

        Assert.Equal(64, metadata.Count);
        Assert.Equal("shop", metadata["app"].GetString());
        Assert.DoesNotContain(metadata.Keys, name => name is "deep" or "long" || name.Length > 200);
    }

    [Fact]
    public void Numbers_that_JSON_has_no_form_for_are_left_out() =>
        Assert.DoesNotContain("ratio", Read(("assay.ratio", double.NaN), ("assay.other", double.PositiveInfinity)).Metadata.Keys);

    private static Response Read(params (string Name, object Value)[] attributes) => Sent.Read(Sent.Span(
        1, [("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", """[{"role":"user","content":"hi"}]"""), ("gen_ai.completion", "hello"), .. attributes])).Only();
}
