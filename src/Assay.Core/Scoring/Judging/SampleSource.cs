using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Replies;
using Assay.Scoring.Sampling;

namespace Assay.Scoring.Judging;

/// <summary>Brings samples of a question: those the cache has, those that another response's call brings, and the others by asking for them.</summary>
internal sealed class SampleSource(QuestionAsker asker, string judgeVersion, TimeSpan cacheTtl, TimeProvider clock)
{
    /// <param name="first">The number of the first sample.</param>
    /// <returns>One per sample; or what keeps the verdict owed.</returns>
    public async Task<(IReadOnlyList<QuestionSample> Samples, Judged? Stopped)> TakeAsync(Question question, int first, int count, VerdictWork work)
    {
        var samples = new QuestionSample?[count];
        for (int i = 0; i < count; i++)
        {
            samples[i] = await FindAsync(question, first + i, work);
        }

        int[] missing = [.. Enumerable.Range(0, count).Where(i => samples[i] is null)];
        Judged? stopped = missing.Length == 0 ? null : await AskAsync(question, first, missing, samples, work);
        return ([.. samples.OfType<QuestionSample>()], stopped);
    }

    /// <summary>What batches brought first, for that is paid; then the cache, then a call that is under way.</summary>
    private async ValueTask<QuestionSample?> FindAsync(Question question, int sample, VerdictWork work)
    {
        PendingVerdict pending = work.Pending;
        int place = pending.Place(question.Index, sample);
        if (work.Batched.TryGetValue(place, out QuestionAnswer.Given? waited))
        {
            work.Use(VerdictOrigin.Batch);
            Keep(question, place, waited, work);
            if (pending.Asks == Asks.Unanswered)
            {
                work.Heard.Add(new HeardReply(question.Index, sample, Kept(question, waited)));
            }

            return new QuestionSample.Read(waited.Read);
        }

        if (pending.Heard.TryGetValue(place, out CachedReply? before) && question.ReadKept(before.Text, pending.Response) is ReplyReading.Read heard)
        {
            work.Use(VerdictOrigin.Batch);
            work.HeardUsd += before.CostUsd;
            return new QuestionSample.Read(heard);
        }

        if (pending.CachedReply(place) is { } cached && Reuse(question, work, cached, VerdictOrigin.Cache) is { } known)
        {
            return known;
        }

        // Whoever asks the same may wait for a batch too.
        return pending.Asks == Asks.Everything && pending.Parts.Count > 0 && pending.Parts[place] is { Leads: false } part && await part.Reply.WaitAsync(work.Stop) is { } shared
            ? Reuse(question, work, shared.Reply, shared.Origin)
            : null;
    }

    private async Task<Judged?> AskAsync(Question question, int first, int[] missing, QuestionSample?[] samples, VerdictWork work)
    {
        if (Array.TrueForAll(missing, sample => work.Pending.LeavesToBatch(question.Index, first + sample)))
        {
            return Judged.Parked.ForBatch;
        }

        work.Use(VerdictOrigin.Call);
        IReadOnlyList<QuestionAnswer> answers = await asker.AskAsync(question, missing.Length, work);
        for (int i = 0; i < answers.Count; i++)
        {
            int place = work.Pending.Place(question.Index, first + missing[i]);
            if (answers[i] is QuestionAnswer.Given given)
            {
                Keep(question, place, given, work);
            }
            else if (work.Pending.Parts.Count > 0)
            {
                work.Pending.Parts[place].Abandon();
            }

            samples[missing[i]] = answers[i] switch
            {
                QuestionAnswer.Given answer => new QuestionSample.Read(answer.Read),
                QuestionAnswer.None none => new QuestionSample.Failed(none.Reason, none.Detail, none.RawReply),
                _ => null,
            };
        }

        return answers.OfType<QuestionAnswer.Stopped>().FirstOrDefault()?.Judged;
    }

    /// <summary>For the cache, and for those who wait for the same.</summary>
    private void Keep(Question question, int place, QuestionAnswer.Given answer, VerdictWork work)
    {
        if (work.Pending.Parts.Count > 0)
        {
            CachedReply reply = Kept(question, answer);
            work.Replies.Add(new CacheEntry(work.Pending.Keys[place], reply));
            work.Pending.Parts[place].Answer(reply, VerdictOrigin.Shared);
        }
    }

    private static QuestionSample.Read? Reuse(Question question, VerdictWork work, CachedReply reply, VerdictOrigin origin)
    {
        if (question.ReadKept(reply.Text, work.Pending.Response) is not ReplyReading.Read read)
        {
            return null;
        }

        work.Use(origin);
        work.SavedUsd += reply.CostUsd;
        return new QuestionSample.Read(read);
    }

    private CachedReply Kept(Question question, QuestionAnswer.Given answer)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return new CachedReply
        {
            Text = question.Kept(answer.Reply), Model = answer.Attempt.Model, JudgeVersion = judgeVersion, CostUsd = answer.CostUsd,
            SavedAt = now, ExpiresAt = now + cacheTtl,
        };
    }
}
