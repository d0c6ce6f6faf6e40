using System.Globalization;
using System.Text;

namespace Assay.Benchmarks.Service;

/// <summary>
/// The body of a request with responses or spans of 2 KB each. Every request gets ids of its own, in no order as random ids
/// are, and each response asks about its own id.
/// </summary>
internal sealed class BatchBody
{
    private const int Many = 100;
    private const int Size = 2_048;
    private const int Digits = 16;
    private const string TraceId = "0123456789abcdef0123456789abcdef";
    private const string RestOfId = "-4a2f-9c01-5b7d88e0";

    /// <summary>Stands where 16 hex digits come, and where the 8 bytes of them come.</summary>
    private const string TextMark = "@@@@@@@@@@@@@@@@";
    private static readonly byte[] BinaryMark = "~~~~~~~~"u8.ToArray();

    private static long _last;

    private readonly byte[] _body;
    private readonly Func<string, string> _id;
    private readonly bool _isOrdered;
    private readonly List<int> _texts;
    private readonly List<int> _binaries;

    private BatchBody(string path, string type, byte[] body, int responses, Func<string, string> id, bool isOrdered = false)
    {
        (Path, Type, _body, Ids, _id, _isOrdered) = (path, type, body, new string[responses], id, isOrdered);
        _texts = Places(body, Encoding.ASCII.GetBytes(TextMark));
        _binaries = Places(body, BinaryMark);
    }

    public string Path { get; }

    public string Type { get; }

    /// <summary>Of the responses in the body that was made last.</summary>
    public string[] Ids { get; }

    /// <summary>JSON lines for <c>/v1/responses</c>.</summary>
    /// <param name="isOrdered">Its ids ascend, as those of a counter do.</param>
    public static BatchBody OfLines(int responses = Many, bool isOrdered = false)
    {
        string Line(string output) =>
            $$"""{"id":"{{TextMark}}{{RestOfId}}","route":"delivery","release":"2.4.1","input":"How long does the delivery of {{TextMark}} take?","output":"{{output}}"}""";
        string body = string.Join('\n', Outputs(Line("").Length, responses).Select(Line));
        return new BatchBody("/v1/responses", "application/x-ndjson", Encoding.ASCII.GetBytes(body), responses, digits => digits + RestOfId, isOrdered);
    }

    /// <summary>OTLP/JSON with a model call in each span, for <c>/v1/traces</c>.</summary>
    public static BatchBody OfSpans()
    {
        static string Attribute((string Key, string Value) a) =>
            $$$"""{"key":"{{{a.Key}}}","value":{"stringValue":"{{{a.Value.Replace("\"", "\\\"", StringComparison.Ordinal)}}}"}}""";
        static string Span(string output) =>
            $$"""{"traceId":"{{TraceId}}","spanId":"{{TextMark}}","name":"chat","kind":3,"startTimeUnixNano":"1764000000000000000","endTimeUnixNano":"1764000001000000000","attributes":[{{string.Join(',', Attributes(output).Select(Attribute))}}]}""";
        string body = $$$"""{"resourceSpans":[{"resource":{"attributes":[{{{Attribute(("service.name", "shop"))}}}]},"scopeSpans":[{"scope":{"name":"bench"},"spans":[{{{string.Join(',', Outputs(Span("").Length, Many).Select(Span))}}}]}]}]}""";
        return new BatchBody("/v1/traces", "application/json", Encoding.ASCII.GetBytes(body), Many, OfSpan);
    }

    /// <summary>The same in protobuf.</summary>
    public static BatchBody OfSpansInProtobuf()
    {
        byte[] Span(string output) =>
        [
            .. Field(1, Convert.FromHexString(TraceId)), .. Field(2, BinaryMark), .. Field(5, "chat"u8.ToArray()), 6 << 3, 3,
            .. Fixed(7, 1_764_000_000_000_000_000), .. Fixed(8, 1_764_000_001_000_000_000),
            .. Attributes(output).SelectMany(a => Field(9, KeyValue(a.Key, a.Value))),
        ];
        byte[] spans = [.. Outputs(Span("").Length, Many).SelectMany(output => Field(2, Span(output)))];
        byte[] body = Field(1, [.. Field(1, Field(1, KeyValue("service.name", "shop"))), .. Field(2, [.. Field(1, Field(1, "bench"u8.ToArray())), .. spans])]);
        return new BatchBody("/v1/traces", "application/x-protobuf", body, Many, OfSpan);
    }

    /// <summary>Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        long first = Interlocked.Add(ref _last, Ids.Length) - Ids.Length;
        int each = _texts.Count / Ids.Length;
        for (int i = 0; i < Ids.Length; i++)
        {
            var next = (ulong)(first + i + 1);
            ulong number = _isOrdered ? next : Scattered(next);
            string digits = number.ToString("x16", CultureInfo.InvariantCulture);
            Ids[i] = _id(digits);
            foreach (int place in _texts.Skip(i * each).Take(each))
            {
                Encoding.ASCII.GetBytes(digits, _body.AsSpan(place, Digits));
            }

            if (_binaries.Count > 0)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(_body.AsSpan(_binaries[i]), number);
            }
        }

        return _body;
    }

    private static string OfSpan(string digits) => $"{TraceId}-{digits}";

    private static (string Key, string Value)[] Attributes(string output) =>
    [
        ("gen_ai.operation.name", "chat"),
        ("gen_ai.request.model", "m"),
        ("gen_ai.input.messages", $$"""[{"role":"user","parts":[{"type":"text","content":"How long does the delivery of {{TextMark}} take?"}]}]"""),
        ("gen_ai.output.messages", $$"""[{"role":"assistant","parts":[{"type":"text","content":"{{output}}"}],"finish_reason":"stop"}]"""),
    ];

    /// <summary>As long as the whole is to have its size.</summary>
    private static IEnumerable<string> Outputs(int beside, int responses)
    {
        var words = new Random(7);
        for (int i = 0; i < responses; i++)
        {
            var output = new StringBuilder();
            while (output.Length < Size - beside)
            {
                output.Append(output.Length > 0 ? " " : "").Append("word").Append(words.Next(1_000));
            }

            yield return output.ToString();
        }
    }

    private static List<int> Places(byte[] body, byte[] mark)
    {
        var places = new List<int>();
        for (int at = 0; body.AsSpan(at).IndexOf(mark) is >= 0 and var found; at = places[^1] + mark.Length)
        {
            places.Add(at + found);
        }

        return places;
    }

    /// <summary>Different for different numbers, in no order.</summary>
    private static ulong Scattered(ulong number)
    {
        ulong mixed = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    private static byte[] KeyValue(string key, string value) => [.. Field(1, Encoding.ASCII.GetBytes(key)), .. Field(2, Field(1, Encoding.ASCII.GetBytes(value)))];

    private static byte[] Field(int number, byte[] content) => [.. Varint((number << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Fixed(int number, ulong value) => [.. Varint((number << 3) | 1), .. BitConverter.GetBytes(value)];

    private static List<byte> Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7f; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
