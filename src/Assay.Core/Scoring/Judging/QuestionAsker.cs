using Assay.Scoring.Pacing;
using Assay.Scoring.Prompts;
using Assay.Scoring.Replies;
using Assay.Scoring.Spending;
using Microsoft.Extensions.AI;

namespace Assay.Scoring.Judging;

/// <summary>A reply that gave a verdict on its question.</summary>
internal sealed record QuestionAnswer(ReplyReading.Read Read, string Text, Attempt Attempt);

/// <summary>Asks one question until it is answered or given up: retries, at most one re-ask, the form of reply, a paused judge.</summary>
internal sealed class QuestionAsker(Judge judge, ModelAccess access, RetryPolicy retries, TimeProvider clock)
{
    private readonly ModelCall _call = new(access, clock);
    private readonly ReplyForms _forms = access.Forms;
    private readonly EndpointHealth _health = new(clock);
    private volatile Judged.Paused? _paused;
    private long _throttled;

    /// <summary>How often a provider asked for fewer calls.</summary>
    public string? Trouble => _health.Trouble;

    public long Throttled => Volatile.Read(ref _throttled);

    public async Task<(QuestionAnswer? Answer, Judged? Stopped)> AskAsync(Question question, VerdictWork work)
    {
        Prompt prompt = work.Pending.Prompts[question.Index];
        List<Attempt> attempts = work.Attempts;
        List<ChatMessage> messages = Messages(prompt);
        int maxOutputTokens = judge.MaxOutputTokens;
        int failures = 0;
        int throttles = 0;
        bool reasked = false;
        while (true)
        {
            CallResult? result = await CallAsync(question, messages, maxOutputTokens, work);
            switch (result)
            {
                case null:
                    return (null, (_paused ?? OutOfBudget()) with { Attempts = attempts });

                case { Error: { } error }:
                    attempts.Add(result.Attempt);
                    work.Abort.ThrowIfCancellationRequested();
                    if (error.Adjusted || (error.UnsupportedForm && !question.IsFreeText && result.Attempt.Form != ReplyForm.Text))
                    {
                        continue;
                    }

                    failures += error.Class == ErrorClass.Transient ? 1 : 0;
                    if (error.Class == ErrorClass.Throttle)
                    {
                        throttles++;
                        Interlocked.Increment(ref _throttled);
                    }

                    // Waiting takes no slot from others.
                    work.Pending.FreeSlot();
                    if (await GiveUpAsync(error, failures, throttles, attempts, work.Stop) is { } stopped)
                    {
                        return (null, stopped);
                    }

                    break;

                case { Reply: { } reply }:
                    ReplyReading reading = question.Read(reply, result.Text, work.Pending.Response);
                    if (reading is ReplyReading.Read read)
                    {
                        attempts.Add(result.Attempt);
                        return (new QuestionAnswer(read, result.Text, result.Attempt), null);
                    }

                    var failed = (ReplyReading.Failed)reading;
                    attempts.Add(result.Attempt with { Result = AttemptResult.NoVerdict, Error = failed.Detail });
                    if (reasked)
                    {
                        return (null, new Judged.Decided(new Verdict.Unscored(failed.Reason, failed.Detail, result.Text))
                        {
                            Attempts = attempts, Neutralised = work.Neutralised,
                        });
                    }

                    reasked = true;
                    maxOutputTokens *= failed.Reason == UnscoredReason.Truncated ? 2 : 1;
                    messages = ReAsk(prompt, failed, result.Text);
                    break;
            }
        }
    }

    /// <returns>Null where no call may be made: the judge is paused, or the budget has no room.</returns>
    private async Task<CallResult?> CallAsync(Question question, List<ChatMessage> messages, int maxOutputTokens, VerdictWork work)
    {
        var estimate = TokenEstimate.Of(messages, question.FormBytes, maxOutputTokens);
        PacerLease? slot = await TakeTurnAsync(estimate, work);
        if (_paused is not null)
        {
            return null;
        }

        ReplyForm form = question.IsFreeText ? ReplyForm.Text : _forms.Current;
        var request = new CallRequest(question.Index, form, messages, question.Options(form, maxOutputTokens, work.Pending.Response), estimate);
        CallResult? result = await _call.MakeAsync(request, slot, work.Stop, work.Abort);
        switch (result)
        {
            case { Reply: not null }:
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

        return result;
    }

    /// <summary>Waits for a turn, which is no attempt. The slot is the pending verdict's until its outcome is saved.</summary>
    private async ValueTask<PacerLease?> TakeTurnAsync(TokenEstimate estimate, VerdictWork work)
    {
        work.Stop.ThrowIfCancellationRequested();
        if (work.Pending.UseSlot() is { } slot)
        {
            return slot;
        }

        work.Pending.FreeSlot();
        if (access.Pacer is null)
        {
            return null;
        }

        slot = await access.Pacer.EnterAsync(estimate.Usual, access.Priority, work.Stop);
        work.Pending.Hold(slot);
        return slot;
    }

    /// <summary>Waits for the turn of the first call that a prepared response needs, if it needs one.</summary>
    public async ValueTask TakeTurnAheadAsync(PendingVerdict pending, IReadOnlyList<Question> questions, CancellationToken stop)
    {
        if (access.Pacer is { } pacer && pending.FirstToAsk is { } first)
        {
            var estimate = TokenEstimate.Of(pending.Prompts[first], questions[first].FormBytes, judge.MaxOutputTokens);
            pending.Hold(await pacer.EnterAsync(estimate.Usual, access.Priority, stop), ahead: true);
        }
    }

    /// <summary>Waits before the next try, or says how this ends.</summary>
    private async Task<Judged?> GiveUpAsync(ProviderException error, int failures, int throttles, List<Attempt> attempts, CancellationToken stop)
    {
        if (error.Class == ErrorClass.Transient && _health.Failed(error.Message))
        {
            return _paused = new Judged.Paused(PauseReason.Provider, error.Message) { Attempts = attempts };
        }

        switch (retries.Decide(error, failures, throttles))
        {
            case RetryDecision.After { Delay: var delay }:
                await Task.Delay(delay, clock, stop);
                return null;
            case RetryDecision.GiveUp { Reason: var reason }:
                return new Judged.Decided(new Verdict.Unscored(reason, error.Message, RawReply: null)) { Attempts = attempts };
            case RetryDecision.Park:
                return new Judged.Parked(error.Message) { Attempts = attempts };
            default:
                return _paused = new Judged.Paused(PauseReason.Provider, error.Message) { Attempts = attempts };
        }
    }

    private Judged.Paused OutOfBudget() => new(PauseReason.Budget, access.Budget?.Reached ?? "") { Attempts = [] };

    public static List<ChatMessage> Messages(Prompt prompt)
    {
        var messages = new List<ChatMessage>(2);
        if (prompt.System.Length > 0)
        {
            messages.Add(new ChatMessage(ChatRole.System, prompt.System));
        }

        messages.Add(new ChatMessage(ChatRole.User, prompt.User));
        return messages;
    }

    private static List<ChatMessage> ReAsk(Prompt prompt, ReplyReading.Failed failed, string reply)
    {
        List<ChatMessage> messages = Messages(prompt);
        // After a cut, an empty reply or a refusal there is nothing to correct: the same question is asked once more.
        if (failed.Reason is UnscoredReason.Unreadable or UnscoredReason.OffScale or UnscoredReason.Contradictory)
        {
            messages.Add(new ChatMessage(ChatRole.Assistant, reply));
            messages.Add(new ChatMessage(ChatRole.User, $"That reply could not be used: {failed.Detail}. Answer again, in exactly the form asked for."));
        }

        return messages;
    }
}
