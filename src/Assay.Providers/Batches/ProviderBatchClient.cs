using System.Runtime.CompilerServices;
using System.Text.Json;
using Assay.Providers.Errors;
using Assay.Providers.Http;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Providers.Batches;

/// <summary>What the batch clients of all vendors share: sending and asking, results line by line, every failure as a <see cref="ProviderException"/>.</summary>
internal abstract class ProviderBatchClient : IBatchClient
{
    /// <summary>A provider that has begun a batch shows it by then.</summary>
    protected static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>How far the provider's clock and ours may be apart.</summary>
    protected static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    /// <summary>A large batch takes its time on a slow line.</summary>
    private const int SlowestBytesPerSecond = 256 * 1024;

    private readonly HttpExchange _exchange;
    private readonly LearntParameters _learnt;

    protected ProviderBatchClient(ProviderContext context, BatchLimits limits)
    {
        Context = context;
        BatchLimits = limits;
        MostBytes = Math.Min(limits.MaxBytes, context.Limits.MaxBatchBytes);
        CallErrors = new ProviderErrors(context.Endpoint, context.Model);
        Errors = new BatchErrors(context.Endpoint, CallErrors);
        _exchange = new HttpExchange(context.Invoker, context.Endpoint, context.Endpoint.ChatUrl(context.Model), CallErrors, context.Limits, context.Clock);
        _learnt = context.Learnt;
    }

    public BatchLimits BatchLimits { get; }

    /// <summary>Bounded by memory too.</summary>
    public long MostBytes { get; }

    public BatchErrors Errors { get; }

    /// <summary>What stands between two requests.</summary>
    public abstract byte Separator { get; }

    protected ProviderContext Context { get; }

    /// <summary>What went wrong with a request in a batch is told as of a live call.</summary>
    protected ProviderErrors CallErrors { get; }

    public IBatchUpload Begin(string token) => new BatchUpload(this, WireId.CheckedToken(token));

    public abstract Task<BatchFinding> FindAsync(string token, DateTimeOffset notBefore, CancellationToken cancellationToken);

    public async Task<BatchStatus> StatusAsync(string id, CancellationToken cancellationToken)
    {
        using HttpReply reply = await SendAsync(HttpMethod.Get, BatchUrl(id), content: null, id, cancellationToken);
        return StatusOf(reply);
    }

    public async IAsyncEnumerable<BatchResult> ResultsAsync(BatchStatus ended, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ended);
        string? token = await TokenOfAsync(ended, cancellationToken);
        int read = 0;
        foreach (string place in ended.ResultPlaces)
        {
            using ReplyLines lines = await LinesAsync(ResultsUrl(place), place, cancellationToken);
            while (await lines.NextAsync(cancellationToken) is { } line)
            {
                BatchResult result = Read(line, lines.IsOpenEnded, read);
                read++;
                yield return result with { CustomId = WireId.Without(token, result.CustomId) };
            }
        }
    }

    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            using HttpReply _ = await SendAsync(HttpMethod.Post, BatchUrl(id, "/cancel"), new ByteArrayContent([]), id, cancellationToken);
        }
        catch (ProviderException e) when (e.StatusCode is 400 or 409)
        {
            // Refused to one that has ended, and there is nothing to do about that one.
            if ((await StatusAsync(id, cancellationToken)).State is BatchState.Running)
            {
                throw;
            }
        }
    }

    /// <summary>The connections belong to the factory.</summary>
    public void Dispose()
    {
    }

    public abstract void WriteRequest(Utf8JsonWriter writer, string wireId, BatchRequest request);

    public abstract Task<BatchStatus> SubmitAsync(BatchUpload upload, CancellationToken cancellationToken);

    /// <summary>Of one batch, or of all where no id is given.</summary>
    protected abstract Uri BatchUrl(string? id, string? below = null);

    protected abstract Uri ResultsUrl(string place);

    /// <returns>Null where it does not show.</returns>
    protected virtual Task<string?> TokenOfAsync(BatchStatus batch, CancellationToken cancellationToken) => Task.FromResult(batch.Token);

    /// <exception cref="InvalidOperationException">A field has another type.</exception>
    protected abstract BatchStatus StatusOf(JsonElement batch);

    /// <exception cref="JsonException">The line is no JSON, or not all of it.</exception>
    protected abstract BatchResult Read(ReadOnlyMemory<byte> line);

    /// <summary>Of the many requests of a batch, any may be the one that finds the beginning in the cache: all are marked.</summary>
    protected ChatCall Call(BatchRequest request)
    {
        var call = new ChatCall(Context.Model, request.Messages, request.Options, _learnt.Policy);
        return call with { MarksPrefix = Context.Endpoint.PromptCache && call.Prefix is { } prefix && PrefixSize.Reaches(Context.Model, prefix) };
    }

    protected async Task<HttpReply> SendAsync(HttpMethod method, Uri url, HttpContent? content, string? id, CancellationToken cancellationToken)
    {
        TimeSpan deadline = Context.Limits.Deadline + TimeSpan.FromSeconds((content?.Headers.ContentLength ?? 0) / SlowestBytesPerSecond);
        HttpReply reply = await _exchange.SendAsync(method, url, content, deadline, cancellationToken);
        if (reply.IsSuccess)
        {
            return reply;
        }

        using (reply)
        {
            throw Errors.Classify(reply, id);
        }
    }

    protected async Task<ReplyLines> LinesAsync(Uri url, string id, CancellationToken cancellationToken)
    {
        (ReplyLines? lines, HttpReply? error) = await _exchange.GetLinesAsync(url, cancellationToken);
        using (error)
        {
            return lines ?? throw Errors.Classify(error!, id);
        }
    }

    protected BatchStatus StatusOf(HttpReply reply) => Json(reply, StatusOf);

    /// <summary>What a reply says; a success that is none by content is an error that may pass.</summary>
    protected T Json<T>(HttpReply reply, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(reply.Body);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Errors.NoBatch(reply, e);
        }
    }

    /// <summary>A result's body as a live call would have brought it.</summary>
    protected BatchResult Answered(string wireId, int status, string? requestId, ReadOnlySpan<byte> body, Func<ReadOnlySpan<byte>, ProviderErrors, ChatResponse?> parse)
    {
        var headers = new ReplyHeaders(requestId, RetryAfter: null, RateLimits: null);
        if (status is >= 200 and < 300)
        {
            try
            {
                if (parse(body, CallErrors) is { } reply)
                {
                    (reply.AdditionalProperties ??= [])[ReplyProperties.RequestId] = requestId;
                    return new BatchResult(wireId, reply, Error: null);
                }
            }
            catch (ProviderException e)
            {
                return new BatchResult(wireId, Reply: null, e);
            }

            return new BatchResult(wireId, Reply: null, CallErrors.NotACompletion(status, headers, ErrorBody.Start(body)));
        }

        ErrorBody error = ErrorBody.Read(body.ToArray());
        return new BatchResult(wireId, Reply: null, _learnt.Learn(_learnt.Policy, ParameterPolicy.Optional, status, error)
            ? CallErrors.LearntParameter(status, headers, error)
            : CallErrors.Classify(status, headers, error));
    }

    private BatchResult Read(ReadOnlyMemory<byte> line, bool isOpenEnded, int read)
    {
        try
        {
            return Read(line);
        }
        catch (JsonException e)
        {
            throw Errors.BrokenResults(isOpenEnded, read, e);
        }
    }
}
