using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Scoring.Running;
using Google.Protobuf;

namespace Assay.Server.Outbound;

/// <summary>The span that a judged response came from, as far as the response tells.</summary>
/// <param name="Trace">16 bytes; empty where it is not known.</param>
/// <param name="Span">8 bytes; empty where it is not known.</param>
/// <param name="CompletionId">What the model's provider called the answer; null where it is not known.</param>
internal sealed partial record JudgedSpan(ByteString Trace, ByteString Span, string? CompletionId)
{
    /// <summary>What was taken in is kept one level deeper, among the metadata.</summary>
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    /// <summary>A response that came by OTLP is named by its span; others may have it among their metadata.</summary>
    public static JudgedSpan Of(ResultRow result)
    {
        using JsonDocument body = JsonDocument.Parse(result.Body, Deep);
        JsonElement metadata = body.RootElement.TryGetProperty("metadata", out JsonElement found) ? found : default;
        string? completion = Text(metadata, "response_id");
        string text = SpanId().IsMatch(result.Id) ? result.Id : $"{Text(metadata, "trace_id")}-{Text(metadata, "span_id")}";
        return SpanId().IsMatch(text)
            ? new JudgedSpan(Bytes(text[..32]), Bytes(text[33..]), completion)
            : new JudgedSpan(ByteString.Empty, ByteString.Empty, completion);
    }

    private static string? Text(JsonElement metadata, string name) =>
        metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ByteString Bytes(string hex) => ByteString.CopyFrom(Convert.FromHexString(hex));

    // Ids of nothing but zeros are none.
    [GeneratedRegex(@"\A(?!0{32})[0-9a-fA-F]{32}-(?!0{16})[0-9a-fA-F]{16}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex SpanId();
}
