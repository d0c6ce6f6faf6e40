using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Assay.Providers.Batches;
using Assay.Providers.Endpoints;
using Assay.Providers.Errors;
using Assay.Providers.Http;
using Assay.Scoring.Batching;

namespace Assay.Providers.Anthropic;

/// <summary>Anthropic's message batches. Nothing can be noted on one: whose it is shows in the names of its results.</summary>
internal sealed class AnthropicBatchClient(ProviderContext context) : ProviderBatchClient(context, BatchLimits.Anthropic)
{
    private const int PageSize = 100;

    /// <summary>Results of others may stand among them, but not nothing else.</summary>
    private const int LookedAt = 20;

    private static readonly byte[] Start = "{\"requests\":["u8.ToArray();
    private static readonly byte[] End = "]}"u8.ToArray();

    /// <summary>Of batches that were sent or looked into, so that none is looked into twice.</summary>
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);

    public override byte Separator => (byte)',';

    public override void WriteRequest(Utf8JsonWriter writer, string wireId, BatchRequest request)
    {
        AnthropicRequest.ThrowIfNotOffered(request.Options, CallErrors);
        writer.WriteStartObject();
        writer.WriteString("custom_id"u8, wireId);
        writer.WritePropertyName("params"u8);
        AnthropicRequest.Write(writer, Call(request));
        writer.WriteEndObject();
    }

    public override async Task<BatchStatus> SubmitAsync(BatchUpload upload, CancellationToken cancellationToken)
    {
        using var content = new BatchContent([Start, .. upload.Pieces.SkipLast(1), upload.Pieces[^1][..^1], End], "application/json");
        using HttpReply reply = await SendAsync(HttpMethod.Post, BatchUrl(id: null), content, id: null, cancellationToken);
        BatchStatus sent = StatusOf(reply);
        _tokens[sent.Id] = upload.Token;
        return sent with { Token = upload.Token };
    }

    public override async Task<BatchFinding> FindAsync(string token, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        bool isUndecided = Context.Clock.GetUtcNow() - notBefore < Settling;
        string after = "";
        while (true)
        {
            using HttpReply reply = await SendAsync(HttpMethod.Get, new Uri(BatchUrl(id: null), $"?limit={PageSize}{after}"), content: null, id: null, cancellationToken);
            (List<BatchStatus> candidates, string? next) = Json(reply, root => Candidates(root, notBefore - ClockSkew));
            foreach (BatchStatus batch in candidates)
            {
                if (await TokenOfAsync(batch, cancellationToken) is not { } own)
                {
                    isUndecided |= batch.State != BatchState.Ended;
                }
                else if (own == token)
                {
                    return new BatchFinding.Found(batch with { Token = token });
                }
            }

            if (next is null)
            {
                return isUndecided ? new BatchFinding.Undecided() : new BatchFinding.Absent();
            }

            after = $"&after_id={Uri.EscapeDataString(next)}";
        }
    }

    protected override Uri BatchUrl(string? id, string? below = null) =>
        ChatAddress.UnderAnthropic(Context.Endpoint.BaseUrl, id is null ? "batches" : $"batches/{Uri.EscapeDataString(id)}{below}");

    /// <summary>Not the address that the batch names: the key goes to the endpoint, and nowhere else.</summary>
    protected override Uri ResultsUrl(string place) => BatchUrl(place, "/results");

    protected override BatchStatus StatusOf(JsonElement batch)
    {
        string id = batch.GetProperty("id").GetString() ?? throw new JsonException("The batch has no id.");
        BatchState state = batch.GetProperty("processing_status").GetString() switch
        {
            "ended" => BatchState.Ended,
            "canceling" => BatchState.Cancelling,
            _ => BatchState.Running,
        };
        JsonElement? counts = batch.Find("request_counts");
        bool isGone = batch.Find("archived_at") is not null;
        return new BatchStatus(id, state, isGone ? "its results are no longer kept by the provider" : null)
        {
            Done = counts?.Number("succeeded") + counts?.Number("errored") + counts?.Number("canceled") + counts?.Number("expired"),
            ResultPlaces = state == BatchState.Ended && !isGone ? [id] : [],
            Token = _tokens.GetValueOrDefault(id),
        };
    }

    protected override BatchResult Read(ReadOnlyMemory<byte> line)
    {
        var read = AnthropicBatchLine.Read(line.Span);
        return read switch
        {
            { Type: "succeeded", Body: { } body } => Answered(read.CustomId, 200, requestId: null, line.Span[body], static (json, _) => AnthropicReply.Read(json)),
            { Type: "errored", Body: { } body } => Answered(read.CustomId, StatusOf(ErrorBody.Read(line[body]).Type), requestId: null, line.Span[body], static (_, _) => null),
            { Type: "expired" } => new BatchResult(read.CustomId, Reply: null, Errors.Unanswered("the batch expired before")),
            { Type: "canceled" } => new BatchResult(read.CustomId, Reply: null, Errors.Unanswered("the batch was cancelled before")),
            _ => new BatchResult(read.CustomId, Reply: null, Errors.Unanswered($"its result is of the unknown type {read.Type}")),
        };
    }

    /// <summary>Told by what most of its first results are named with: null while it runs, and when they are gone.</summary>
    protected override async Task<string?> TokenOfAsync(BatchStatus batch, CancellationToken cancellationToken)
    {
        if (batch.Token is not null || batch.ResultPlaces is not [var place])
        {
            return batch.Token;
        }

        var seen = new List<string?>(LookedAt);
        using ReplyLines lines = await LinesAsync(ResultsUrl(place), place, cancellationToken);
        while (seen.Count < LookedAt && await lines.NextAsync(cancellationToken) is { } line)
        {
            try
            {
                seen.Add(WireId.TokenOf(AnthropicBatchLine.Read(line.Span).CustomId));
            }
            catch (JsonException e)
            {
                throw Errors.BrokenResults(lines.IsOpenEnded, seen.Count, e);
            }
        }

        // A batch of somebody else's has some name too, or none at all.
        string token = seen.GroupBy(t => t ?? "", StringComparer.Ordinal).MaxBy(g => g.Count())?.Key ?? "";
        return _tokens[batch.Id] = token;
    }

    /// <summary>Batches of an application besides ours count too: they may be the one.</summary>
    private (List<BatchStatus> Candidates, string? Next) Candidates(JsonElement page, DateTimeOffset oldest)
    {
        var candidates = new List<BatchStatus>();
        string? last = null;
        foreach (JsonElement batch in page.GetProperty("data").EnumerateArray())
        {
            if (batch.Text("created_at") is { } created && DateTimeOffset.Parse(created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) < oldest)
            {
                return (candidates, null);
            }

            BatchStatus status = StatusOf(batch);
            candidates.Add(status);
            last = status.Id;
        }

        return (candidates, page.Find("has_more") is { ValueKind: JsonValueKind.True } ? last : null);
    }

    private static int StatusOf(string type) => type switch
    {
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "request_too_large" => 413,
        "rate_limit_error" => 429,
        "overloaded_error" => 529,
        "api_error" or "timeout_error" => 500,
        _ => 400,
    };
}
