using Assay.Scoring.Judging;
using Assay.Scoring.Replies;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Batching;

/// <summary>A judge's questions as a batch asks them, and what a batch brought as attempts and answers of the judge.</summary>
internal sealed class BatchAsking(Judge judge, ModelAccess access, BatchAccess batch, IReadOnlyList<Question> questions)
{
    /// <summary>Whether it is known which form of reply the endpoint gives. A batch whose form is refused brings nothing.</summary>
    public bool KnowsForm => access.Forms.Settled || questions.All(q => q.IsFreeText);

    /// <summary>What a batch has to ask of a response, each with what it cannot exceed; none where the cache or another's call answers.</summary>
    public IReadOnlyList<BatchItem> Items(long key, PendingVerdict pending) => pending.Decided is not null ? [] :
    [
        .. questions.Where(q => pending.CachedReply(q.Index) is null && (pending.Parts.Count == 0 || pending.LooksUp(q.Index)))
            .Select(q => new BatchItem(key, q.Index, Sample: 0, Whole(Estimate(q, pending).WorstCase(batch.Price)))),
    ];

    public BatchRequest Request(BatchItem item, PendingVerdict pending)
    {
        Question question = questions[item.Question];
        return new BatchRequest(item.CustomId, QuestionAsker.Messages(pending.Prompts[item.Question]), question.Options(Form(question), judge.MaxOutputTokens, pending.Response));
    }

    public long Bytes(BatchItem item, PendingVerdict pending) => Estimate(questions[item.Question], pending).PromptBytes;

    /// <summary>What was paid for it, whatever is made of it.</summary>
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
                string text = ModelCall.Text(reply);
                switch (question.Read(reply, text, work.Pending.Response))
                {
                    case ReplyReading.Read read:
                        work.Batched[question.Index] = new QuestionAnswer(read, text, attempt);
                        break;
                    case ReplyReading.Failed failed:
                        attempt = attempt with { Result = AttemptResult.NoVerdict, Error = failed.Detail };
                        break;
                }
            }

            work.Attempts.Add(attempt);
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
    private static decimal Whole(decimal usd) => decimal.Ceiling(usd * 1_000_000_000m) / 1_000_000_000m;

    private TokenEstimate Estimate(Question question, PendingVerdict pending) => TokenEstimate.Of(pending.Prompts[question.Index], question.FormBytes, judge.MaxOutputTokens);
}
