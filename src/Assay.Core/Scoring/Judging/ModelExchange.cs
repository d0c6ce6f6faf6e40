using Assay.Scoring.Pacing;
using Assay.Scoring.Spending;
using Microsoft.Extensions.AI;

namespace Assay.Scoring.Judging;

/// <summary>What is to be asked of a model.</summary>
/// <param name="MaxOutputTokens">Of each choice.</param>
/// <param name="Choices">How many answers to ask for in one call.</param>
internal sealed record Asking(Question Question, List<ChatMessage> Messages, int MaxOutputTokens, int Choices);

/// <summary>How often one sample failed so far: a re-ask has no more retries than were left.</summary>
internal sealed class Tries
{
    public int Failures { get; set; }

    public int Throttles { get; set; }
}

/// <summary>Brings one reply of a model, or why there is none: turns, retries, the form of reply, a paused judge.</summary>
internal sealed class ModelExchange(ModelAccess access, RetryPolicy retries, TimeProvider clock)
{
    private readonly ModelCall _call = new(access, clock);
    private readonly ReplyForms _forms = access.Forms;
    private readonly EndpointHealth _health = new(clock);
    private volatile Judged.Paused? _paused;
    private long _throttled;

    public string? Trouble => _health.Trouble;

    /// <summary>How often a provider asked for fewer calls.</summary>
    public long Throttled => Volatile.Read(ref _throttled);

    /// <summary>The attempts of calls that brought nothing are the work's when this returns; that of the reply is the caller's to tell.</summary>
    public async Task<(CallResult? Result, QuestionAnswer? Without)> AskAsync(Asking asking, Tries tries, VerdictWork work)
    {
        while (true)
        {
            CallResult? result = await CallAsync(asking, work);
            switch (result)
            {
                case null:
                    return (null, new QuestionAnswer.Stopped(_paused ?? OutOfBudget()));

                case { Error: { } error }:
                    work.Add(result.Attempt);
                    work.Abort.ThrowIfCancellationRequested();
                    if (error.Adjusted || (error.UnsupportedForm && !asking.Question.IsFreeText && result.Attempt.Form != ReplyForm.Text))
                    {
                        continue;
                    }

                    tries.Failures += error.Class == ErrorClass.Transient ? 1 : 0;
                    if (error.Class == ErrorClass.Throttle)
                    {
                        tries.Throttles++;
                        Interlocked.Increment(ref _throttled);
                    }

                    if (await GiveUpAsync(error, tries, work.Stop) is { } without)
                    {
                        return (null, without);
                    }

                    break;

                default:
                    return (result, null);
            }
        }
    }

    /// <summary>Waits for the turn of a call ahead, for whoever makes it.</summary>
    public async ValueTask TakeTurnAheadAsync(PendingVerdict pending, TokenEstimate estimate, CancellationToken stop)
    {
        if (access.Pacer is { } pacer)
        {
            pending.HoldAhead(await pacer.EnterAsync(estimate.Usual, access.Priority, stop));
        }
    }

    /// <returns>Null where no call may be made: the judge is paused, or the budget has no room.</returns>
    private async Task<CallResult?> CallAsync(Asking asking, VerdictWork work)
    {
        var estimate = TokenEstimate.Of(asking.Messages, asking.Question.FormBytes, asking.MaxOutputTokens).Times(asking.Choices);
        PacerLease? slot = await TakeTurnAsync(estimate, work);
        bool isAnswered = false;
        try
        {
            if (_paused is not null)
            {
                return null;
            }

            ReplyForm form = asking.Question.IsFreeText ? ReplyForm.Text : _forms.Current;
            ChatOptions options = asking.Question.Options(form, asking.MaxOutputTokens, asking.Choices, work.Pending.Response);
            CallResult? result = await _call.MakeAsync(new CallRequest(asking.Question.Index, form, asking.Messages, options, estimate) { Choices = asking.Choices }, slot, work.Stop, work.Abort);
            isAnswered = result is { Error: null };
            Learn(result, form, asking.Question);
            return result;
        }
        finally
        {
            if (slot is not null && isAnswered)
            {
                work.Pending.HoldUsed(slot);
            }
            else
            {
                // Whoever waits for money, a retry or its turn takes no slot from others.
                slot?.Dispose();
            }
        }
    }

    private void Learn(CallResult? result, ReplyForm form, Question question)
    {
        switch (result)
        {
            case { Error: null }:
                _health.Answered();
                _forms.Settle(form);
                break;
            case { Error.UnsupportedForm: true } when !question.IsFreeText:
                _forms.StepDown(form);
                break;
            case { Error: { Class: ErrorClass.Judge } error }:
                _paused ??= new Judged.Paused(PauseReason.Provider, error.Message) { Attempts = [] };
                break;
        }
    }

    /// <summary>Waits for a turn, which is no attempt. The slot is the pending verdict's until its outcome is saved.</summary>
    private async ValueTask<PacerLease?> TakeTurnAsync(TokenEstimate estimate, VerdictWork work)
    {
        work.Stop.ThrowIfCancellationRequested();
        if (access.Pacer is not { } pacer)
        {
            return null;
        }

        if (work.Pending.UseSlotOrWait() is { } slot)
        {
            return slot;
        }

        try
        {
            return await pacer.EnterAsync(estimate.Usual, access.Priority, work.Stop);
        }
        finally
        {
            work.Pending.EndWaiting();
        }
    }

    /// <summary>Waits before the next try, or says how this ends.</summary>
    private async Task<QuestionAnswer?> GiveUpAsync(ProviderException error, Tries tries, CancellationToken stop)
    {
        if (error.Class == ErrorClass.Transient && _health.Failed(error.Message))
        {
            return new QuestionAnswer.Stopped(_paused = new Judged.Paused(PauseReason.Provider, error.Message) { Attempts = [] });
        }

        switch (retries.Decide(error, tries.Failures, tries.Throttles))
        {
            case RetryDecision.After { Delay: var delay }:
                await Task.Delay(delay, clock, stop);
                return null;
            case RetryDecision.GiveUp { Reason: var reason }:
                return new QuestionAnswer.None(reason, error.Message, RawReply: null);
            case RetryDecision.Park:
                return new QuestionAnswer.Stopped(new Judged.Parked(error.Message) { Attempts = [] });
            default:
                return new QuestionAnswer.Stopped(_paused = new Judged.Paused(PauseReason.Provider, error.Message) { Attempts = [] });
        }
    }

    private Judged.Paused OutOfBudget() => new(PauseReason.Budget, access.Budget?.Reached ?? "") { Attempts = [] };
}
