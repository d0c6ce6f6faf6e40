using Assay.Cli.Judging;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;
using Assay.Storage;

namespace Assay.Cli.Running;

/// <summary>A ledger, a cache and a judge that are ready to score: the one way that every verb's responses go to be judged.</summary>
internal sealed class ScoringSession : IAsyncDisposable
{
    private const int LiveConcurrency = 32;
    private const int OfflineConcurrency = 512;

    // Responses that wait for a retry, a shared call or their saving take no slot from others, but they take memory.
    private const int WaitingBeside = 512;

    private readonly LedgerStore _store;
    private readonly IVerdictCache? _cache;
    private readonly JudgeSession _session;
    private readonly TimeProvider _clock;
    private readonly Interrupts _interrupts;

    private ScoringSession(LedgerStore store, IServiceLedger ledger, IVerdictCache? cache, JudgeSession session, (TimeProvider Clock, Interrupts Interrupts) around)
    {
        _store = store;
        Ledger = ledger;
        _cache = cache;
        _session = session;
        (_clock, _interrupts) = around;
    }

    public IServiceLedger Ledger { get; }

    /// <summary>The ledger's place, without a password.</summary>
    public string Store => _store.Shown;

    /// <inheritdoc cref="IVerdictCache.Trouble"/>
    public string? CacheTrouble => _cache?.Trouble;

    /// <param name="cache">A file or an address; null: every question is asked.</param>
    public static async Task<ScoringSession> OpenAsync(LedgerStore store, string? cache, JudgeSession session, TimeProvider clock, Interrupts interrupts)
    {
        IServiceLedger ledger = await store.OpenAsync(clock, isService: false, interrupts.Abort);
        try
        {
            IVerdictCache? opened = cache is null ? null : await CacheStore.OpenAsync(cache, clock, interrupts.Abort);
            return new ScoringSession(store, ledger, opened, session, (clock, interrupts));
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    /// <summary>Continues the unfinished run of this identity, or begins one.</summary>
    public async Task<RunKey> OpenRunAsync(RunIdentity identity)
    {
        RunKey run = await Ledger.OpenRunAsync(identity, _session.Judge, _interrupts.Abort);
        foreach (ModelPrice price in _session.Prices)
        {
            await Ledger.SavePriceAsync(run, price, _interrupts.Abort);
        }

        return run;
    }

    /// <summary>Judges what the source gives; the run stays open.</summary>
    public async Task<RunEnd> ScoreAsync(RunKey run, ScoringSource source)
    {
        int concurrency = source.Concurrency ?? (_session.Judge.Model.IsOffline ? OfflineConcurrency : LiveConcurrency);
        using Budget? budget = await BudgetAsync(run, source.BudgetUsd);
        var progress = new RunProgress();
        Thrift? thrift = budget is null || !source.StretchesBudget || _session.Judge.Terms.Thrift is not { } terms ? null : new Thrift(terms, budget.Left, _clock, ToDo(source, progress));
        JudgeAccess access = (await _session.AccessAsync(Ledger, concurrency, budget, _interrupts.Abort)).With(thrift);
        RunEnd end;
        await using (ProgressLine.Start(progress, source.CountAsync, _clock))
        await using (CachedVerdicts? cache = _cache is null ? null : new CachedVerdicts(_cache, _clock))
        {
            var work = new ScoringWork
            {
                Ledger = Ledger,
                Run = run,
                Judge = access.Open(_session.Judge, cache?.Sharing, _clock, run.Repeat),
                Rule = source.Rule,
                Budget = budget,
                Thrift = thrift,
                Cache = cache,
                Open = 2 * concurrency + WaitingBeside,
                Batches = await BatchesAsync(run, access, concurrency),
            };
            end = await new ScoringRun(work, progress, _clock).ExecuteAsync(source.ReadAsync(_interrupts.Stop), _interrupts.Stop, _interrupts.Abort);
        }

        if (budget is not null)
        {
            await Ledger.ReserveAsync(run, 0, CancellationToken.None);
        }

        if (end is RunEnd.BudgetReached)
        {
            await Ledger.NoteBudgetReachedAsync(run, CancellationToken.None);
        }

        return end;
    }

    public async ValueTask DisposeAsync()
    {
        if (_cache is not null)
        {
            await _cache.DisposeAsync();
        }

        await Ledger.DisposeAsync();
    }

    /// <summary>Null where nothing waits in batches, or may.</summary>
    private async Task<BatchWork?> BatchesAsync(RunKey run, JudgeAccess access, int concurrency)
    {
        LaneTerms terms = _session.Judge.Terms.Lanes;
        return access.Batches.Count > 0 && (terms.MayWait || (await Ledger.Batches.OpenAsync(run, _interrupts.Abort)).Count > 0)
            ? new BatchWork(access.Batches)
            {
                Terms = terms,
                AcceptedAt = _clock.GetUtcNow(),
                Rules = BatchRules.Usual.With(concurrency),
                Seen = await BatchWork.SeenAsync(access.Batches, Ledger.Batches, _interrupts.Abort),
            }
            : null;
    }

    /// <summary>How many responses are left, as soon as they are counted.</summary>
    private Func<long?> ToDo(ScoringSource source, RunProgress progress)
    {
        Task<long?> counting = source.CountAsync(_interrupts.Stop);
        return () => counting.IsCompletedSuccessfully && counting.Result is { } all ? Math.Max(0, all - progress.Done) : null;
    }

    /// <summary>Null where nothing is capped.</summary>
    private async Task<Budget?> BudgetAsync(RunKey run, decimal? budgetUsd)
    {
        Judge judge = _session.Judge;
        Spending spent = await Ledger.SpendingAsync(run, DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime), _interrupts.Abort);
        var caps = new List<SpendingCap>(2);
        if (budgetUsd is { } cap)
        {
            caps.Add(new SpendingCap("this run's budget", cap, spent.RunUsd));
        }

        if (judge.Terms.BudgetUsdPerDay is { } perDay)
        {
            caps.Add(new SpendingCap($"today's budget of the judge {judge.Name}", perDay, spent.JudgeDayUsd, PerDay: true));
        }

        return caps.Count == 0 ? null : new Budget(caps, _clock, (usd, cancel) => Ledger.ReserveAsync(run, usd, cancel));
    }
}

/// <summary>What is to be judged in one run, and on what terms.</summary>
internal sealed record ScoringSource
{
    public required Func<CancellationToken, IAsyncEnumerable<SourcedResponse>> ReadAsync { get; init; }

    /// <summary>How many there are; null where nobody knows.</summary>
    public required Func<CancellationToken, Task<long?>> CountAsync { get; init; }

    public IntakeRule Rule { get; init; } = IntakeRule.All;

    /// <summary>Calls at the same time at most; null: as fits the judge.</summary>
    public int? Concurrency { get; init; }

    public decimal? BudgetUsd { get; init; }

    /// <summary>The judge may give up what it declares; false where what is judged less well, or in part, would decide something.</summary>
    public bool StretchesBudget { get; init; }
}
