using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Assay.Scoring.Judging;

/// <summary>Makes single calls to a model: reserves the money, measures, prices, and turns whatever happens into an attempt.</summary>
internal sealed class ModelCall(IChatClient client, ModelPrice price, Budget? budget, TimeProvider clock)
{
    // Tokenizers in use average four bytes a token on prose; none makes more than one token of a byte, which bounds what a call can cost.
    private const int UsualBytesPerToken = 4;
    private const int FewestBytesPerToken = 1;

    public const string RequestIdProperty = "assay.request_id";

    /// <returns>A reply or an error, never both; null where the budget leaves no room for the call.</returns>
    public async Task<CallResult?> AskAsync(
        Question question, ReplyForm form, IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        decimal worstCase = price.Cost((Bytes(messages) + question.FormBytes) / FewestBytesPerToken + 64, 0, options.MaxOutputTokens ?? 0);
        if (budget is not null && !await budget.TryReserveAsync(worstCase, cancellationToken))
        {
            return null;
        }

        decimal spent = worstCase;
        var started = clock.GetUtcNow();
        long stamp = clock.GetTimestamp();
        try
        {
            ChatResponse reply = await client.GetResponseAsync(messages, options, cancellationToken);
            Attempt attempt = Priced(reply, messages) with { Question = question.Index, StartedAt = started, Duration = clock.GetElapsedTime(stamp), Form = form };
            spent = attempt.CostUsd;
            return new CallResult(attempt, reply, Text(reply), Error: null);
        }
        catch (Exception e)
        {
            // A call that is broken off was sent, and may be charged, like any that brought no answer.
            ProviderException error = cancellationToken.IsCancellationRequested ? new ProviderException(ErrorClass.Transient, "broken off when the run was stopped", e)
                : e as ProviderException ?? new ProviderException(ErrorClass.Transient, e.Message, e);
            // A refused request is not charged; after silence, or an answer that could not be read, the provider may charge all of it.
            spent = error.StatusCode >= 400 || error.Unreachable || error.UnsupportedForm ? 0 : worstCase;
            var attempt = new Attempt
            {
                Question = question.Index,
                StartedAt = started,
                Duration = clock.GetElapsedTime(stamp),
                Form = form,
                Result = ResultOf(error),
                Error = error.Message,
                StatusCode = error.StatusCode,
                RequestId = error.RequestId,
                CostUsd = spent,
                Estimated = spent > 0,
            };
            return new CallResult(attempt, Reply: null, Text: "", error);
        }
        finally
        {
            budget?.Settle(worstCase, spent);
        }
    }

    private Attempt Priced(ChatResponse reply, IReadOnlyList<ChatMessage> messages)
    {
        UsageDetails? usage = reply.Usage;
        long input = usage?.InputTokenCount ?? Bytes(messages) / UsualBytesPerToken;
        long output = usage?.OutputTokenCount ?? Encoding.UTF8.GetByteCount(reply.Text) / UsualBytesPerToken;
        long cached = usage?.CachedInputTokenCount ?? 0;
        return new Attempt
        {
            Question = 0,
            StartedAt = default,
            Duration = default,
            Result = AttemptResult.Read,
            Model = reply.ModelId,
            RequestId = reply.AdditionalProperties?.GetValueOrDefault(RequestIdProperty) as string,
            InputTokens = input,
            CachedTokens = cached,
            OutputTokens = output,
            Estimated = usage is not { InputTokenCount: not null, OutputTokenCount: not null },
            CostUsd = price.Cost(input, cached, output),
        };
    }

    /// <summary>A forced tool call is as good as a JSON reply; its arguments stay as the model wrote them. Of several, all count.</summary>
    private static string Text(ChatResponse reply)
    {
        FunctionCallContent[] calls = [.. reply.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];
        return calls.Length == 0 ? reply.Text : string.Join('\n', calls.Select(Arguments));
    }

    private static string Arguments(FunctionCallContent call) => call.RawRepresentation as string
        ?? JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>)));

    private static long Bytes(IReadOnlyList<ChatMessage> messages) => messages.Sum(m => (long)Encoding.UTF8.GetByteCount(m.Text));

    private static AttemptResult ResultOf(ProviderException error) => error switch
    {
        { UnsupportedForm: true } => AttemptResult.UnsupportedForm,
        { Class: ErrorClass.Throttle } => AttemptResult.Throttled,
        { Class: ErrorClass.Transient } => AttemptResult.Transient,
        { Class: ErrorClass.Item } => AttemptResult.Rejected,
        _ => AttemptResult.JudgeRejected,
    };
}

/// <summary>What one call brought.</summary>
internal sealed record CallResult(Attempt Attempt, ChatResponse? Reply, string Text, ProviderException? Error);
