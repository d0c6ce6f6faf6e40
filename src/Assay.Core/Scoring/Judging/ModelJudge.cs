using Assay.Collecting;
using Assay.Collecting.Redaction;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Checking;
using Assay.Scoring.Pairs;
using Assay.Scoring.Prompts;
using Assay.Scoring.Replies;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Judging;

/// <summary>
/// Judges one response: checks of the output and of single criteria, which need no model, then each question of the judge, answered by the cache, by a call that is
/// under way for another response, or by a call of its own; then the verdict. Safe to call from many threads.
/// </summary>
public sealed class ModelJudge : IResponseJudge
{
    private readonly Judge _judge;
    private readonly IReadOnlyList<Question> _questions;
    private readonly CheckedCriteria _checks;
    private readonly Redactor _redactor;
    private readonly QuestionAsker _asker;
    private readonly SharedCalls? _sharing;
    private readonly TimeProvider _clock;
    private readonly ModelPrice _price;

    /// <param name="sharing">Null: every question is asked anew, and nothing is kept for a cache.</param>
    public ModelJudge(Judge judge, ModelAccess access, RetryPolicy retries, SharedCalls? sharing, TimeProvider clock)
    {
        _judge = judge;
        string version = judge.Version;
        _questions = [.. judge.Questions.Select((asked, index) => new Question(judge, version, index, asked))];
        _checks = new CheckedCriteria(judge.Rubric);
        _redactor = new Redactor(judge.Redaction);
        _asker = new QuestionAsker(judge, access, retries, clock);
        _sharing = sharing;
        _clock = clock;
        Batching = access.Batch is { } batch ? new BatchAsking(judge, access, batch, _questions) : null;
        _price = access.Price;
        Version = version;
    }

    /// <summary>The version of the judge, 16 hex digits.</summary>
    public string Version { get; }

    /// <summary>Which of several samples of the same verdict it gives: each is asked for by itself.</summary>
    public int Repeat { get; init; }

    /// <summary>The same questions, asked by a batch; null where there are none.</summary>
    internal BatchAsking? Batching { get; }

    BatchAsking? IResponseJudge.Batching => Batching;

    /// <summary>How often a provider asked for fewer calls, also for responses that are still waiting.</summary>
    public long Throttled => _asker.Throttled;

    /// <inheritdoc cref="EndpointHealth.Trouble"/>
    public string? Trouble => _asker.Trouble;

    /// <summary>Questions per response: one, or one per criterion.</summary>
    public int QuestionCount => _questions.Count;

    /// <summary>What asking a question of a prepared response may take.</summary>
    public TokenEstimate Estimate(PendingVerdict pending, int question) =>
        TokenEstimate.Of(pending.Prompts[question], _questions[question].FormBytes, _judge.MaxOutputTokens);

    public IEnumerable<PlannedQuestion> Plan(PendingVerdict pending) =>
        Enumerable.Range(0, QuestionCount).Select(question => new PlannedQuestion(pending, question, Estimate(pending, question), _price));

    /// <summary>What a judge's questions about a response are kept under in a cache; none where a check of the output decides.</summary>
    public static IReadOnlyList<CacheKey> KeysOf(Judge judge, Response response)
    {
        if (judge.Panel is { } panel)
        {
            return [.. panel.Judges.SelectMany(member => KeysOf(member, response))];
        }

        string version = judge.Version;
        if (WithoutAsking(judge, new CheckedCriteria(judge.Rubric), response, []) is not null)
        {
            return [];
        }

        Response shown = new Redactor(judge.Redaction).RedactShown(response);
        return [.. judge.Questions.Select((asked, index) => new Question(judge, version, index, asked)).Select(q => q.Keys.Of(q.Render(shown)))];
    }

    /// <param name="known">Takes what checks of single criteria say.</param>
    private static Verdict? WithoutAsking(Judge judge, CheckedCriteria checks, Response response, List<CriterionScore> known) =>
        OutputChecks.Run(judge.Checks, response) ?? (judge.IsPairwise ? PairCheck.Run(judge.Checks, response) : checks.Look(response, known));

    /// <summary>Runs the checks and renders the prompts; with a cache, joins the calls for the same questions.</summary>
    public PendingVerdict Prepare(Response response)
    {
        var known = new List<CriterionScore>();
        if (WithoutAsking(_judge, _checks, response, known) is { } decided)
        {
            return new PendingVerdict(response, new Judged.Decided(decided) { Attempts = [] }, [], [], []);
        }

        if (_questions.Count == 0 && !_checks.TakeTime)
        {
            return new PendingVerdict(response, new Judged.Decided(Scored(known, failureCode: null)) { Attempts = [] }, [], [], []);
        }

        Response? unredacted = _checks.TakeTime ? response : null;
        // From here on nothing else is known of it: quotes are looked up in what the judge has read.
        response = _redactor.RedactShown(response);
        var prompts = new Prompt[_questions.Count];
        for (int i = 0; i < prompts.Length; i++)
        {
            prompts[i] = _questions[i].Render(response);
        }

        if (_sharing is null)
        {
            return new PendingVerdict(response, decided: null, prompts, [], []) { Unredacted = unredacted, Checked = known };
        }

        var keys = new CacheKey[prompts.Length];
        var parts = new SharedCalls.Part[prompts.Length];
        for (int i = 0; i < prompts.Length; i++)
        {
            keys[i] = _questions[i].Keys.Of(prompts[i], Repeat);
            parts[i] = _sharing.Join(keys[i]);
        }

        return new PendingVerdict(response, decided: null, prompts, keys, parts) { Unredacted = unredacted, Checked = known };
    }

    /// <summary>
    /// Waits until the first call that the response needs may be made. Whoever hands over many responses waits here, one at a
    /// time, instead of having all of them wait in line.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped before it was the call's turn.</exception>
    public ValueTask TakeTurnAsync(PendingVerdict pending, CancellationToken stop) => _asker.TakeTurnAheadAsync(pending, _questions, stop);

    /// <summary>Prepares and judges one response by itself.</summary>
    public async Task<Judged> JudgeAsync(Response response, CancellationToken cancellationToken, CancellationToken stop = default)
    {
        using PendingVerdict pending = Prepare(response);
        return await JudgeAsync(pending, cancellationToken, stop);
    }

    /// <param name="pending">Keeps the slot of its last call until the caller disposes it.</param>
    /// <param name="cancellationToken">Breaks off calls; what was paid by then is in the attempts of what comes back.</param>
    /// <param name="stop">Breaks off waiting between calls; whoever cancels the calls cancels it too. Without it, waiting ends with the calls.</param>
    public async Task<Judged> JudgeAsync(PendingVerdict pending, CancellationToken cancellationToken, CancellationToken stop = default)
    {
        if (pending.Decided is { } decided)
        {
            return pending.Batched is { } paid ? decided with { Attempts = Batching!.Attempts(paid) } : decided;
        }

        var work = new VerdictWork(pending, stop.CanBeCanceled ? stop : cancellationToken, cancellationToken);
        try
        {
            return await JudgeAsync(work);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || stop.IsCancellationRequested)
        {
            return new Judged.Parked("stopped before there was a verdict") { IsPutOff = false, Attempts = work.Attempts, Replies = work.Replies };
        }
    }

    private async Task<Judged> JudgeAsync(VerdictWork work)
    {
        Batching?.Take(work);
        var grades = new List<CriterionScore>(work.Pending.Checked);
        string? failureCode = null;
        if (work.Pending.Unredacted is { } response && await _checks.LookAsync(response, grades, _clock, work.Stop) is { } unscored)
        {
            return new Judged.Decided(unscored) { Attempts = work.Attempts };
        }

        foreach (Question question in _questions)
        {
            (ReplyReading.Read? read, Judged? stopped) = await AnswerAsync(question, work);
            if (read is null)
            {
                return stopped! with { Replies = work.Replies };
            }

            grades.AddRange(read.Scores);
            failureCode ??= read.FailureCode;
        }

        return new Judged.Decided(Scored(grades, failureCode))
        {
            Attempts = work.Attempts,
            Neutralised = work.Neutralised,
            Replies = work.Replies,
            Origin = _questions.Count == 0 ? VerdictOrigin.Call : work.Origin,
            SavedUsd = work.SavedUsd,
        };
    }

    private Verdict.Scored Scored(List<CriterionScore> grades, string? failureCode)
    {
        // Checks come first, whatever their places in the rubric.
        List<CriterionScore> inOrder = _checks.IsEmpty ? grades : [.. _judge.Rubric.Criteria.Select(c => grades.First(g => g.Criterion == c.Name))];
        return new Verdict.Scored(_judge.OverallOf([.. inOrder.Select(g => g.Value)]), inOrder, failureCode);
    }

    /// <summary>What a batch brought first, for that is paid; then the cache, then a call that is under way, then a call of its own.</summary>
    private async Task<(ReplyReading.Read? Read, Judged? Stopped)> AnswerAsync(Question question, VerdictWork work)
    {
        PendingVerdict pending = work.Pending;
        SharedCalls.Part? part = pending.Parts.Count > 0 ? pending.Parts[question.Index] : null;
        if (work.Batched.TryGetValue(question.Index, out QuestionAnswer? waited))
        {
            work.Use(VerdictOrigin.Batch);
            Keep(question, work, waited);
            return (waited.Read, null);
        }

        if (pending.CachedReply(question.Index) is { } cached && Reuse(question, work, cached, VerdictOrigin.Cache) is { } known)
        {
            return (known, null);
        }

        if (part is { Leads: false }
            && await part.Reply.WaitAsync(work.Stop) is { } shared && Reuse(question, work, shared.Reply, shared.Origin) is { } same)
        {
            return (same, null);
        }

        work.Use(VerdictOrigin.Call);
        (QuestionAnswer? answer, Judged? stopped) = await _asker.AskAsync(question, work);
        if (answer is not null)
        {
            Keep(question, work, answer);
        }
        else
        {
            part?.Abandon();
        }

        return (answer?.Read, stopped);
    }

    /// <summary>For the cache, and for those who wait for the same.</summary>
    private void Keep(Question question, VerdictWork work, QuestionAnswer answer)
    {
        if (work.Pending.Parts.Count > 0)
        {
            CachedReply reply = Kept(answer);
            work.Replies.Add(new CacheEntry(work.Pending.Keys[question.Index], reply));
            work.Pending.Parts[question.Index].Answer(reply, VerdictOrigin.Shared);
        }
    }

    private static ReplyReading.Read? Reuse(Question question, VerdictWork work, CachedReply reply, VerdictOrigin origin)
    {
        var read = question.Read(reply.Text, work.Pending.Response) as ReplyReading.Read;
        if (read is not null)
        {
            work.Use(origin);
            work.SavedUsd += reply.CostUsd;
        }

        return read;
    }

    private CachedReply Kept(QuestionAnswer answer)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        return new CachedReply
        {
            Text = answer.Text, Model = answer.Attempt.Model, JudgeVersion = Version, CostUsd = answer.Attempt.CostUsd,
            SavedAt = now, ExpiresAt = now + _judge.Terms.CacheTtl,
        };
    }
}
