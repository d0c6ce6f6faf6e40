using System.Text;
using Assay.Collecting;
using Assay.Server.Telemetry;
using Assay.Server.Telemetry.Wire;
using Google.Protobuf;

namespace Assay.Tests.Server.Telemetry;

public sealed class WireTests
{
    private static readonly TraceRequest Sample = Sent.Traces(Call(1), Call(2), Sent.Span(3, ("http.request.method", "POST")));

    [Fact]
    public void A_request_in_JSON_as_senders_write_it_is_read()
    {
        const string Json = """
            {"resourceSpans":[{"schemaUrl":"https://example.org","unknown":{"deep":[1,{"x":null}]},
              "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}],"droppedAttributesCount":0},
              "scopeSpans":[{"scope":{"name":"s","version":"1"},"spans":[{
                "traceId":"0AF7651916CD43DD8448EB211C80319C","spanId":"b7ad6b7169203301","parentSpanId":"","traceState":null,"flags":257,"kind":3,
                "name":"chat gpt-4o","startTimeUnixNano":1770000000000000000,"endTimeUnixNano":"1770000000500000000","links":[],"status":{},
                "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
                  {"key":"gen_ai.usage.input_tokens","value":{"intValue":"12"}},
                  {"key":"gen_ai.usage.output_tokens","value":{"intValue":7}},
                  {"key":"gen_ai.request.temperature","value":{"doubleValue":0.5}},
                  {"key":"assay.vip","value":{"boolValue":true}},
                  {"key":"assay.nothing","value":{}},
                  {"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"content\":\"h\u0069\"}]"}},
                  {"key":"gen_ai.completion","value":{"stringValue":"hello"}}]}]}]}]}
            """;

        Response response = OtlpReader.ReadTraces(Encoding.UTF8.GetBytes("\uFEFF" + Json), OtlpEncoding.Json).Only();

        Assert.Equal((Sent.Id(1), "hi", "hello"), (response.Id, response.Input, response.Output));
        Assert.Equal((12, 7, 500), (response.Metadata["input_tokens"].GetInt32(), response.Metadata["output_tokens"].GetInt32(), response.Metadata["latency_ms"].GetInt32()));
    }

    [Fact]
    public void Unknown_fields_of_protobuf_are_skipped()
    {
        using MemoryStream bytes = new();
        using (CodedOutputStream output = new(bytes, leaveOpen: true))
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(Sample.ResourceSpans[0].ToByteString());
            output.WriteTag(1000, WireFormat.WireType.LengthDelimited);
            output.WriteString("later");
            output.WriteTag(1001, WireFormat.WireType.Fixed64);
            output.WriteFixed64(1);
            output.WriteTag(1002, WireFormat.WireType.Varint);
            output.WriteUInt64(ulong.MaxValue);
            output.WriteTag(1003, WireFormat.WireType.Fixed32);
            output.WriteFixed32(1);
        }

        Sent.AssertEqual(Sent.Read(Sample), OtlpReader.ReadTraces(bytes.ToArray(), OtlpEncoding.Protobuf));
    }

    [Theory]
    [InlineData("Protobuf", "")]
    [InlineData("Json", "")]
    [InlineData("Json", " {} ")]
    [InlineData("Json", """{"resourceSpans":[],"resourceLogs":null}""")]
    public void An_empty_request_is_an_empty_batch(string written, string body)
    {
        OtlpEncoding encoding = Enum.Parse<OtlpEncoding>(written);

        Sent.AssertEqual(new TelemetryBatch(), OtlpReader.ReadTraces(Encoding.UTF8.GetBytes(body), encoding));
        Sent.AssertEqual(new TelemetryBatch(), OtlpReader.ReadLogs(Encoding.UTF8.GetBytes(body), encoding));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("""{"resourceSpans":{}}""")]
    [InlineData("""{"resourceSpans":[1]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":1}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"endTimeUnixNano":"-1"}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"endTimeUnixNano":"1e3"}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"k","value":{"intValue":1.5}}]}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"k","value":{"bytesValue":"*"}}]}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"k","value":{"doubleValue":"4,5"}}]}]}]}]}""")]
    public void What_is_not_OTLP_JSON_is_refused(string body) =>
        Assert.StartsWith("The body is not OTLP JSON", Refused(Encoding.UTF8.GetBytes(body), OtlpEncoding.Json), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"resourceSpans\":[]}")]
    [InlineData("\u0003")]
    [InlineData("\n")]
    [InlineData("hello, world")]
    public void What_is_not_protobuf_is_refused(string body) =>
        Assert.StartsWith("The body is not OTLP protobuf", Refused(Encoding.UTF8.GetBytes(body), OtlpEncoding.Protobuf), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_text_are_refused_in_JSON() =>
        Assert.Contains("UTF-8", Refused([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}'], OtlpEncoding.Json), StringComparison.Ordinal);

    [Theory]
    [InlineData("Protobuf")]
    [InlineData("Json")]
    public void A_request_cut_off_anywhere_is_refused_or_shorter(string written)
    {
        OtlpEncoding encoding = Enum.Parse<OtlpEncoding>(written);
        byte[] whole = encoding == OtlpEncoding.Protobuf ? Sample.ToByteArray() : Encoding.UTF8.GetBytes(OtlpJson.Write(Sample));
        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                TelemetryBatch batch = OtlpReader.ReadTraces(whole.AsSpan(0, length), encoding);
                Assert.True(batch.Responses.Count < 2);
            }
            catch (OtlpFormatException)
            {
                // What the server tells its sender.
            }
        }
    }

    [Fact]
    public void A_request_with_any_byte_changed_is_refused_or_read()
    {
        byte[] whole = Sample.ToByteArray();
        Random random = new(7);
        for (int i = 0; i < 5_000; i++)
        {
            byte[] changed = [.. whole];
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            Record.Exception(() => OtlpReader.ReadTraces(changed, OtlpEncoding.Protobuf)).AssertIsOrNull();
            Record.Exception(() => OtlpReader.ReadLogs(changed, OtlpEncoding.Protobuf)).AssertIsOrNull();
        }
    }

    [Theory]
    [InlineData(150)]
    [InlineData(100_000)]
    public void What_is_nested_too_deeply_is_refused(int levels)
    {
        string json = string.Concat(Enumerable.Repeat("""{"arrayValue":{"values":[""", levels)) + string.Concat(Enumerable.Repeat("]}}", levels));
        Refused(Encoding.UTF8.GetBytes($$$"""{"resourceSpans":[{"resource":{"attributes":[{"key":"k","value":{{{json}}}}]}}]}"""), OtlpEncoding.Json);

        AnyValue value = new() { StringValue = "x" };
        for (int i = 0; i < Math.Min(levels, 1_000); i++)
        {
            value = new AnyValue { ArrayValue = new ArrayValue { Values = { value } } };
        }

        Refused(Sent.Traces(Sent.Span(1, ("k", value))).ToByteArray(), OtlpEncoding.Protobuf);
    }

    [Fact]
    public void Depth_within_the_limit_is_read_and_left_out_of_metadata()
    {
        AnyValue value = new() { StringValue = "x" };
        for (int i = 0; i < 40; i++)
        {
            value = new AnyValue { ArrayValue = new ArrayValue { Values = { value } } };
        }

        Assert.DoesNotContain("k", Sent.Read(Call(1, ("assay.k", value))).Only().Metadata.Keys);
    }

    [Fact]
    public void A_hundred_thousand_attributes_are_read_and_few_are_kept()
    {
        Span span = Call(1);
        span.Attributes.AddRange(Enumerable.Range(0, 100_000).Select(i => Sent.Pair($"assay.a{i}", i)));

        Assert.Equal(64, Sent.Read(span).Only().Metadata.Count);
    }

    [Fact]
    public void More_values_than_memory_is_meant_for_are_refused()
    {
        byte[] attribute = [0x4a, 0x00];
        byte[] span = [.. Enumerable.Repeat(attribute, 1_100_000).SelectMany(bytes => bytes)];
        byte[] body = Framed(1, Framed(2, Framed(2, span)));

        Assert.Contains("smaller batches", Refused(body, OtlpEncoding.Protobuf), StringComparison.Ordinal);
        Assert.Contains(
            "smaller batches",
            Refused(Encoding.UTF8.GetBytes($$"""{"resourceSpans":[{{string.Join(',', Enumerable.Repeat("{}", 1_100_000))}}]}"""), OtlpEncoding.Json),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Half_characters_are_replaced_in_JSON()
    {
        string json = OtlpJson.Write(Sent.Traces(Call(1))).Replace("hello", """a\ud800b""", StringComparison.Ordinal).Replace("content\\\":\\\"hi", "content\\\":\\\"\\\\udc00hi", StringComparison.Ordinal);

        Response response = OtlpReader.ReadTraces(Encoding.UTF8.GetBytes(json), OtlpEncoding.Json).Only();

        Assert.Equal(("\uFFFDhi", "a\uFFFDb"), (response.Input, response.Output));
        ContentHash.Of(response);
    }

    [Fact]
    public void Bytes_of_half_characters_are_replaced_in_protobuf()
    {
        byte[] bytes = Sent.Traces(Call(1)).ToByteArray();
        int at = bytes.AsSpan().IndexOf("hello"u8);
        new byte[] { 0xed, 0xa0, 0x80 }.CopyTo(bytes, at);

        Assert.EndsWith("lo", OtlpReader.ReadTraces(bytes, OtlpEncoding.Protobuf).Only().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Zero_characters_are_kept_as_they_are() =>
        Assert.Equal("a\0b", Sent.Read(Sent.Span(1, ("gen_ai.operation.name", "chat"), ("gen_ai.prompt", "\0"), ("gen_ai.completion", "a\0b"))).Only().Output);

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000000000000000")]
    [InlineData("b7ad6b71692033010203")]
    [InlineData("not hexadecimal.")]
    public void A_model_call_without_a_proper_id_is_refused_alone(string spanId)
    {
        string json = OtlpJson.Write(Sent.Traces(Call(1), Call(2))).Replace("b7ad6b7169203301", spanId, StringComparison.Ordinal);

        TelemetryBatch batch = OtlpReader.ReadTraces(Encoding.UTF8.GetBytes(json), OtlpEncoding.Json);

        Assert.Equal(Sent.Id(2), Assert.Single(batch.Responses).Id);
        Assert.Contains("span id", Assert.Single(batch.Rejected).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_that_cannot_be_are_left_out()
    {
        Span backwards = Call(1);
        (backwards.StartTimeUnixNano, backwards.EndTimeUnixNano) = (ulong.MaxValue, ulong.MaxValue - 1);
        Span timeless = Call(2);
        (timeless.StartTimeUnixNano, timeless.EndTimeUnixNano) = (0, 0);

        IReadOnlyList<Response> responses = Sent.Read(backwards, timeless).Responses;

        Assert.All(responses, response => Assert.DoesNotContain("latency_ms", response.Metadata.Keys));
        Assert.Null(responses[1].OccurredAt);
    }

    private static Span Call(byte id, params (string Name, object Value)[] more) =>
        Sent.Span(id, [("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", """[{"role":"user","content":"hi"}]"""), ("gen_ai.completion", "hello"), .. more]);

    private static string Refused(byte[] body, OtlpEncoding encoding) => Assert.Throws<OtlpFormatException>(() => OtlpReader.ReadTraces(body, encoding)).Message;

    private static byte[] Framed(int field, byte[] content)
    {
        using MemoryStream bytes = new();
        using (CodedOutputStream output = new(bytes, leaveOpen: true))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(UnsafeByteOperations.UnsafeWrap(content));
        }

        return bytes.ToArray();
    }
}

internal static class RefusalAssertions
{
    public static void AssertIsOrNull(this Exception? error)
    {
        if (error is not null)
        {
            Assert.IsType<OtlpFormatException>(error);
        }
    }
}
