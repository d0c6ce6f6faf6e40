using Assay.Calibrating.Anchors;
using Assay.Collecting.Intake;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;

namespace Assay.Scoring.Serving;

/// <summary>
/// One judge of the service: judges what the ledger owes it until it is told to stop. A judge that cannot go on, because its
/// provider refuses it, its budget is used up or the ledger cannot be written, pauses with its reason and tries again by itself.
/// </summary>
/// <param name="access">Opens the way to the models for one sitting.</param>
public sealed class StandingJudge(
    Judge judge, RunKey run, IServiceLedger ledger, Func<Budget?, CancellationToken, Task<JudgeAccess>> access, StandingOptions options, TimeProvider clock)
    : IDisposable
{
    private const int Batch = 250;

    // Responses that wait for a retry, a shared call or their saving take no slot from others, but they take memory.
    private const int WaitingBeside = 512;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly OwedFeed _owed = new(ledger, run, judge.Terms.Trigger, clock);
    private readonly RunProgress _progress = new();
    private readonly AnchorScoring? _anchors = judge.Terms.Anchors is { } terms ? new AnchorScoring(judge, terms, run, ledger.Anchors, clock) : null;
    private volatile Pause? _pause;
    private volatile VerdictPipeline? _pipeline;
    private volatile JudgeAccess? _access;
    private volatile Budget? _budget;
    private volatile bool _isResting;

    public Judge Judge => judge;

    public RunKey Run => run;

    public RunProgress Progress => _progress;

    /// <summary>Why nothing is judged at the moment; null while all is well.</summary>
    public Pause? Paused => _pipeline?.Paused is { } paused ? new Pause(paused.Reason.ToSnakeCase(), paused.Error) { Until = clock.GetUtcNow() + FirstPause } : _pause;

    /// <summary>What its provider says instead of answering, for some seconds now; null while it answers, and while the judge pauses.</summary>
    public string? Trouble => _pipeline is null ? null : _progress.Judge?.Trouble;

    /// <summary>Nothing is under way, and nothing is owed that may be tried now.</summary>
    public bool IsResting => _isResting && (_pipeline?.IsEmpty ?? true);

    /// <summary>The provider asked to be left alone for a while, or does not answer.</summary>
    public bool IsHeldUp => _access?.Pacers.Any(p => p.Snapshot() is { PausedUntil: not null } or { Breaker: not BreakerState.Closed }) ?? false;

    /// <summary>What its trigger waits for; null while it judges, and where what comes in is judged at once.</summary>
    public TriggerWait? WaitsFor => Paused is null ? _owed.WaitsFor : null;

    /// <summary>What is given up to make its budget last; null where nothing ever is.</summary>
    public Thrift? Thrift { get; private set; }

    /// <summary>What it said of its anchors; null where it has none, or they are not read yet.</summary>
    public AnchorBook? Anchors => _anchors?.Book;

    /// <summary>Why its anchors are not scored at the moment; null while they are, or where it has none.</summary>
    public string? AnchorTrouble => _anchors?.Trouble;

    /// <summary>What an older version of it left in batches and this one cannot end; null where there is nothing of the kind.</summary>
    public string? OlderBatches { get; private set; }

    /// <summary>Has all anchors scored, unless that was just done; ask again until it is.</summary>
    /// <returns>Null where it has none.</returns>
    public AnchorCheck? CheckAnchors() => _anchors is null ? null
        : Paused is { } pause ? new AnchorCheck.Failed($"the judge is paused: {pause.Error}", clock.GetUtcNow())
        : _anchors.Check();

    /// <summary>There is something new in the ledger.</summary>
    public void Ring()
    {
        if (_work.CurrentCount == 0)
        {
            try
            {
                _work.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else rang at the same moment.
            }
        }
    }

    public void Dispose() => _work.Dispose();

    /// <param name="stop">Start no more, finish what is in flight.</param>
    /// <param name="abort">Leave what is in flight owed.</param>
    public async Task JudgeAsync(CancellationToken stop, CancellationToken abort)
    {
        TimeSpan wait = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            long before = _progress.Done;
            Pause? pause = await SitAsync(stop, abort);
            if (pause is null || stop.IsCancellationRequested)
            {
                return;
            }

            wait = _progress.Done > before ? FirstPause : wait;
            _pause = pause with { Until = clock.GetUtcNow() + wait };
            try
            {
                await Task.Delay(wait, clock, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            wait = wait * 2 < LongestPause ? wait * 2 : LongestPause;
        }
    }

    /// <summary>Judges until asked to stop; what stopped it otherwise.</summary>
    private async Task<Pause?> SitAsync(CancellationToken stop, CancellationToken abort)
    {
        try
        {
            await ledger.BeginSittingAsync(run, abort);
            using Budget? budget = await BudgetAsync(abort);
            Thrift? thrift = ThriftOf(budget);
            JudgeAccess models = (await access(budget, abort)).With(thrift);
            _access = models;
            var work = new ScoringWork
            {
                Ledger = ledger,
                Run = run,
                Judge = models.Open(judge, options.Cache?.Sharing, clock),
                Rule = new IntakeRule(judge.Terms.Filter, new Sample(judge.Terms.Sample)),
                Budget = budget,
                Thrift = thrift,
                Cache = options.Cache,
                InFlight = options.InFlight,
                Open = (2 * options.Concurrency) + WaitingBeside,
                Batches = await BatchesAsync(models, abort),
            };
            _progress.Judge = work.Judge;
            using var pipeline = new VerdictPipeline(work, _progress, clock, stop, abort);
            _pipeline = pipeline;
            using var sitting = CancellationTokenSource.CreateLinkedTokenSource(pipeline.Taking);
            Task anchors = ScoreAnchorsAsync(new AnchorSitting(models, budget, _progress) { Concurrency = options.Concurrency, Abort = pipeline.Broken }, sitting.Token);
            Task older = Task.Run(() => EndOlderAsync(new OlderBatches(work, models.Batches, options.BatchRules, clock), sitting.Token), CancellationToken.None);
            BatchKeeper? batches = work.Batches is null ? null : new BatchKeeper(work, pipeline, _progress, clock);
            try
            {
                await (batches is null ? FeedAsync(pipeline) : FeedAsync(pipeline, batches));
            }
            catch (OperationCanceledException) when (pipeline.Taking.IsCancellationRequested)
            {
                // Asked to stop, or the ledger broke: the pipeline tells which.
            }
            finally
            {
                await sitting.CancelAsync();
                await anchors;
                await older;
                await EndAsync(pipeline);
            }

            if (budget is not null)
            {
                await ledger.ReserveAsync(run, 0, CancellationToken.None);
            }

            return pipeline.Paused is { } paused ? new Pause(paused.Reason.ToSnakeCase(), paused.Error)
                : batches?.BudgetReached is { } reached ? new Pause(PauseReason.Budget.ToSnakeCase(), reached)
                : null;
        }
        catch (ProviderException e)
        {
            return new Pause(PauseReason.Provider.ToSnakeCase(), e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (LedgerException e)
        {
            return new Pause("ledger", e.Message);
        }
    }

    private Task ScoreAnchorsAsync(AnchorSitting sitting, CancellationToken stop) => _anchors is null
        ? Task.CompletedTask
        : Task.Run(() => _anchors.ScoreAsync(sitting, () => ledger.TryOwnSourceAsync($"anchors of {judge.Name}", stop), stop), CancellationToken.None);

    /// <summary>Of several processes the one that has the batches of the judge, whatever their version: one that works with an older version still has its own.</summary>
    private async Task EndOlderAsync(OlderBatches older, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                TimeSpan wait = options.BatchRules.LongestWait;
                if (!await older.AnyAsync(stop))
                {
                    OlderBatches = null;
                }
                else if (await ledger.TryOwnSourceAsync($"batches of {judge.Name}", stop))
                {
                    (OlderBatches, wait) = await older.LookAsync(stop);
                }

                await Task.Delay(wait, clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (LedgerException e)
        {
            // Judging meets the same, and pauses; the next sitting looks again.
            OlderBatches = $"batches of older versions are not looked after: {e.Message}";
        }
    }

    private async Task EndAsync(VerdictPipeline pipeline)
    {
        try
        {
            await pipeline.CompleteAsync();
        }
        finally
        {
            _pipeline = null;
        }
    }

    private async Task FeedAsync(VerdictPipeline pipeline)
    {
        long done = _progress.Done;
        while (pipeline.Paused is null)
        {
            if (_progress.Done > done)
            {
                _pause = null;
            }

            IReadOnlyList<AcceptedResponse> owed = await _owed.TakeAsync(Batch, pipeline.Taking);
            if (owed.Count == 0)
            {
                _isResting = true;
                await _work.WaitAsync(_owed.LongestSleep, pipeline.Taking);
                _isResting = false;
                continue;
            }

            FailPoint.Hit("taken");
            await AddAsync(pipeline, owed);
        }

        _owed.Interrupt();
    }

    /// <summary>Of several processes one has the batches of the judge, and all that it is owed; the others wait for it to be gone.</summary>
    private async Task FeedAsync(VerdictPipeline pipeline, BatchKeeper batches)
    {
        bool isOpen = false;
        while (pipeline.Paused is null && batches.BudgetReached is null)
        {
            IReadOnlyList<AcceptedResponse> owed = [];
            if (await ledger.TryOwnSourceAsync($"batches of {judge.Name}", pipeline.Taking))
            {
                if (!isOpen)
                {
                    await batches.OpenAsync(pipeline.Taking);
                    isOpen = true;
                }

                owed = batches.IsFull ? [] : await _owed.TakeAsync(Batch, pipeline.Taking);
                // What may have killed the process before is judged at once, and alone.
                await AddAsync(pipeline, [.. owed.Where(o => Quarantine.IsAlone(o.Deaths))]);
                await batches.AddAsync([.. owed.Where(o => !Quarantine.IsAlone(o.Deaths))]);
                await batches.WorkAsync(all: false, pipeline.Taking);
                _pause = null;
            }

            if (owed.Count == 0)
            {
                _isResting = true;
                await _work.WaitAsync(batches.UntilNext < _owed.LongestSleep ? batches.UntilNext : _owed.LongestSleep, pipeline.Taking);
                _isResting = false;
            }
        }

        _owed.Interrupt();
    }

    private async Task<BatchWork?> BatchesAsync(JudgeAccess models, CancellationToken cancellationToken)
    {
        LaneTerms terms = judge.Terms.Lanes;
        return models.Batches.Count > 0 && (terms.MayWait || (await ledger.Batches.OpenAsync(run, cancellationToken)).Count > 0)
            ? new BatchWork(models.Batches)
            {
                Terms = terms,
                Rules = options.BatchRules.With(options.Concurrency),
                IsFed = true,
                Seen = await BatchWork.SeenAsync(models.Batches, ledger.Batches, cancellationToken),
            }
            : null;
    }

    /// <summary>What may have killed the process before comes last, and each with nothing else under way.</summary>
    private static async Task AddAsync(VerdictPipeline pipeline, IReadOnlyList<AcceptedResponse> owed)
    {
        List<AcceptedResponse> suspects = [.. owed.Where(o => Quarantine.IsAlone(o.Deaths))];
        await pipeline.AddAsync(suspects.Count == 0 ? owed : [.. owed.Where(o => !Quarantine.IsAlone(o.Deaths))]);
        foreach (AcceptedResponse suspect in suspects)
        {
            await pipeline.DrainAsync();
            await pipeline.AddAsync([suspect]);
            await pipeline.DrainAsync();
        }
    }

    /// <summary>Over sittings, so that a pause does not make it forget what it learnt.</summary>
    private Thrift? ThriftOf(Budget? budget)
    {
        _budget = budget;
        return budget is null || judge.Terms.Thrift is not { } terms ? null : Thrift ??= new Thrift(terms, () => _budget?.Left() ?? [], clock);
    }

    private async Task<Budget?> BudgetAsync(CancellationToken cancellationToken)
    {
        if (judge.Terms.BudgetUsdPerDay is not { } perDay)
        {
            return null;
        }

        Running.Spending spent = await ledger.SpendingAsync(run, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), cancellationToken);
        var cap = new SpendingCap($"today's budget of the judge {judge.Name}", perDay, spent.JudgeDayUsd, PerDay: true);
        return new Budget([cap], clock, (usd, cancel) => ledger.ReserveAsync(run, usd, cancel));
    }

    /// <param name="Reason"><c>provider</c>, <c>budget</c> or <c>ledger</c>.</param>
    public sealed record Pause(string Reason, string Error)
    {
        /// <summary>When it is tried again.</summary>
        public DateTimeOffset Until { get; init; }
    }
}
