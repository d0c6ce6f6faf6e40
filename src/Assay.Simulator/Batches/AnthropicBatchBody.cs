using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Assay.Simulator.Chat;

namespace Assay.Simulator.Batches;

/// <summary>The requests of a message batch in one object, and its results, one object per line.</summary>
internal static class AnthropicBatchBody
{
    private const int MostRequests = 100_000;
    private const int LongestId = 64;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static (IReadOnlyList<BatchItem> Items, ProviderError? Error) Read(ReadOnlyMemory<byte> body)
    {
        var items = new List<BatchItem>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        JsonRange.Expect(ref reader, JsonTokenType.StartObject, "body");
        while (JsonRange.NextProperty(ref reader))
        {
            if (!reader.ValueTextEquals("requests"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            JsonRange.Expect(ref reader, JsonTokenType.StartArray, "requests");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var item = Request(ref reader, body);
                if (item.CustomId.Length is 0 or > LongestId || item.CustomId.AsSpan().ContainsAnyExcept(IdCharacters))
                {
                    return ([], ProviderError.BadRequest(string.Create(CultureInfo.InvariantCulture, $"requests.{items.Count}.custom_id: String should match pattern '^[a-zA-Z0-9_-]{{1,64}}$'")));
                }

                if (!ids.Add(item.CustomId))
                {
                    return ([], ProviderError.BadRequest($"requests: custom_id must be unique; `{item.CustomId}` stands there twice"));
                }

                items.Add(item);
            }
        }

        return items.Count == 0 ? ([], ProviderError.BadRequest("requests: List should have at least 1 item"))
            : items.Count > MostRequests ? ([], ProviderError.BadRequest($"requests: List should have at most {MostRequests} items"))
            : (items, null);
    }

    public static ReadOnlyMemory<byte> Write(IEnumerable<BatchAnswer> answers)
    {
        var output = new ArrayBufferWriter<byte>(1 << 16);
        using var json = new Utf8JsonWriter(output, Relaxed);
        foreach (var answer in answers)
        {
            json.WriteStartObject();
            json.WriteString("custom_id"u8, answer.CustomId);
            json.WriteStartObject("result"u8);
            json.WriteString("type"u8, answer.Outcome switch
            {
                ItemOutcome.Succeeded => "succeeded"u8,
                ItemOutcome.Errored => "errored"u8,
                ItemOutcome.Expired => "expired"u8,
                _ => "canceled"u8,
            });
            if (answer.Outcome is ItemOutcome.Succeeded or ItemOutcome.Errored)
            {
                json.WritePropertyName(answer.Outcome == ItemOutcome.Succeeded ? "message"u8 : "error"u8);
                json.WriteRawValue(answer.Body.Span, skipInputValidation: true);
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.Flush();
            output.Write("\n"u8);
            json.Reset();
        }

        return output.WrittenMemory;
    }

    private static BatchItem Request(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var id = "";
        var parameters = default(Range);
        JsonRange.Expect(ref reader, JsonTokenType.StartObject, "requests[]");
        while (JsonRange.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("custom_id"u8))
            {
                reader.Read();
                id = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("params"u8))
            {
                reader.Read();
                JsonRange.Expect(ref reader, JsonTokenType.StartObject, "params");
                parameters = JsonRange.Take(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new BatchItem(id, body[parameters]);
    }
}
