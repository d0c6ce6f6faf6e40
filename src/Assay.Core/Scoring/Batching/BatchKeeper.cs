using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Scoring.Batching;

/// <summary>
/// The batch lane of one run or one sitting: gathers what may wait, sends it, looks after what was sent, and hands what came of it
/// to the pipeline, which is also where goes what cannot wait. For one caller at a time.
/// </summary>
public sealed class BatchKeeper(ScoringWork work, VerdictPipeline pipeline, RunProgress progress, TimeProvider clock)
{
    private const int LiveChunk = 250;

    private readonly BatchWork _batches = work.Batches!;
    private readonly BatchSubmission _submission = new(work, work.Batches!);
    private readonly BatchReading _reading = new(work, work.Batches!, pipeline, clock);
    private readonly IBatchStore _store = work.Ledger.Batches;
    private readonly BatchQueue _queue = new(work.Batches!, clock);
    private readonly HashSet<(string Endpoint, string Model)> _formsAsked = [];
    private readonly Dictionary<long, WatchedBatch> _open = [];
    private int _failedLooks;
    private int _failedSends;
    private long _failedSendAt;
    private bool _isShort;
    private bool _isLiveOnly;
    private bool _sendsAll;

    /// <summary>Why nothing more is put into batches: a budget leaves no room, and nothing is out that would give some back. Null while all is well.</summary>
    public string? BudgetReached { get; private set; }

    /// <summary>Something waits in a batch.</summary>
    public bool IsWaiting => _open.Count > 0;

    /// <summary>As much is gathered as goes into a batch.</summary>
    public bool IsFull => _queue.Count >= _batches.Rules.MostResponses;

    /// <summary>Until there is something to do.</summary>
    public TimeSpan UntilNext
    {
        get
        {
            TimeSpan next = _open.Values.Select(w => w.Until(clock)).Append(_batches.Rules.LongestWait).Min();
            TimeSpan send = _queue.Count == 0 || _isShort ? next : _sendsAll ? UntilRetry() : UntilSend();
            TimeSpan first = send > next ? next : send;
            // Timers count whole milliseconds: one that comes early would find nothing to do.
            return TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(first.TotalMilliseconds)));
        }
    }

    /// <summary>Finds what an earlier process left in batches.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        foreach (HeldBatch batch in await _store.OpenAsync(work.Run, cancellationToken))
        {
            _open[batch.Key] = new WatchedBatch(batch);
        }

        Show();
    }

    /// <summary>Takes in what is owed: what may wait is gathered, the rest is judged at once, and what waits in a batch already is left there.</summary>
    public async Task AddAsync(IReadOnlyList<AcceptedResponse> owed)
    {
        if (owed.Count == 0)
        {
            return;
        }

        BatchedKeys known = await _store.WhereAsync(work.Run, [.. owed.Select(o => o.Key)], pipeline.Broken);
        List<AcceptedResponse> live = [.. owed.Where(o => !known.Waiting.Contains(o.Key) && !_queue.TryAdd(o.Key, o.ReceivedAt, known, WaitingUntil))];
        // What it heard already is not asked again.
        await pipeline.AddAsync([.. live.Where(o => !known.Heard.Contains(o.Key))]);
        await JudgeAsync([.. live.Select(o => o.Key).Where(known.Heard.Contains)]);
    }

    private async Task JudgeAsync(IReadOnlyList<long> keys)
    {
        foreach (long[] chunk in keys.Chunk(LiveChunk))
        {
            await pipeline.AddAsync(await _store.ResponsesAsync(work.Run, chunk, pipeline.Broken));
        }
    }

    /// <summary>Sends what is full or has been gathered long enough, and looks at what was sent.</summary>
    /// <exception cref="ProviderException">The provider refuses the judge, or has not answered about batches for long.</exception>
    public async Task WorkAsync(bool all, CancellationToken cancellationToken)
    {
        _sendsAll = all;
        await SendAsync(cancellationToken);
        foreach (WatchedBatch watched in _open.Values.Where(w => w.Until(clock) <= TimeSpan.Zero).ToList())
        {
            if (pipeline.Paused is null)
            {
                await LookAsync(watched, cancellationToken);
            }
        }

        Show();
    }

    /// <summary>Nothing more will come in: sends all, and waits until everything has its outcome, or stays owed.</summary>
    /// <inheritdoc cref="WorkAsync"/>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await WorkAsync(all: true, cancellationToken);
            if (pipeline.Paused is not null || BudgetReached is not null || (!IsWaiting && _queue.Count == 0))
            {
                return;
            }

            await Task.Delay(UntilNext, clock, cancellationToken);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        _isShort = false;
        while (_queue.Count > 0 && pipeline.Paused is null && (_sendsAll ? UntilRetry() : UntilSend()) <= TimeSpan.Zero)
        {
            if (_isLiveOnly || !_batches.Terms.MayWait)
            {
                await JudgeFirstAsync(Math.Min(_queue.Count, LiveChunk), cancellationToken);
                continue;
            }

            using FilledBatches filled = await new BatchFilling(work, _batches, IsAsked, clock).FillAsync(_queue.Items, work.Budget?.Free ?? decimal.MaxValue, cancellationToken);
            if (filled.IsCutTooSmall(_queue.Count))
            {
                await NoteShortAsync();
                return;
            }

            if (filled.Looked == 0)
            {
                await JudgeFirstAsync(1, cancellationToken);
                continue;
            }

            if (await FindFormAsync(filled, cancellationToken))
            {
                continue;
            }

            List<QueuedVerdict> looked = _queue.TakeFirst(filled.Looked);
            IReadOnlyList<FilledBatch> unsent = await SendAsync(filled, cancellationToken);
            await pipeline.AddAsync(filled.Live);
            if (unsent.Count > 0)
            {
                _queue.PutBack(looked, filled, unsent);
                await NoteShortAsync();
                return;
            }

            _queue.SetAside(filled.Twins);
            BudgetReached = null;
        }
    }

    /// <returns>Those that there was too little money for; nothing of them was sent.</returns>
    private async Task<IReadOnlyList<FilledBatch>> SendAsync(FilledBatches filled, CancellationToken cancellationToken)
    {
        List<FilledBatch> batches = filled.Batches.FindAll(b => b.Items.Count > 0);
        for (int i = 0; i < batches.Count; i++)
        {
            if (!await TrySendAsync(batches[i], filled.Questions, cancellationToken))
            {
                return batches[i..];
            }
        }

        return [];
    }

    /// <summary>One that is asked live finds out which form of reply the endpoint gives, before thousands are asked in one that it refuses.</summary>
    /// <returns>Whether one was: what was filled is to be filled again.</returns>
    private async Task<bool> FindFormAsync(FilledBatches filled, CancellationToken cancellationToken)
    {
        if (filled.Batches.Find(b => b.Items.Count > 0 && !work.Judge.Batching!.KnowsForm(b.Access) && _formsAsked.Add(b.Access.Place)) is not { } unknown)
        {
            return false;
        }

        _queue.BringToFront(unknown.Items[0].ResponseKey);
        await JudgeFirstAsync(1, cancellationToken);
        await pipeline.DrainAsync();
        return true;
    }

    private async Task JudgeFirstAsync(int count, CancellationToken cancellationToken)
    {
        await pipeline.AddAsync(await BatchQueue.OwedAsync(work, [.. _queue.Items.Take(count).Select(q => q.Key)], cancellationToken));
        _queue.TakeFirst(count);
    }

    private async Task<bool> TrySendAsync(FilledBatch filled, IReadOnlySet<UInt128> questions, CancellationToken cancellationToken)
    {
        ProviderException? trouble = null;
        try
        {
            if (!await _submission.TrySendAsync(filled, cancellationToken))
            {
                return false;
            }
        }
        catch (ProviderException e)
        {
            trouble = e;
        }

        foreach (HeldBatch batch in (await _store.OpenAsync(work.Run, CancellationToken.None)).Where(b => !_open.ContainsKey(b.Key)))
        {
            _open[batch.Key] = new WatchedBatch(batch) { Trouble = trouble, Questions = questions };
        }

        _failedSendAt = clock.GetTimestamp();
        if (trouble is { Class: ErrorClass.Judge, StatusCode: not null } && _open.Values.FirstOrDefault(w => w.Batch.Token == filled.Token) is { } refused)
        {
            // Refused in so many words, it cannot be there.
            await TakeBackAsync(refused.Batch, trouble);
            _isLiveOnly = !_batches.Terms.MustWait && HasNoBatches(trouble);
        }

        _failedSends = trouble is null || _isLiveOnly ? 0 : Failures(_failedSends, trouble);
        return true;
    }

    private async Task TakeBackAsync(HeldBatch batch, ProviderException trouble) => SendAgain(batch, await _submission.TakeBackAsync(batch, trouble.Message));

    private void SendAgain(HeldBatch batch, IReadOnlyList<BatchItem> items)
    {
        _open.Remove(batch.Key);
        if (!_batches.IsFed)
        {
            foreach (long key in items.Select(i => i.ResponseKey).Distinct())
            {
                _queue.Add(key, batch.Deadline);
            }
        }

        _queue.AskTwinsAgain();
    }

    /// <summary>Whether an endpoint has batches shows only when it is asked.</summary>
    private static bool HasNoBatches(ProviderException error) => error.StatusCode is 404 or 405 or 501;

    private async Task LookAsync(WatchedBatch watched, CancellationToken cancellationToken)
    {
        HeldBatch batch = watched.Batch = (await _store.OpenAsync(work.Run, cancellationToken)).FirstOrDefault(b => b.Key == watched.Batch.Key) ?? watched.Batch with { State = HeldBatchState.Settled };
        try
        {
            await LookAsync(watched, batch, cancellationToken);
            _failedLooks = 0;
            watched.NextLook(_batches.Rules.WaitAfter(clock.GetUtcNow() - batch.BegunAt), clock);
        }
        catch (ProviderException e) when (HasNoBatches(e) && batch.State == HeldBatchState.Preparing)
        {
            await TakeBackAsync(batch, e);
        }
        catch (ProviderException e) when (e.StatusCode == 404 && batch.ProviderId is { } id)
        {
            throw new ProviderException(
                ErrorClass.Judge,
                $"the provider does not know the batch {id} under this key: it is of another account, or was deleted. {batch.Waiting} verdicts wait in it; use the key it was sent with, or give it up with `assay batches cancel {batch.Token} --give-up`", e);
        }
        catch (ProviderException e)
        {
            _failedLooks = Failures(_failedLooks, e);
            watched.NextLook(_batches.Rules.WaitAfter(_failedLooks), clock);
        }
    }

    private async Task LookAsync(WatchedBatch watched, HeldBatch batch, CancellationToken cancellationToken)
    {
        BatchStatus? status = batch is { ProviderId: { } id, IsUnanswered: false } ? await _batches.ClientOf(batch).StatusAsync(id, cancellationToken) : null;
        watched.Done = status?.Done ?? watched.Done;
        switch (batch.State)
        {
            case HeldBatchState.Preparing:
                if (await _submission.FindAsync(batch, watched.Trouble, cancellationToken) is { } again)
                {
                    SendAgain(batch, again);
                }
                else if (IsLate(batch) && await _store.FindAsync(batch.Token, cancellationToken) is { State: HeldBatchState.Preparing })
                {
                    await GiveUpAsync(watched, batch, "it could not be told whether its provider has it before its deadline came", cancellationToken);
                }

                break;
            case HeldBatchState.Submitted when status is { State: BatchState.Ended or BatchState.Refused }:
                await _store.NoteEndedAsync(batch.Key, status.State == BatchState.Refused ? status.Error ?? "the provider refused the batch" : null, CancellationToken.None);
                await ReadAsync(watched, batch with { IsUnanswered = status.State == BatchState.Refused, Error = status.Error }, status, cancellationToken);
                break;
            case HeldBatchState.Submitted:
                await KeepDeadlineAsync(watched, batch, cancellationToken);
                break;
            case HeldBatchState.Ended:
                await ReadAsync(watched, batch, status, cancellationToken);
                break;
            default:
                Close(batch);
                break;
        }
    }

    private async Task ReadAsync(WatchedBatch watched, HeldBatch batch, BatchStatus? status, CancellationToken cancellationToken)
    {
        if (await _reading.ReadAsync(batch, batch.IsUnanswered ? null : status, ++watched.Readings >= _batches.Rules.MostReadings, cancellationToken))
        {
            Close(batch);
            await GoOnAsync([.. pipeline.TakeForBatch()]);
        }
    }

    /// <summary>Those of a panel that is not through go into its next batch, unless they still wait in another one, or there is no time for it.</summary>
    private async Task GoOnAsync(IReadOnlyList<(long Key, DateTimeOffset ReceivedAt)> open)
    {
        if (_batches.IsFed || open.Count == 0)
        {
            return;
        }

        BatchedKeys known = await _store.WhereAsync(work.Run, [.. open.Select(o => o.Key)], pipeline.Broken);
        await JudgeAsync([.. open.Where(o => !known.Waiting.Contains(o.Key) && !_queue.TryAdd(o.Key, o.ReceivedAt, known, WaitingUntil)).Select(o => o.Key)]);
    }

    /// <summary>In time before its deadline it is cancelled, and where even that takes too long, not waited for.</summary>
    private async Task KeepDeadlineAsync(WatchedBatch watched, HeldBatch batch, CancellationToken cancellationToken)
    {
        if (IsLate(batch) && batch.CancelAskedAt is not null)
        {
            await GiveUpAsync(watched, batch, "it had not ended when its deadline came, though it was cancelled", cancellationToken);
        }
        else if (batch.CancelAskedAt is null && batch.Deadline - clock.GetUtcNow() <= DeadlineRule.Margin(WaitingUntil(batch.Deadline), _batches.Rules.LivePerSecond))
        {
            await _batches.ClientOf(batch).CancelAsync(batch.ProviderId!, cancellationToken);
            await _store.NoteCancelAskedAsync(batch.Key, CancellationToken.None);
        }
    }

    /// <summary>There is no more time left than asking live takes.</summary>
    private bool IsLate(HeldBatch batch) => batch.Deadline - clock.GetUtcNow() <= DeadlineRule.LiveTime(WaitingUntil(batch.Deadline), _batches.Rules.LivePerSecond);

    /// <summary>What batches leave open is asked live one batch after another: all that would have to be asked by then.</summary>
    private int WaitingUntil(DateTimeOffset? deadline) => _open.Values.Where(w => w.Batch.Deadline <= deadline).Sum(w => w.Batch.Waiting);

    private async Task GiveUpAsync(WatchedBatch watched, HeldBatch batch, string why, CancellationToken cancellationToken)
    {
        await _store.GiveUpAsync(batch.Key, why, CancellationToken.None);
        await ReadAsync(watched, batch with { IsUnanswered = true, Error = why }, status: null, cancellationToken);
    }

    private void Close(HeldBatch batch)
    {
        _open.Remove(batch.Key);
        (BudgetReached, _isShort) = (null, false);
        _queue.AskTwinsAgain();
    }

    private bool IsAsked(UInt128 question) => _open.Values.Any(w => w.Questions.Contains(question));

    private async Task NoteShortAsync()
    {
        _isShort = true;
        if (IsWaiting || work.Budget is not { } budget)
        {
            return;
        }

        // What is under way live gives money back too.
        decimal free = budget.Free;
        await pipeline.DrainAsync();
        _isShort = budget.Free <= free;
        BudgetReached = _isShort ? budget.ReachedByBatch : null;
    }

    /// <returns>How often it failed in a row now. A provider that asks for patience has not failed.</returns>
    /// <exception cref="ProviderException">It is not to be tried again, or was too often.</exception>
    private int Failures(int before, ProviderException error) => error.Class switch
    {
        ErrorClass.Judge => throw error,
        ErrorClass.Throttle => Math.Max(before, 1),
        _ when before + 1 >= _batches.Rules.MostFailures => throw error,
        _ => before + 1,
    };

    private TimeSpan UntilSend()
    {
        TimeSpan gathered = IsFull ? TimeSpan.Zero : _batches.Rules.Gathering - _queue.Waited;
        TimeSpan retry = UntilRetry();
        return gathered > retry ? gathered : retry;
    }

    private TimeSpan UntilRetry() => _failedSends > 0 ? _batches.Rules.WaitAfter(_failedSends) - clock.GetElapsedTime(_failedSendAt) : TimeSpan.Zero;

    private void Show() => progress.Batches = _open.Count == 0 ? null : new BatchProgress(
        _open.Count, _open.Values.Sum(w => w.Batch.Waiting), _open.Values.Sum(w => Math.Min(w.Done, w.Batch.Waiting)), clock.GetUtcNow() + _open.Values.Min(w => w.Until(clock)));
}
