using Assay.Scoring.Prompts;
using Assay.Scoring.Replies;
using Microsoft.Extensions.AI;

namespace Assay.Scoring.Judging;

/// <summary>
/// Asks one question for some samples, until each is answered or given up: by one call for all where the endpoint gives several choices,
/// else by a call for each, at the same time. A sample that cannot be read is asked for once more, by itself.
/// </summary>
internal sealed class QuestionAsker(Judge judge, ModelAccess access, ModelExchange exchange)
{
    /// <returns>One per sample.</returns>
    public async Task<IReadOnlyList<QuestionAnswer>> AskAsync(Question question, int samples, VerdictWork work)
    {
        if (samples == 1)
        {
            return await AskTogetherAsync(question, 1, work);
        }

        IReadOnlyList<QuestionAnswer> together = access.Choices.AreGiven ? await AskTogetherAsync(question, samples, work) : [];
        if (together.Count == samples || together is [QuestionAnswer.Stopped, ..])
        {
            return together;
        }

        IReadOnlyList<QuestionAnswer>[] calls = await Task.WhenAll(Enumerable.Range(together.Count, samples - together.Count).Select(_ => AskApartAsync(question, work)));
        QuestionAnswer[] apart = [.. calls.SelectMany(a => a)];
        // A response that is rejected says nothing of choices, unless it is answered where one is asked for.
        if (together.Count > 1 || together is [QuestionAnswer.Given] || (together.Count > 0 && apart.Any(a => a is QuestionAnswer.Given)))
        {
            access.Choices.Refuse();
        }

        return [.. together, .. apart];
    }

    /// <summary>One that is broken off leaves the others what they brought.</summary>
    private async Task<IReadOnlyList<QuestionAnswer>> AskApartAsync(Question question, VerdictWork work)
    {
        try
        {
            return await AskTogetherAsync(question, 1, work);
        }
        catch (OperationCanceledException) when (work.Stop.IsCancellationRequested || work.Abort.IsCancellationRequested)
        {
            return [new QuestionAnswer.Stopped(Judged.Parked.Stopped)];
        }
    }

    /// <returns>As many as the reply has choices: fewer than were asked for, where the endpoint gives one whatever is asked. One where there is no reply.</returns>
    private async Task<IReadOnlyList<QuestionAnswer>> AskTogetherAsync(Question question, int choices, VerdictWork work)
    {
        Prompt prompt = work.Pending.Prompts[question.Index];
        var tries = new Tries();
        (CallResult? result, QuestionAnswer? without) = await exchange.AskAsync(new Asking(question, Messages(prompt), judge.MaxOutputTokens, choices), tries, work);
        if (result is null)
        {
            return [without!];
        }

        ReplyReading[] readings = [.. result.Choices.Select(c => question.Read(c, work.Pending.Response))];
        work.Add(Told(result.Attempt, readings));
        var answers = new Task<QuestionAnswer>[readings.Length];
        for (int i = 0; i < answers.Length; i++)
        {
            answers[i] = readings[i] is ReplyReading.Read read
                ? Task.FromResult<QuestionAnswer>(new QuestionAnswer.Given(read, result.Choices[i], result.Attempt, result.Attempt.CostUsd / readings.Length))
                : AskAgainAsync(question, (ReplyReading.Failed)readings[i], result.Choices[i].Text, readings.Length == 1 ? tries : new Tries(), work);
        }

        return await Task.WhenAll(answers);
    }

    private async Task<QuestionAnswer> AskAgainAsync(Question question, ReplyReading.Failed failed, string reply, Tries tries, VerdictWork work)
    {
        int maxOutputTokens = judge.MaxOutputTokens * (failed.Reason == UnscoredReason.Truncated ? 2 : 1);
        List<ChatMessage> messages = ReAsk(work.Pending.Prompts[question.Index], failed, reply);
        (CallResult? result, QuestionAnswer? without) = await exchange.AskAsync(new Asking(question, messages, maxOutputTokens, Choices: 1), tries, work);
        if (result is null)
        {
            return without!;
        }

        ReplyChoice again = result.Choices[0];
        ReplyReading reading = question.Read(again, work.Pending.Response);
        work.Add(Told(result.Attempt, [reading]));
        return reading switch
        {
            ReplyReading.Read read => new QuestionAnswer.Given(read, again, result.Attempt, result.Attempt.CostUsd),
            ReplyReading.Failed still => new QuestionAnswer.None(still.Reason, still.Detail, again.Text),
            _ => throw new InvalidOperationException("a reply is read or failed"),
        };
    }

    public static Attempt Told(Attempt attempt, ReplyReading[] readings)
    {
        ReplyReading.Failed[] failed = [.. readings.OfType<ReplyReading.Failed>()];
        return failed.Length == 0 ? attempt
            : failed.Length == readings.Length ? attempt with { Result = AttemptResult.NoVerdict, Error = failed[0].Detail }
            : attempt with { Error = $"{failed.Length} of {readings.Length} samples without a verdict: {failed[0].Detail}" };
    }

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
