using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Assay.Simulator.Chat;

namespace Assay.Simulator.Batches;

/// <summary>A batch's input file, and its output and error files: one JSON object per line.</summary>
internal static class OpenAiBatchFile
{
    private const int MostRequests = 50_000;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Reads the requests; where a line is none, or they are too many, the batch is refused as a whole.</summary>
    public static (IReadOnlyList<BatchItem> Items, IReadOnlyList<BatchFailure> Failures) Read(ReadOnlyMemory<byte> file, string endpoint)
    {
        var items = new List<BatchItem>();
        var failures = new List<BatchFailure>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        string? model = null;
        for (var line = 1; !file.IsEmpty; line++)
        {
            var end = file.Span.IndexOf((byte)'\n');
            var bytes = end < 0 ? file : file[..end];
            file = end < 0 ? default : file[(end + 1)..];
            if (bytes.Span.Trim(" \r\t"u8).IsEmpty)
            {
                continue;
            }

            try
            {
                var read = Request(bytes);
                var failure = read.CustomId.Length == 0 ? ("missing_required_parameter", "Missing required parameter: 'custom_id'.", "custom_id")
                    : !ids.Add(read.CustomId) ? ("duplicate_custom_id", $"The custom_id for this request is a duplicate of another request. The custom_id parameter must be unique for each request in a batch. custom_id: {read.CustomId}", "custom_id")
                    : read.Url != endpoint ? ("mismatched_url", $"The URL provided for this request does not prefix-match the batch endpoint. Expected {endpoint}, got {read.Url}.", "url")
                    : model is not null && read.Model != model ? ("mismatched_model", $"The provided model '{read.Model}' is not that of the batch's first request, '{model}'.", "body.model")
                    : ((string Code, string Message, string Param)?)null;
                model ??= read.Model;
                if (failure is var (code, message, param))
                {
                    failures.Add(new BatchFailure(code, message, param, line));
                }

                items.Add(new BatchItem(read.CustomId, read.Body));
            }
            catch (Exception broken) when (broken is JsonException or InvalidOperationException)
            {
                failures.Add(new BatchFailure("invalid_json_line", "This line is not parseable as valid JSON.", null, line));
            }
        }

        if (items.Count > MostRequests)
        {
            failures.Add(new BatchFailure("too_many_tasks", $"The batch has {items.Count} requests; at most {MostRequests} are allowed.", null, null));
        }
        else if (items.Count == 0 && failures.Count == 0)
        {
            failures.Add(new BatchFailure("empty_file", "The input file is empty. Please ensure that the batch contains at least one request.", null, null));
        }

        return (items, failures);
    }

    public static ReadOnlyMemory<byte> Write(SimulatedBatch batch, IEnumerable<BatchAnswer> answers)
    {
        var output = new ArrayBufferWriter<byte>(1 << 16);
        using var json = new Utf8JsonWriter(output, Relaxed);
        var line = 0;
        foreach (var answer in answers)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, string.Create(CultureInfo.InvariantCulture, $"batch_req_{StableHash.Mix((ulong)batch.Number, (ulong)line++):x16}"));
            json.WriteString("custom_id"u8, answer.CustomId);
            if (answer.Outcome is ItemOutcome.Succeeded or ItemOutcome.Errored)
            {
                json.WriteStartObject("response"u8);
                json.WriteNumber("status_code"u8, answer.Status);
                json.WriteString("request_id"u8, answer.RequestId);
                json.WritePropertyName("body"u8);
                json.WriteRawValue(answer.Body.Span, skipInputValidation: true);
                json.WriteEndObject();
                json.WriteNull("error"u8);
            }
            else
            {
                json.WriteNull("response"u8);
                json.WriteStartObject("error"u8);
                json.WriteString("code"u8, answer.Outcome == ItemOutcome.Expired ? "batch_expired"u8 : "batch_cancelled"u8);
                json.WriteString("message"u8, answer.Outcome == ItemOutcome.Expired
                    ? "This request could not be executed before the completion window expired."u8
                    : "This request was not executed because the batch was cancelled."u8);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.Flush();
            output.Write("\n"u8);
            json.Reset();
        }

        return output.WrittenMemory;
    }

    private static (string CustomId, string Url, string Model, ReadOnlyMemory<byte> Body) Request(ReadOnlyMemory<byte> line)
    {
        string id = "", url = "", model = "";
        var body = default(Range);
        var reader = new Utf8JsonReader(line.Span);
        reader.Read();
        JsonRange.Expect(ref reader, JsonTokenType.StartObject, "line");
        while (JsonRange.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("custom_id"u8))
            {
                reader.Read();
                id = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("url"u8))
            {
                reader.Read();
                url = reader.GetString() ?? "";
            }
            else if (reader.ValueTextEquals("body"u8))
            {
                reader.Read();
                JsonRange.Expect(ref reader, JsonTokenType.StartObject, "body");
                body = JsonRange.Take(ref reader);
                model = Model(line.Span[body]);
            }
            else
            {
                reader.Skip();
            }
        }

        return (id, url, model, line[body]);
    }

    private static string Model(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (JsonRange.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                return reader.GetString() ?? "";
            }

            reader.Skip();
        }

        return "";
    }
}
