using Assay.Gating.Prompts;
using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;
using Microsoft.Extensions.AI;

namespace Assay.Gating.Targets;

/// <summary>Has a model answer with a prompt: paced, priced and retried as calls to a judge are. Safe to call from many threads.</summary>
public sealed class PromptedModel(PromptFile prompt, ModelAccess access, RetryPolicy retries, TimeProvider clock)
{
    private readonly ModelCall _call = new(access, clock);
    private readonly EndpointHealth _health = new(clock);
    private readonly ChatOptions _options = new()
    {
        Temperature = prompt.Parameters.Temperature,
        TopP = prompt.Parameters.TopP,
        MaxOutputTokens = prompt.Parameters.MaxOutputTokens,
        Seed = prompt.Parameters.Seed,
        StopSequences = prompt.Parameters.Stop.Count > 0 ? [.. prompt.Parameters.Stop] : null,
    };

    private long _calls;
    private long _costNanoUsd;
    private volatile TargetAnswer.Halted? _halted;

    /// <summary>Requests sent, those that failed among them.</summary>
    public long Calls => Volatile.Read(ref _calls);

    public decimal CostUsd => Volatile.Read(ref _costNanoUsd) / 1_000_000_000m;

    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task<TargetAnswer> AskAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var estimate = TokenEstimate.Of(messages, formBytes: 0, prompt.Parameters.MaxOutputTokens);
        int failures = 0;
        int throttles = 0;
        while (_halted is null)
        {
            CallResult? result = await CallAsync(new CallRequest(0, ReplyForm.Text, messages, _options, estimate), cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            switch (result)
            {
                case null:
                    return _halted ??= new TargetAnswer.Halted(new RunEnd.BudgetReached(access.Budget!.Reached));
                case { Choices: [var reply] }:
                    _health.Answered();
                    return Answer(reply, result.Attempt);
                case { Error: { Adjusted: false } error }:
                    failures += error.Class == ErrorClass.Transient ? 1 : 0;
                    throttles += error.Class == ErrorClass.Throttle ? 1 : 0;
                    if (await GiveUpAsync(error, failures, throttles, cancellationToken) is { } given)
                    {
                        return given;
                    }

                    break;
            }
        }

        return _halted;
    }

    private async Task<CallResult?> CallAsync(CallRequest request, CancellationToken cancellationToken)
    {
        using PacerLease? slot = access.Pacer is null ? null : await access.Pacer.EnterAsync(request.Estimate.Usual, access.Priority, cancellationToken);
        CallResult? result = await _call.MakeAsync(request, slot, cancellationToken, cancellationToken);
        if (result is not null)
        {
            Interlocked.Increment(ref _calls);
            Interlocked.Add(ref _costNanoUsd, (long)decimal.Ceiling(result.Attempt.CostUsd * 1_000_000_000m));
        }

        return result;
    }

    /// <summary>What the application would show: also a refusal, and an answer that was cut at its limit.</summary>
    private TargetAnswer Answer(ReplyChoice reply, Attempt attempt) => reply is { Text: "", Refusal: null } && reply.Finish == ChatFinishReason.ContentFilter
        ? new TargetAnswer.Failed(TargetFailure.TargetFailed, $"the content filter of {prompt.Model} stopped the answer")
        : new TargetAnswer.Answered(reply.Text.Length > 0 ? reply.Text : reply.Refusal ?? "") { CostUsd = attempt.CostUsd, Took = attempt.Duration };

    /// <summary>Waits before the next try, or says how this ends.</summary>
    private async Task<TargetAnswer?> GiveUpAsync(ProviderException error, int failures, int throttles, CancellationToken cancellationToken)
    {
        if (error.Class == ErrorClass.Transient && _health.Failed(error.Message))
        {
            return _halted ??= new TargetAnswer.Halted(new RunEnd.ProviderFailed(error.Message));
        }

        switch (retries.Decide(error, failures, throttles))
        {
            case RetryDecision.After { Delay: var delay }:
                await Task.Delay(delay, clock, cancellationToken);
                return null;
            case RetryDecision.PauseJudge:
                return _halted ??= new TargetAnswer.Halted(new RunEnd.ProviderFailed(error.Message));
            default:
                return new TargetAnswer.Failed(
                    error.Unreachable ? TargetFailure.TargetUnreachable : error.StatusCode is null ? TargetFailure.TargetTimeout : TargetFailure.TargetFailed, error.Message);
        }
    }
}
