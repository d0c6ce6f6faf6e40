using Assay.Scoring.Pacing;
using Assay.Scoring.Spending;
using Microsoft.Extensions.AI;

namespace Assay.Scoring.Judging;

/// <summary>One call as it is to be made.</summary>
/// <param name="Question">Which of a verdict's questions it asks.</param>
internal sealed record CallRequest(int Question, ReplyForm Form, IReadOnlyList<ChatMessage> Messages, ChatOptions Options, TokenEstimate Estimate)
{
    /// <summary>How many answers it asks for.</summary>
    public int Choices { get; init; } = 1;
}

/// <summary>What one call brought.</summary>
/// <param name="Choices">None where there was an error.</param>
internal sealed record CallResult(Attempt Attempt, IReadOnlyList<ReplyChoice> Choices, ProviderException? Error);

/// <summary>Makes single calls to a model: reserves the money, measures, prices, tells the pacer, and turns whatever happens into an attempt.</summary>
internal sealed class ModelCall(ModelAccess access, TimeProvider clock)
{
    public const string RequestIdProperty = "assay.request_id";
    public const string RateLimitsProperty = "assay.rate_limits";

    /// <summary>Among a usage's additional counts: input tokens that were written into the provider's prefix cache.</summary>
    public const string CacheWriteCount = "cache_creation_input_tokens";

    /// <param name="slot">The call's turn, which it has waited for.</param>
    /// <param name="stop">Breaks off waiting for money.</param>
    /// <param name="abort">Breaks off the call.</param>
    /// <returns>A reply or an error, never both; null where the budget leaves no room for the call.</returns>
    public async Task<CallResult?> MakeAsync(CallRequest request, PacerLease? slot, CancellationToken stop, CancellationToken abort)
    {
        decimal worstCase = request.Estimate.WorstCase(access.Price);
        if (access.Budget is { } budget && !await budget.TryReserveAsync(worstCase, stop))
        {
            return null;
        }

        decimal spent = worstCase;
        var started = clock.GetUtcNow();
        long stamp = clock.GetTimestamp();
        try
        {
            ChatResponse reply = await access.Client.GetResponseAsync(request.Messages, request.Options, abort);
            Attempt attempt = Priced(reply, request.Estimate, access.Price) with { Question = request.Question, StartedAt = started, Duration = clock.GetElapsedTime(stamp), Form = request.Form };
            spent = attempt.CostUsd;
            slot?.Report(new CallReport(
                CallEnding.Answered, attempt.Duration, attempt.InputTokens + attempt.OutputTokens, RetryAfter: null,
                reply.AdditionalProperties?.GetValueOrDefault(RateLimitsProperty) as RateLimits));
            return new CallResult(attempt, ReplyChoice.Of(reply, request.Choices), Error: null);
        }
        catch (Exception e)
        {
            // A call that is broken off was sent, and may be charged, like any that brought no answer.
            ProviderException error = abort.IsCancellationRequested ? new ProviderException(ErrorClass.Transient, "broken off when the run was stopped", e)
                : e as ProviderException ?? new ProviderException(ErrorClass.Transient, e.Message, e);
            // A refused request is not charged; after silence, or an answer that could not be read, the provider may charge all of it.
            spent = error.StatusCode >= 400 || error.Unreachable || error.UnsupportedForm ? 0 : worstCase;
            var attempt = new Attempt
            {
                Question = request.Question,
                StartedAt = started,
                Duration = clock.GetElapsedTime(stamp),
                Form = request.Form,
                Result = ResultOf(error),
                Error = error.Message,
                StatusCode = error.StatusCode,
                RequestId = error.RequestId,
                CostUsd = spent,
                Estimated = spent > 0,
            };
            if (!abort.IsCancellationRequested)
            {
                slot?.Report(new CallReport(EndingOf(error), attempt.Duration, Tokens: 0, error.RetryAfter, error.RateLimits));
            }

            return new CallResult(attempt, [], error);
        }
        finally
        {
            access.Budget?.Settle(worstCase, spent);
        }
    }

    /// <param name="estimate">What counts where the provider says no usage.</param>
    public static Attempt Priced(ChatResponse reply, TokenEstimate estimate, ModelPrice price)
    {
        UsageDetails? usage = reply.Usage;
        long input = usage?.InputTokenCount ?? estimate.Input;
        long output = usage?.OutputTokenCount ?? reply.Messages.Sum(m => TokenEstimate.OfText(m.Text));
        long cached = usage?.CachedInputTokenCount ?? 0;
        long written = usage?.AdditionalCounts?.GetValueOrDefault(CacheWriteCount) ?? 0;
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
            CacheWriteTokens = written,
            OutputTokens = output,
            Estimated = usage is not { InputTokenCount: not null, OutputTokenCount: not null },
            CostUsd = price.Cost(input, cached, output, written),
        };
    }

    private static CallEnding EndingOf(ProviderException error) => error switch
    {
        { Class: ErrorClass.Throttle } => CallEnding.Throttled,
        { Class: ErrorClass.Transient, Adjusted: false } => CallEnding.Failed,
        // Any other refusal is an answer: the endpoint lives, and says no to this request.
        _ => CallEnding.Refused,
    };

    public static AttemptResult ResultOf(ProviderException error) => error switch
    {
        { UnsupportedForm: true } => AttemptResult.UnsupportedForm,
        { Class: ErrorClass.Throttle } => AttemptResult.Throttled,
        { Class: ErrorClass.Transient } => AttemptResult.Transient,
        { Class: ErrorClass.Item } => AttemptResult.Rejected,
        _ => AttemptResult.JudgeRejected,
    };
}
