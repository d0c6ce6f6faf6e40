using Assay.Collecting;
using Assay.Scoring.Prompts;
using Assay.Scoring.Replies;
using Microsoft.Extensions.AI;

namespace Assay.Scoring.Judging;

/// <summary>
/// Judges one response: checks that need no model, then each question of the judge with its retries and at most one re-ask,
/// then the verdict. Safe to call from many threads.
/// </summary>
public sealed class ModelJudge
{
    private static readonly Judged.Paused OutOfBudget = new(PauseReason.Budget, "the budget leaves no room for the next call") { Attempts = [] };

    private readonly Judge _judge;
    private readonly ModelCall _call;
    private readonly IReadOnlyList<Question> _questions;
    private readonly RetryPolicy _retries;
    private readonly ReplyForms _forms;
    private readonly EndpointHealth _health;
    private readonly TimeProvider _clock;
    private volatile Judged.Paused? _paused;
    private long _throttled;

    public ModelJudge(Judge judge, IChatClient client, ModelPrice price, ReplyForms forms, RetryPolicy retries, Budget? budget, TimeProvider clock)
    {
        _judge = judge;
        _call = new ModelCall(client, price, budget, clock);
        _questions = [.. judge.Questions.Select((asked, index) => new Question(judge, index, asked))];
        _retries = retries;
        _forms = forms;
        _clock = clock;
        _health = new EndpointHealth(clock);
    }

    /// <summary>How often a provider asked for fewer calls, also for responses that are still waiting.</summary>
    public long Throttled => Volatile.Read(ref _throttled);

    /// <param name="cancellationToken">Breaks off calls; what was paid by then is in the attempts of what comes back.</param>
    /// <param name="stop">Breaks off waiting between calls; whoever cancels the calls cancels it too. Without it, waiting ends with the calls.</param>
    public async Task<Judged> JudgeAsync(Response response, CancellationToken cancellationToken, CancellationToken stop = default)
    {
        var attempts = new List<Attempt>(1);
        try
        {
            return await JudgeAsync(response, attempts, stop.CanBeCanceled ? stop : cancellationToken, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || stop.IsCancellationRequested)
        {
            return new Judged.Parked("stopped before there was a verdict") { Attempts = attempts };
        }
    }

    private async Task<Judged> JudgeAsync(Response response, List<Attempt> attempts, CancellationToken stop, CancellationToken cancellationToken)
    {
        if (OutputChecks.Run(_judge.Checks, response) is { } failed)
        {
            return new Judged.Decided(failed) { Attempts = attempts };
        }

        var grades = new List<CriterionScore>(_judge.Rubric.Criteria.Count);
        string? failureCode = null;
        int neutralised = 0;
        foreach (Question question in _questions)
        {
            Prompt prompt = question.Render(response);
            neutralised += prompt.Neutralised;
            switch (await AskAsync(question, prompt, response, attempts, stop, cancellationToken))
            {
                case (ReplyReading.Read read, _):
                    grades.AddRange(read.Scores);
                    failureCode ??= read.FailureCode;
                    break;
                case (_, { } stopped):
                    return stopped is Judged.Decided decided ? decided with { Neutralised = neutralised } : stopped;
            }
        }

        double? overall = _judge.Rubric.OverallOf([.. grades.Select(g => g.Value)]);
        return new Judged.Decided(new Verdict.Scored(overall, grades, failureCode)) { Attempts = attempts, Neutralised = neutralised };
    }

    private async Task<(ReplyReading.Read? Read, Judged? Stopped)> AskAsync(
        Question question, Prompt prompt, Response response, List<Attempt> attempts, CancellationToken stop, CancellationToken cancellationToken)
    {
        List<ChatMessage> messages = Messages(prompt);
        int maxOutputTokens = _judge.MaxOutputTokens;
        int failures = 0;
        int throttles = 0;
        bool reasked = false;
        while (true)
        {
            CallResult? result = await CallAsync(question, messages, maxOutputTokens, response, cancellationToken);
            switch (result)
            {
                case null:
                    return (null, (_paused ?? OutOfBudget) with { Attempts = attempts });

                case { Error: { } error }:
                    attempts.Add(result.Attempt);
                    cancellationToken.ThrowIfCancellationRequested();
                    if (error.Adjusted)
                    {
                        continue;
                    }

                    if (error.UnsupportedForm && !question.IsFreeText && result.Attempt.Form != ReplyForm.Text)
                    {
                        continue;
                    }

                    failures += error.Class == ErrorClass.Transient ? 1 : 0;
                    if (error.Class == ErrorClass.Throttle)
                    {
                        throttles++;
                        Interlocked.Increment(ref _throttled);
                    }

                    if (await GiveUpAsync(error, failures, throttles, attempts, stop) is { } stopped)
                    {
                        return (null, stopped);
                    }

                    break;

                case { Reply: { } reply }:
                    ReplyReading reading = question.Read(reply, result.Text, response);
                    if (reading is ReplyReading.Read read)
                    {
                        attempts.Add(result.Attempt);
                        return (read, null);
                    }

                    var failed = (ReplyReading.Failed)reading;
                    attempts.Add(result.Attempt with { Result = AttemptResult.NoVerdict, Error = failed.Detail });
                    if (reasked)
                    {
                        return (null, new Judged.Decided(new Verdict.Unscored(failed.Reason, failed.Detail, result.Text)) { Attempts = attempts });
                    }

                    reasked = true;
                    maxOutputTokens *= failed.Reason == UnscoredReason.Truncated ? 2 : 1;
                    messages = ReAsk(prompt, failed, result.Text);
                    break;
            }
        }
    }

    /// <returns>Null where no call may be made: the judge is paused, or the budget has no room.</returns>
    private async Task<CallResult?> CallAsync(
        Question question, List<ChatMessage> messages, int maxOutputTokens, Response response, CancellationToken cancellationToken)
    {
        using IDisposable? firstTurn = question.IsFreeText ? null : await _forms.TakeFirstTurnAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (_paused is not null)
        {
            return null;
        }

        ReplyForm form = question.IsFreeText ? ReplyForm.Text : _forms.Current;
        ChatOptions options = question.Options(form, maxOutputTokens, response);
        CallResult? result = await _call.AskAsync(question, form, messages, options, cancellationToken);
        // Told while the first turn is still held, so that the next caller does not meet the same refusal.
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

    /// <summary>Waits before the next try, or says how this ends.</summary>
    private async Task<Judged?> GiveUpAsync(ProviderException error, int failures, int throttles, List<Attempt> attempts, CancellationToken stop)
    {
        if (error.Class == ErrorClass.Transient && _health.Failed())
        {
            return _paused = new Judged.Paused(PauseReason.Provider, error.Message) { Attempts = attempts };
        }

        switch (_retries.Decide(error, failures, throttles))
        {
            case RetryDecision.After { Delay: var delay }:
                await Task.Delay(delay, _clock, stop);
                return null;
            case RetryDecision.GiveUp { Reason: var reason }:
                return new Judged.Decided(new Verdict.Unscored(reason, error.Message, RawReply: null)) { Attempts = attempts };
            case RetryDecision.Park:
                return new Judged.Parked(error.Message) { Attempts = attempts };
            default:
                return _paused = new Judged.Paused(PauseReason.Provider, error.Message) { Attempts = attempts };
        }
    }

    private static List<ChatMessage> Messages(Prompt prompt)
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
