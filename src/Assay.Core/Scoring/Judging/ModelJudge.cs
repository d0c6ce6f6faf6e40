using Assay.Collecting;
using Assay.Collecting.Redaction;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Checking;
using Assay.Scoring.Pairs;
using Assay.Scoring.Prompts;
using Assay.Scoring.Running;
using Assay.Scoring.Sampling;
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
    private readonly ModelExchange _exchange;
    private readonly SampleSource _source;
    private readonly ModelAccess _access;
    private readonly SharedCalls? _sharing;
    private readonly TimeProvider _clock;

    /// <param name="sharing">Null: every question is asked anew, and nothing is kept for a cache.</param>
    public ModelJudge(Judge judge, ModelAccess access, RetryPolicy retries, SharedCalls? sharing, TimeProvider clock)
    {
        _judge = judge;
        string version = judge.Version;
        _questions = [.. judge.Questions.Select((asked, index) => new Question(judge, version, index, asked))];
        _checks = new CheckedCriteria(judge.Rubric);
        _redactor = new Redactor(judge.Redaction);
        _exchange = new ModelExchange(access, retries, clock);
        _source = new SampleSource(new QuestionAsker(judge, access, _exchange), version, judge.Terms.CacheTtl, clock);
        _access = access;
        _sharing = sharing;
        _clock = clock;
        Batching = access.Batch is { } batch ? new BatchAsking(judge, access, batch, _questions) : null;
        Version = version;
    }

    /// <summary>The version of the judge, 16 hex digits.</summary>
    public string Version { get; }

    /// <summary>Which of several verdicts of the same response it gives: each is asked for by itself, with samples of its own.</summary>
    public int Repeat { get; init; }

    /// <summary>The same questions, asked by a batch; null where there are none.</summary>
    internal BatchAsking? Batching { get; }

    IBatchAsking? IResponseJudge.Batching => Batching;

    /// <summary>How often a provider asked for fewer calls, also for responses that are still waiting.</summary>
    public long Throttled => _exchange.Throttled;

    /// <inheritdoc cref="EndpointHealth.Trouble"/>
    public string? Trouble => _exchange.Trouble;

    /// <summary>What a call that asks a question of a prepared response for one sample may take.</summary>
    private TokenEstimate Estimate(PendingVerdict pending, int question) =>
        TokenEstimate.Of(pending.Prompts[question], _questions[question].FormBytes, _judge.MaxOutputTokens);

    public IEnumerable<PlannedQuestion> Plan(PendingVerdict pending) =>
        _questions.Select(question => Planned(pending, question.Index));

    private PlannedQuestion Planned(PendingVerdict pending, int question) => new(pending, question, Estimate(pending, question), _access.Price) { ComeTogether = _access.Choices.AreGiven };

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
        return [.. judge.Questions.Select((asked, index) => new Question(judge, version, index, asked)).SelectMany(q => Keys(q, q.Render(shown), judge.Samples, repeat: 0))];
    }

    private static IEnumerable<CacheKey> Keys(Question question, Prompt prompt, SamplePlan plan, int repeat) =>
        Enumerable.Range(repeat * plan.AtMost, plan.AtMost).Select(sample => question.Keys.Of(prompt, sample));

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

        CacheKey[] keys = _sharing is null ? [] : [.. _questions.SelectMany(q => Keys(q, prompts[q.Index], _judge.Samples, Repeat))];
        return new PendingVerdict(response, decided: null, prompts, keys, [.. keys.Select(k => _sharing!.Join(k))]) { Unredacted = unredacted, Checked = known, Plan = _judge.Samples };
    }

    public PendingVerdict Prepare(AcceptedResponse owed)
    {
        PendingVerdict pending = Prepare(owed.Response);
        pending.Batched = owed.Batched;
        return pending;
    }

    /// <summary>
    /// Waits until the first call that the response needs may be made. Whoever hands over many responses waits here, one at a
    /// time, instead of having all of them wait in line.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped before it was the call's turn.</exception>
    public ValueTask TakeTurnAsync(PendingVerdict pending, CancellationToken stop) => pending.FirstToAsk is var (question, samples)
        ? _exchange.TakeTurnAheadAsync(pending, Planned(pending, question).CallsFor(samples).First(), stop)
        : ValueTask.CompletedTask;

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
            return Judged.Parked.Stopped with { Attempts = work.Attempts, Replies = work.Replies, Heard = work.Heard };
        }
    }

    private async Task<Judged> JudgeAsync(VerdictWork work)
    {
        Batching?.Take(work);
        var grades = new List<CriterionScore>(work.Pending.Checked);
        if (work.Pending.Unredacted is { } response && await _checks.LookAsync(response, grades, _clock, work.Stop) is { } unscored)
        {
            return new Judged.Decided(unscored) { Attempts = work.Attempts };
        }

        SampledQuestion[] asked = [.. _questions.Select(q => new SampledQuestion(q.Graded))];
        // What a batch brought is paid.
        bool isThrifty = work.Batched.Count == 0 && work.Pending.Heard.Count == 0 && _access.Thrift?.IsGivenUp(ThriftStep.Samples) is true;
        int? target = isThrifty ? 1 : _judge.Samples.AtLeast;
        int? wanted = null;
        while (target is { } samples)
        {
            foreach (Question question in _questions)
            {
                if (await TakeAsync(question, asked[question.Index], samples, work) is { } ended)
                {
                    return ended;
                }
            }

            wanted = samples < _judge.Samples.AtLeast ? _judge.Samples.AtLeast : _judge.Samples.Next(samples) is { } more && !IsClear(asked, grades) ? more : null;
            target = isThrifty ? null : wanted;
        }

        grades.AddRange(asked.SelectMany(a => a.Means()));
        return Decided(Scored(grades, asked.Select(a => a.FailureCode()).FirstOrDefault(code => code is not null)), asked, work) with { WithheldSamples = (wanted - 1) ?? 0 };
    }

    /// <summary>Takes as many samples as there are to be.</summary>
    /// <returns>Why there is no score; null where there may be one.</returns>
    private async Task<Judged?> TakeAsync(Question question, SampledQuestion asked, int samples, VerdictWork work)
    {
        (IReadOnlyList<QuestionSample> taken, Judged? stopped) = await _source.TakeAsync(question, asked.Count, samples - asked.Count, work);
        if (stopped is not null)
        {
            return stopped with { Attempts = work.Attempts, Replies = work.Replies, Heard = work.Heard };
        }

        asked.Add(taken);
        return asked.Failure(_judge.Samples) is { } failed ? Decided(new Verdict.Unscored(failed.Reason, failed.Detail, failed.RawReply), [asked], work) : null;
    }

    private Judged.Decided Decided(Verdict verdict, IEnumerable<SampledQuestion> asked, VerdictWork work) => new(verdict)
    {
        Attempts = work.Attempts,
        Neutralised = work.Neutralised,
        Replies = work.Replies,
        Origin = _questions.Count == 0 ? VerdictOrigin.Call : work.Origin,
        SavedUsd = work.SavedUsd,
        Heard = work.Heard,
        HeardUsd = work.HeardUsd,
        Samples = _judge.IsSampled ? [.. asked.SelectMany(a => a.Kept())] : [],
    };

    /// <summary>The overall score is, or every criterion where there is none; of samples that could all be read.</summary>
    private bool IsClear(SampledQuestion[] asked, IReadOnlyList<CriterionScore> known)
    {
        if (asked.Length == 0)
        {
            return true;
        }

        IReadOnlyList<CriterionScore>[] whole = [.. Enumerable.Range(0, asked[0].Count).Select(i => asked.Select(a => a.Said(i)).ToArray())
            .Where(said => said.All(s => s is not null)).Select(said => (IReadOnlyList<CriterionScore>)[.. InOrder([.. known, .. said.SelectMany(s => s!)])])];
        return _judge.Samples.ClearOf is { } bar && whole.Length > 0 && (_judge.Rubric.Overall is { } overall
            ? Clearance.IsClear([.. whole.Select(scores => _judge.IsPairwise ? scores.Average(s => s.Value) : _judge.OverallOf([.. scores.Select(s => s.Value)])!.Value)], overall, bar)
            : _judge.Rubric.Asked.All(c => Clearance.IsClear([.. whole.Select(scores => scores.First(s => s.Criterion == c.Name).Value)], c.Scale, bar)));
    }

    private Verdict.Scored Scored(List<CriterionScore> grades, string? failureCode)
    {
        List<CriterionScore> inOrder = InOrder(grades);
        return new Verdict.Scored(_judge.OverallOf([.. inOrder.Select(g => g.Value)]), inOrder, failureCode);
    }

    /// <summary>Checks come first, whatever their places in the rubric.</summary>
    private List<CriterionScore> InOrder(List<CriterionScore> grades) =>
        _checks.IsEmpty ? grades : [.. _judge.Rubric.Criteria.Select(c => grades.First(g => g.Criterion == c.Name))];
}
