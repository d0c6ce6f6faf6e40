using System.Net.Http.Headers;
using System.Text.Json;
using Assay.Providers.Batches;
using Assay.Providers.Endpoints;
using Assay.Providers.Http;
using Assay.Scoring.Batching;

namespace Assay.Providers.OpenAi;

/// <summary>OpenAI's batch API: a file of requests, a batch made of it, a file of outputs and one of errors.</summary>
internal sealed class OpenAiBatchClient(ProviderContext context) : ProviderBatchClient(context, BatchLimits.OpenAi)
{
    private const string Endpoint = "/v1/chat/completions";
    private const string TokenName = "assay_batch";
    private const int PageSize = 100;

    public override byte Separator => (byte)'\n';

    public override void WriteRequest(Utf8JsonWriter writer, string wireId, BatchRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("custom_id"u8, wireId);
        writer.WriteString("method"u8, "POST"u8);
        writer.WriteString("url"u8, Endpoint);
        writer.WritePropertyName("body"u8);
        OpenAiRequest.Write(writer, Call(request));
        writer.WriteEndObject();
    }

    public override async Task<BatchStatus> SubmitAsync(BatchUpload upload, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent("batch") { Headers = { ContentType = null } }, "purpose");
        form.Add(new BatchContent(upload.Pieces, "application/jsonl"), "file", $"{upload.Token}.jsonl");
        string file;
        using (HttpReply stored = await SendAsync(HttpMethod.Post, Url("files"), form, id: null, cancellationToken))
        {
            file = Json(stored, root => root.GetProperty("id").GetString() ?? throw new JsonException("The file has no id."));
        }

        using PooledBuffer body = JsonBody.Write(512, (File: file, upload.Token), static (writer, it) => WriteBatch(writer, it.File, it.Token));

        // A copy: what a call that was given up still reads must not go back to the pool.
        using var content = new ByteArrayContent(body.Span.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using HttpReply reply = await SendAsync(HttpMethod.Post, BatchUrl(id: null), content, id: null, cancellationToken);
        return StatusOf(reply);
    }

    /// <summary>Batches are listed with what was noted on them, the newest first.</summary>
    public override async Task<BatchFinding> FindAsync(string token, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        bool isSettled = Context.Clock.GetUtcNow() - notBefore >= Settling;
        string after = "";
        while (true)
        {
            using HttpReply reply = await SendAsync(HttpMethod.Get, new Uri(BatchUrl(id: null), $"?limit={PageSize}{after}"), content: null, id: null, cancellationToken);
            (BatchStatus? found, string? next) = Json(reply, root => Look(root, token, notBefore - ClockSkew));
            if (found is not null)
            {
                return new BatchFinding.Found(found);
            }

            if (next is null)
            {
                return isSettled ? new BatchFinding.Absent() : new BatchFinding.Undecided();
            }

            after = $"&after={Uri.EscapeDataString(next)}";
        }
    }

    protected override Uri BatchUrl(string? id, string? below = null) => Url(id is null ? "batches" : $"batches/{Uri.EscapeDataString(id)}{below}");

    protected override Uri ResultsUrl(string place) => Url($"files/{Uri.EscapeDataString(place)}/content");

    protected override BatchStatus StatusOf(JsonElement batch)
    {
        string id = batch.GetProperty("id").GetString() ?? throw new JsonException("The batch has no id.");
        BatchState state = batch.GetProperty("status").GetString() switch
        {
            "completed" or "expired" or "cancelled" => BatchState.Ended,
            "failed" => BatchState.Refused,
            "cancelling" => BatchState.Cancelling,
            _ => BatchState.Running,
        };
        return new BatchStatus(id, state, state == BatchState.Refused ? ErrorsOf(batch) : null)
        {
            Done = batch.Find("request_counts") is { } counts ? counts.Number("completed") + counts.Number("failed") : null,
            ResultPlaces = state == BatchState.Ended ? [.. new[] { batch.Text("output_file_id"), batch.Text("error_file_id") }.OfType<string>()] : [],
            Token = batch.Find("metadata")?.Text(TokenName),
        };
    }

    protected override BatchResult Read(ReadOnlyMemory<byte> line)
    {
        var read = OpenAiBatchLine.Read(line.Span);
        return read.Body is { } body
            ? Answered(read.CustomId, read.Status, read.RequestId, line.Span[body], OpenAiReply.Read)
            : new BatchResult(read.CustomId, Reply: null, Errors.Unanswered(read.Error ?? "it has neither a response nor an error"));
    }

    private Uri Url(string path) => ChatAddress.BesideOpenAi(Context.Endpoint.BaseUrl, path);

    private static void WriteBatch(Utf8JsonWriter writer, string file, string token)
    {
        writer.WriteStartObject();
        writer.WriteString("input_file_id"u8, file);
        writer.WriteString("endpoint"u8, Endpoint);
        writer.WriteString("completion_window"u8, "24h"u8);
        writer.WriteStartObject("metadata"u8);
        writer.WriteString(TokenName, token);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The batch where it is on this page, else the id behind which the next page begins; neither where nothing older matters.</summary>
    private (BatchStatus? Found, string? Next) Look(JsonElement page, string token, DateTimeOffset oldest)
    {
        string? last = null;
        foreach (JsonElement batch in page.GetProperty("data").EnumerateArray())
        {
            if (batch.Find("metadata")?.Text(TokenName) == token)
            {
                return (StatusOf(batch), null);
            }

            last = batch.GetProperty("id").GetString();
            if (batch.Number("created_at") < oldest.ToUnixTimeSeconds())
            {
                return (null, null);
            }
        }

        return (null, page.Find("has_more") is { ValueKind: JsonValueKind.True } ? last : null);
    }

    private string ErrorsOf(JsonElement batch)
    {
        IEnumerable<string> said = batch.Find("errors")?.Find("data") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Take(3).Select(error => error.Number("line") is { } line ? $"line {line}: {error.Text("message")}" : error.Text("message") ?? "")
            : [];
        string text = string.Join(" ", said);
        return Errors.Clean(text.Length > 0 ? text : "the provider gave no reason");
    }
}
