using System.Runtime.CompilerServices;
using System.Text.Json;
using Assay.Providers.Errors;
using Assay.Providers.Http;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Providers;

/// <summary>What the clients of all vendors share: one call out, one reply back, every failure as a <see cref="ProviderException"/>.</summary>
internal abstract class ProviderChatClient : IChatClient
{
    private const int MaxCapacity = 1024 * 1024;

    private readonly HttpExchange _exchange;
    private readonly ChatClientMetadata _metadata;
    private int _capacity = 4 * 1024;
    private readonly LearntParameters _learnt;

    protected ProviderChatClient(ProviderContext context)
    {
        Context = context;
        Errors = new ProviderErrors(context.Endpoint, context.Model);
        _learnt = context.Learnt;
        _exchange = new HttpExchange(context.Invoker, context.Endpoint, context.Endpoint.ChatUrl(context.Model), Errors, context.Limits, context.Clock);
        _metadata = new ChatClientMetadata(context.Endpoint.Name, new Uri(context.Endpoint.Address), context.Model);
    }

    protected ProviderContext Context { get; }

    protected ProviderErrors Errors { get; }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatCall call = Prepare(new ChatCall(Context.Model, messages as IReadOnlyList<ChatMessage> ?? [.. messages], options ?? ChatCall.NoOptions, _learnt.Policy));
        ChatResponse? response = null;
        try
        {
            return response = await AskAsync(call, cancellationToken);
        }
        finally
        {
            Finish(call, response);
        }
    }

    /// <summary>One update made from the whole reply: a judge's reply is of no use before it is complete.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken);
        List<AIContent> contents = [.. response.Messages[0].Contents];
        if (response.Usage is { } usage)
        {
            contents.Add(new UsageContent(usage));
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, contents)
        {
            ResponseId = response.ResponseId,
            ModelId = response.ModelId,
            FinishReason = response.FinishReason,
            AdditionalProperties = response.AdditionalProperties,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>The connections belong to the factory.</summary>
    public void Dispose()
    {
    }

    /// <summary>Says how a call makes use of the provider's prefix cache.</summary>
    protected virtual ChatCall Prepare(ChatCall call) => call;

    /// <param name="response">Null where none came.</param>
    protected virtual void Finish(ChatCall call, ChatResponse? response)
    {
    }

    protected abstract void Write(Utf8JsonWriter writer, ChatCall call);

    /// <returns>Null when the body is JSON of another shape.</returns>
    /// <exception cref="JsonException">The body is no JSON, or not all of it.</exception>
    protected abstract ChatResponse? Parse(ReadOnlySpan<byte> body);

    private async Task<ChatResponse> AskAsync(ChatCall call, CancellationToken cancellationToken)
    {
        PooledBuffer body = JsonBody.Write(_capacity, (Client: this, Call: call), static (writer, it) => it.Client.Write(writer, it.Call));
        // Prompts of one judge are much of a size: the next one mostly fits into what this one took.
        _capacity = Math.Min(body.Length + (body.Length / 4), MaxCapacity);
        using HttpReply reply = await _exchange.PostAsync(body, cancellationToken);
        if (!reply.IsSuccess)
        {
            throw Failure(reply.Status, reply.Headers, ErrorBody.Read(reply.Body), call);
        }

        ChatResponse response = Read(reply, call);
        AdditionalPropertiesDictionary properties = response.AdditionalProperties ??= [];
        if (reply.Headers.RequestId is { } requestId)
        {
            properties[ReplyProperties.RequestId] = requestId;
        }

        if (reply.Headers.RateLimits is { } limits)
        {
            properties[ReplyProperties.RateLimits] = limits;
        }

        return response;
    }

    private ChatResponse Read(HttpReply reply, ChatCall call)
    {
        try
        {
            if (Parse(reply.Body.Span) is { } response)
            {
                return response;
            }
        }
        catch (JsonException e)
        {
            throw Errors.NotACompletion(reply.Status, reply.Headers, ErrorBody.Start(reply.Body.Span), e);
        }

        // Routers report an upstream failure with status 200 and put the real status into the body.
        ErrorBody body = ErrorBody.Read(reply.Body);
        throw body is { IsError: true, Status: { } status }
            ? Failure(status, reply.Headers, body, call)
            : Errors.NotACompletion(reply.Status, reply.Headers, ErrorBody.Start(reply.Body.Span));
    }

    private ProviderException Failure(int status, ReplyHeaders headers, ErrorBody body, ChatCall call) =>
        _learnt.Learn(call.Parameters, call.Sent, status, body) ? Errors.LearntParameter(status, headers, body) : Errors.Classify(status, headers, body);
}
