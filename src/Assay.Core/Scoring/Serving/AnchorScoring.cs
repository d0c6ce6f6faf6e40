using System.Collections.Concurrent;
using Assay.Calibrating.Anchors;
using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;
using Assay.Scoring.Running;

namespace Assay.Scoring.Serving;

/// <summary>
/// Scores the anchors of one judge while it works: the baseline first, then one now and then, and all of them when somebody is about
/// to be told of a fall. Every call goes by the judge's pacer and budget and past the cache, and its score into no figure of what
/// is judged.
/// </summary>
internal sealed class AnchorScoring(Judge judge, AnchorTerms terms, RunKey run, IAnchorStore store, TimeProvider clock)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>After a failure, and where the budget leaves nothing.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    /// <summary>Other processes on the same ledger may have found something since.</summary>
    private static readonly TimeSpan Reread = TimeSpan.FromMinutes(10);

    /// <summary>What single anchors say is asked of all of them at most so often.</summary>
    private static readonly TimeSpan BetweenSuspicions = TimeSpan.FromHours(24);

    private const int AtATime = 16;

    /// <summary>With fewer of its scores a burst says nothing.</summary>
    private const double LeastScored = 0.8;

    private readonly IReadOnlyList<AnchorMeasure> _measures = AnchorMeasure.AllOf(judge.Rubric);
    private readonly Lock _lock = new();
    private AnchorBurst? _burst;
    private volatile AnchorBook? _book;
    private volatile string? _trouble;
    private DateTimeOffset _loadedAt;
    private long _restUntil;
    private DateTimeOffset _suspectedAt;
    private long _judged;

    /// <summary>Null before it is read.</summary>
    public AnchorBook? Book => _book;

    /// <summary>Why nothing is scored at the moment; null while all is well.</summary>
    public string? Trouble => _trouble;

    private bool IsAtRest => clock.GetUtcNow().UtcTicks < Volatile.Read(ref _restUntil);

    /// <summary>Where the scoring of all anchors stands; begins one where the last is not fresh any more.</summary>
    public AnchorCheck Check()
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (_lock)
        {
            if (_burst is null || !_burst.Answers(now))
            {
                _burst = new AnchorBurst(now, now + terms.Deadline);
            }

            if (_burst.Ended is null && now >= _burst.Until)
            {
                _burst = _burst with { Ended = new AnchorCheck.Failed($"they were not scored within {Surfacing.Alerts.AlertText.Of(terms.Deadline)}{(_trouble is { } trouble ? $": {trouble}" : "")}", now) };
            }

            return _burst.Ended ?? new AnchorCheck.Pending();
        }
    }

    /// <summary>Until the sitting ends. What goes wrong must not keep the judge from its work: it is told, and tried again.</summary>
    /// <param name="owns">Of several processes with this judge one makes its baseline and scores anchors now and then.</param>
    public async Task ScoreAsync(AnchorSitting sitting, Func<Task<bool>> owns, CancellationToken stop)
    {
        _judged = sitting.Progress.Done;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                bool isBusy = await StepAsync(sitting, owns, stop);
                _trouble = IsAtRest ? _trouble : null;
                await Task.Delay(isBusy ? TimeSpan.Zero : Pace, clock, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // What was saved is read anew.
                _book = null;
                BeAtRest(e is LedgerException ? e.Message : $"unexpected, please report it: {e}");
                await Task.Delay(Pace, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>Whether there is more to do at once.</returns>
    private async Task<bool> StepAsync(AnchorSitting sitting, Func<Task<bool>> owns, CancellationToken stop)
    {
        _book = _book is null || clock.GetUtcNow() - _loadedAt > Reread ? await LoadAsync(stop) : _book;
        if (Asked() is { } burst)
        {
            AnchorCheck ended = await BurstAsync(sitting, burst, stop);
            lock (_lock)
            {
                _burst = _burst == burst ? burst with { Ended = ended } : _burst;
            }

            return true;
        }

        IReadOnlyList<AnchorItem> missing = _book.Missing();
        long due = terms.Trickle == 0 ? 0 : (sitting.Progress.Done - _judged) / terms.Trickle;
        if (IsAtRest || (missing.Count == 0 && due == 0))
        {
            return false;
        }

        if (!await owns())
        {
            // Another process does: what it found is read again later.
            _judged = sitting.Progress.Done;
            RestFor(Rest);
            _book = missing.Count > 0 ? null : _book;
            return false;
        }

        if (missing.Count > 0)
        {
            _judged = sitting.Progress.Done;
            await AskAsync(sitting, Priority.Backfill, [.. missing.Take(AtATime).Select(i => (i, AnchorPurpose.Baseline))], clock.GetUtcNow(), stop);
        }
        else
        {
            await TrickleAsync(sitting, due, stop);
        }

        return true;
    }

    private async Task<AnchorBook> LoadAsync(CancellationToken cancellationToken)
    {
        _loadedAt = clock.GetUtcNow();
        IReadOnlyList<StoredAnchorReading> stored = await store.ReadingsAsync(new AnchorQuery(judge.Name, terms.Set.Version) { JudgeVersion = judge.Version }, cancellationToken);
        return new AnchorBook(terms, _measures, [.. stored.Select(s => s.Reading)]);
    }

    private AnchorBurst? Asked()
    {
        lock (_lock)
        {
            return _burst is { Ended: null } burst && clock.GetUtcNow() < burst.Until ? burst : null;
        }
    }

    private async Task TrickleAsync(AnchorSitting sitting, long due, CancellationToken stop)
    {
        // What could not be asked in time is passed over: it is a sample.
        _judged = due > AtATime ? sitting.Progress.Done : _judged + (due * terms.Trickle);
        await AskAsync(sitting, Priority.Backfill, [.. _book!.Next((int)Math.Min(due, AtATime)).Select(i => (i, AnchorPurpose.Trickle))], clock.GetUtcNow(), stop);
        DateTimeOffset now = clock.GetUtcNow();
        if (now - _suspectedAt > BetweenSuspicions && _book.Latest is { } baseline
            && TrickleTest.IsSuspicious(TrickleTest.Evidence(baseline.Readings, _book.Trickle, _book.Main, terms.Runs)))
        {
            _suspectedAt = now;
            Check();
        }
    }

    private async Task<AnchorCheck> BurstAsync(AnchorSitting sitting, AnchorBurst burst, CancellationToken stop)
    {
        AnchorBook before = _book = await LoadAsync(stop);
        if (before.Latest is null)
        {
            return new AnchorCheck.Failed($"their baseline is not complete yet: {before.Missing().Count} scores of it are missing", clock.GetUtcNow());
        }

        using var late = new CancellationTokenSource(TimeSpan.FromTicks(Math.Max(1, (burst.Until - clock.GetUtcNow()).Ticks)), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        (AnchorItem, AnchorPurpose)[] asked = [.. terms.Burst(judge.Questions.Count).Select(i => (i, AnchorPurpose.Burst))];
        IReadOnlyList<JudgedAnchor> judged = [];
        try
        {
            judged = await AskAsync(sitting, Priority.Live, asked, burst.BegunAt, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return new AnchorCheck.Failed($"they were not scored within {Surfacing.Alerts.AlertText.Of(terms.Deadline)}", clock.GetUtcNow());
        }

        AnchorReading[] scored = [.. judged.Select(j => j.Reading).Where(r => r.Reason is null)];
        return scored.Length < LeastScored * asked.Length
            ? new AnchorCheck.Failed($"only {scored.Length} of {asked.Length} could be scored{(_trouble is { } trouble ? $": {trouble}" : "")}", clock.GetUtcNow())
            : new AnchorCheck.Done(before, scored, judged.Sum(j => (long)j.Judged.Attempts.Count), clock.GetUtcNow());
    }

    /// <summary>Asks some anchors at once and saves what comes of it, also where it is broken off.</summary>
    private async Task<IReadOnlyList<JudgedAnchor>> AskAsync(AnchorSitting sitting, Priority priority, IReadOnlyList<(AnchorItem Item, AnchorPurpose Purpose)> asked, DateTimeOffset at, CancellationToken stop)
    {
        // Nothing is shared: an answer from the cache would be that of the judge as it was.
        IResponseJudge model = sitting.Access.At(priority).With(thrift: null).Open(judge, sharing: null, clock);
        int baseline = _book!.Current;
        var judged = new ConcurrentQueue<JudgedAnchor>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(AtATime, sitting.Concurrency), CancellationToken = enough.Token }, async (next, _) =>
            {
                Judged found = await model.JudgeAsync(next.Item.Response, sitting.Abort, enough.Token);
                judged.Enqueue(new JudgedAnchor(Reading(next.Item, next.Purpose, baseline, at, found), found));
                if (found is Judged.Paused or Judged.Parked { IsPutOff: true })
                {
                    BeAtRest(found is Judged.Paused paused ? paused.Error : ((Judged.Parked)found).Error);
                    await enough.CancelAsync();
                }
            });
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The provider failed, or there is no money: what there is is saved.
        }
        finally
        {
            await SaveAsync(sitting, [.. judged.Where(j => j.Reading.Reason != AnchorReading.NotAnswered || j.Judged.Attempts.Count > 0)]);
        }

        return [.. judged];
    }

    private AnchorReading Reading(AnchorItem item, AnchorPurpose purpose, int baseline, DateTimeOffset at, Judged judged) =>
        new(Guid.CreateVersion7(clock.GetUtcNow()), item.Response.Id, purpose, baseline, at)
        {
            Scores = judged is Judged.Decided { Verdict: Verdict.Scored scored } ? AnchorMeasure.ScoresOf(scored) : new Dictionary<string, double>(),
            Reason = judged switch
            {
                Judged.Decided { Verdict: Verdict.Scored } => null,
                Judged.Decided { Verdict: Verdict.Unscored unscored } => unscored.Reason.ToSnakeCase(),
                _ => AnchorReading.NotAnswered,
            },
            CostUsd = judged.Attempts.Sum(a => a.CostUsd),
        };

    private async Task SaveAsync(AnchorSitting sitting, IReadOnlyList<JudgedAnchor> judged)
    {
        if (judged.Count == 0)
        {
            return;
        }

        decimal cost = judged.Sum(j => j.Reading.CostUsd);
        decimal? reserved = sitting.Budget is { } budget ? await budget.BeginRecordingAsync(cost) : null;
        Held? held = null;
        try
        {
            held = await store.RecordAsync(run, terms.Set.Version, judged, reserved, CancellationToken.None) ?? default(Held);
        }
        finally
        {
            sitting.Budget?.EndRecording(cost, held);
        }

        judged.ToList().ForEach(j => sitting.Progress.AddAttempts(j.Judged));
        _book = _book?.With(judged.Select(j => j.Reading));
    }

    private void BeAtRest(string why)
    {
        _trouble = why;
        RestFor(Rest);
    }

    private void RestFor(TimeSpan time) => Volatile.Write(ref _restUntil, (clock.GetUtcNow() + time).UtcTicks);
}
