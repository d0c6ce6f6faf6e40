using System.Globalization;
using System.Text;

namespace Assay.Benchmarks.Service;

/// <summary>The body of a request with 100 responses or spans of 2 KB each; every request gets ids of its own.</summary>
internal sealed class BatchBody
{
    public const int Responses = 100;
    private const int Size = 2_048;
    private const int Digits = 16;

    private static long _next = 1;

    private readonly byte[] _body;
    private readonly int[] _ids;

    private BatchBody(string path, string type, byte[] body, int[] ids) => (Path, Type, _body, _ids) = (path, type, body, ids);

    public string Path { get; }

    public string Type { get; }

    /// <summary>JSON lines for <c>/v1/responses</c>.</summary>
    public static BatchBody OfLines() => Of("/v1/responses", "application/x-ndjson", "", "\n", "", (text, output) =>
    {
        text.Append("{\"id\":\"");
        int id = text.Length;
        text.Append(new string('0', Digits)).Append("\",\"route\":\"delivery\",\"release\":\"2.4.1\",\"input\":\"How long does delivery take?\",\"output\":\"").Append(output).Append("\"}");
        return id;
    });

    /// <summary>OTLP/JSON with a model call in each span, for <c>/v1/traces</c>.</summary>
    public static BatchBody OfSpans() => Of(
        "/v1/traces", "application/json",
        """{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"scope":{"name":"bench"},"spans":[""", ",", "]}]}]}", (text, output) =>
        {
            text.Append("{\"traceId\":\"0123456789abcdef0123456789abcdef\",\"spanId\":\"");
            int id = text.Length;
            text.Append(new string('0', Digits)).Append("""
                ","name":"chat","kind":3,"startTimeUnixNano":"1764000000000000000","endTimeUnixNano":"1764000001000000000","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"m"}},{"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"How long does delivery take?\"}]}]"}},{"key":"gen_ai.output.messages","value":{"stringValue":"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"
                """).Append(output).Append("""\"}],\"finish_reason\":\"stop\"}]"}}]}""");
            return id;
        });

    /// <summary>Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        long first = Interlocked.Add(ref _next, Responses);
        for (int i = 0; i < Responses; i++)
        {
            (first + i).TryFormat(_body.AsSpan(_ids[i], Digits), out _, "D16", CultureInfo.InvariantCulture);
        }

        return _body;
    }

    /// <param name="item">Appends one item with a text, and gives the place of its id.</param>
    private static BatchBody Of(string path, string type, string before, string between, string after, Func<StringBuilder, string, int> item)
    {
        var text = new StringBuilder(before);
        var ids = new int[Responses];
        var words = new Random(7);
        var empty = new StringBuilder();
        item(empty, "");
        for (int i = 0; i < Responses; i++)
        {
            var output = new StringBuilder();
            while (output.Length < Size - empty.Length)
            {
                output.Append("word").Append(words.Next(1_000)).Append(' ');
            }

            text.Append(i == 0 ? "" : between);
            ids[i] = item(text, output.ToString());
        }

        return new BatchBody(path, type, Encoding.ASCII.GetBytes(text.Append(after).ToString()), ids);
    }
}
