using Assay.Scoring.Judging;
using Assay.Scoring.Replies;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Batching;

/// <summary>A judge's questions as a batch asks them, and what a batch brought as attempts and answers of the judge.</summary>
internal sealed class BatchAsking(Judge judge, ModelAccess access, BatchAccess batch, IReadOnlyList<Question> questions) : IBatchAsking
{
    public IReadOnlyList<BatchAccess> Models => [batch];

    public bool KnowsForm(BatchAccess model) => access.Forms.Settled || questions.All(q => q.IsFreeText);

    public BatchAccess AccessOf(BatchItem item) => batch;

    public ValueTask<IReadOnlyList<BatchItem>> NextAsync(long key, PendingVerdict pending, CancellationToken cancellationToken) => ValueTask.FromResult(Items(key, pending));

    /// <inheritdoc cref="IBatchAsking.NextAsync"/>
    public IReadOnlyList<BatchItem> Items(long key, PendingVerdict pending) => pending.Decided is not null ? [] : [.. questions.SelectMany(q => Items(key, q, pending))];

    private IEnumerable<BatchItem> Items(long key, Question question, PendingVerdict pending)
    {
        int[] missing = [.. Enumerable.Range(0, pending.Plan.AtLeast).Where(sample => IsMissing(pending, pending.Place(question.Index, sample)))];
        TokenEstimate estimate = Estimate(question, pending);
        // Samples that follow one another come with one call, where the endpoint gives several choices.
        return access.Choices.AreGiven && missing.Length > 1 && missing[^1] - missing[0] == missing.Length - 1
            ? [new BatchItem(key, question.Index, missing[0], Held(estimate, missing.Length))]
            : missing.Select(sample => new BatchItem(key, question.Index, sample, Held(estimate, 1)));
    }

    private static bool IsMissing(PendingVerdict pending, int place) => pending.CachedReply(place) is null && (pending.Parts.Count == 0 || pending.LooksUp(place));

    public BatchRequest Request(BatchItem item, PendingVerdict pending)
    {
        Question question = questions[item.Question];
        return new BatchRequest(item.CustomId, QuestionAsker.Messages(pending.Prompts[item.Question]), question.Options(Form(question), judge.MaxOutputTokens, Choices(item, pending), pending.Response));
    }

    /// <summary>As many as money is held for: after a crash the endpoint may be known to give fewer at once, or not known to any more.</summary>
    private int Choices(BatchItem item, PendingVerdict pending)
    {
        TokenEstimate estimate = Estimate(questions[item.Question], pending);
        int choices = access.Choices.AreGiven ? Math.Max(1, pending.Plan.AtLeast - item.Sample) : 1;
        while (choices > 1 && Held(estimate, choices) > item.HeldUsd)
        {
            choices--;
        }

        return choices;
    }

    public long Bytes(BatchItem item, PendingVerdict pending) => Estimate(questions[item.Question], pending).PromptBytes;

    public IReadOnlyList<Attempt> Attempts(BatchedAnswers answers) => [.. answers.Items.Select(i => AttemptOf(answers, i, estimate: default))];

    /// <summary>Puts what a batch brought into the work on a verdict: attempts, and the answers that can be read. Unreadable ones are asked live.</summary>
    public void Take(VerdictWork work)
    {
        foreach (BatchedAnswer answer in work.Pending.Batched?.Items ?? [])
        {
            Question question = questions[answer.Item.Question];
            Attempt attempt = AttemptOf(work.Pending.Batched!, answer, Estimate(question, work.Pending));
            if (answer.Result.Reply is { } reply)
            {
                IReadOnlyList<ReplyChoice> choices = ReplyChoice.Of(reply, Math.Max(1, reply.Messages.Count));
                ReplyReading[] readings = [.. choices.Select(c => question.Read(c, work.Pending.Response))];
                attempt = QuestionAsker.Told(attempt, readings);
                if (readings.Length < Choices(answer.Item, work.Pending))
                {
                    access.Choices.Refuse();
                }

                for (int i = 0; i < readings.Length && answer.Item.Sample + i < work.Pending.Plan.AtMost; i++)
                {
                    if (readings[i] is ReplyReading.Read read)
                    {
                        work.Batched[work.Pending.Place(question.Index, answer.Item.Sample + i)] = new QuestionAnswer.Given(read, choices[i], attempt, attempt.CostUsd / readings.Length);
                    }
                }
            }

            work.Add(attempt);
        }
    }

    private Attempt AttemptOf(BatchedAnswers answers, BatchedAnswer answer, TokenEstimate estimate)
    {
        Attempt attempt = answer.Result switch
        {
            { Reply: { } reply } => ModelCall.Priced(reply, estimate, batch.Price),
            { Error: { } error } => Failed(ModelCall.ResultOf(error), error.Message) with { StatusCode = error.StatusCode, RequestId = error.RequestId },
            _ => Failed(AttemptResult.Transient, "the batch brought no result for it"),
        };
        return attempt with
        {
            Question = answer.Item.Question,
            StartedAt = answers.SubmittedAt,
            Duration = answers.Took,
            Form = Form(questions[answer.Item.Question]),
            Lane = Lane.Batch,
        };
    }

    private static Attempt Failed(AttemptResult result, string error) =>
        new() { Question = 0, StartedAt = default, Duration = default, Result = result, Error = error };

    private ReplyForm Form(Question question) => question.IsFreeText ? ReplyForm.Text : access.Forms.Current;

    /// <summary>As ledgers keep money: billionths, rounded up, so that what is freed is what was held.</summary>
    private decimal Held(TokenEstimate estimate, int choices) => decimal.Ceiling(estimate.Times(choices).WorstCase(batch.Price) * 1_000_000_000m) / 1_000_000_000m;

    private TokenEstimate Estimate(Question question, PendingVerdict pending) => TokenEstimate.Of(pending.Prompts[question.Index], question.FormBytes, judge.MaxOutputTokens);
}
