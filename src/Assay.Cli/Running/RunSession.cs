using Assay.Cli.Judging;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;
using Assay.Storage;

namespace Assay.Cli.Running;

/// <summary>What a run brought.</summary>
internal sealed record RunResult
{
    public required RunEnd End { get; init; }

    public required RunAccount Account { get; init; }

    public required IReadOnlyList<ResultRow> Lowest { get; init; }

    /// <summary>A few unscored responses of each reason.</summary>
    public required IReadOnlyList<ResultRow> Failures { get; init; }

    public required TimeSpan Took { get; init; }

    public required string Store { get; init; }

    /// <summary>What the provider's own prefix cache made cheaper.</summary>
    public required decimal PrefixSavedUsd { get; init; }

    /// <summary>What is wrong with the verdict cache; null while all is well.</summary>
    public string? CacheTrouble { get; init; }
}

/// <summary>Scores files: opens the ledger and the judge, runs, and reads the account back from the ledger.</summary>
internal static class RunSession
{
    private const int LiveConcurrency = 32;
    private const int OfflineConcurrency = 512;

    // Responses that wait for a retry, a shared call or their saving take no slot from others, but they take memory.
    private const int WaitingBeside = 512;
    private const int ShownRows = 5;

    public static async Task<RunResult> ExecuteAsync(RunRequest request, JudgeSession session, TimeProvider clock, Interrupts interrupts)
    {
        long started = clock.GetTimestamp();
        foreach (string file in request.Out)
        {
            Output.ResultFile.ThrowIfUnwritable(file);
            if (request.Input.Files.Any(input => Path.GetFullPath(input.Name) == Path.GetFullPath(file)))
            {
                throw new ConfigurationException($"--out {file} is one of the files to read, and would be overwritten. Name another file.");
            }
        }

        await using var store = LedgerStore.Of(request.Store, request.KeepsContent);
        await using IServiceLedger ledger = await store.OpenAsync(clock, isService: false, interrupts.Abort);
        RunKey run = await ledger.OpenRunAsync(RunIdentityText.Of(session.Judge, request), session.Judge, interrupts.Abort);
        await ledger.SavePriceAsync(run, session.Price, interrupts.Abort);
        await ledger.DeclareSlicesAsync(request.Slices, interrupts.Abort);
        int concurrency = request.Concurrency ?? (session.Judge.Model.IsOffline ? OfflineConcurrency : LiveConcurrency);
        using Budget? budget = await BudgetAsync(request, session.Judge, ledger, run, clock, interrupts.Abort);
        ModelAccess access = await session.AccessAsync(ledger, concurrency, budget, interrupts.Abort);
        await using IVerdictCache? kept = request.Cache is { } location ? await CacheStore.OpenAsync(location, clock, interrupts.Abort) : null;
        var progress = new RunProgress();
        RunEnd end;
        await using (ProgressLine.Start(progress, request.CountAsync, clock))
        await using (CachedVerdicts? cache = kept is null ? null : new CachedVerdicts(kept, clock))
        {
            var work = new ScoringWork
            {
                Ledger = ledger,
                Run = run,
                Judge = new ModelJudge(session.Judge, access, new RetryPolicy(new Random()), cache?.Sharing, clock),
                Rule = request.Rule,
                Budget = budget,
                Cache = cache,
                Open = 2 * concurrency + WaitingBeside,
            };
            var scoring = new ScoringRun(work, progress, clock);
            end = await scoring.ExecuteAsync(request.ReadAsync(interrupts.Stop), interrupts.Stop, interrupts.Abort);
        }

        if (budget is not null)
        {
            await ledger.ReserveAsync(run, 0, CancellationToken.None);
        }

        if (end is RunEnd.BudgetReached)
        {
            await ledger.NoteBudgetReachedAsync(run, CancellationToken.None);
        }
        else if (end is RunEnd.Finished)
        {
            await ledger.CloseRunAsync(run, CancellationToken.None);
        }

        foreach (string file in request.Out)
        {
            await Output.ResultFile.WriteAsync(file, [.. session.Judge.Rubric.Criteria.Select(c => c.Name)], ledger.ResultsAsync(run, CancellationToken.None));
        }

        RunAccount account = await ledger.AccountAsync(run, request.Slices, CancellationToken.None);
        return new RunResult
        {
            End = end,
            Account = account,
            Lowest = await ledger.LowestAsync(run, ShownRows, CancellationToken.None),
            Failures = account.Unscored.Count == 0 ? [] : await ledger.UnscoredAsync(run, ShownRows, CancellationToken.None),
            Took = clock.GetElapsedTime(started),
            Store = store.Shown,
            PrefixSavedUsd = account.CachedTokens * (session.Price.Input - session.Price.CachedInput) / 1_000_000m,
            CacheTrouble = kept?.Trouble,
        };
    }

    /// <summary>Null where nothing is capped.</summary>
    private static async Task<Budget?> BudgetAsync(RunRequest request, Judge judge, IServiceLedger ledger, RunKey run, TimeProvider clock, CancellationToken cancellationToken)
    {
        Spending spent = await ledger.SpendingAsync(run, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), cancellationToken);
        var caps = new List<SpendingCap>(2);
        if (request.BudgetUsd is { } cap)
        {
            caps.Add(new SpendingCap("this run's budget", cap, spent.RunUsd));
        }

        if (judge.Terms.BudgetUsdPerDay is { } perDay)
        {
            caps.Add(new SpendingCap($"today's budget of the judge {judge.Name}", perDay, spent.JudgeDayUsd, PerDay: true));
        }

        return caps.Count == 0 ? null : new Budget(caps, clock, (usd, cancel) => ledger.ReserveAsync(run, usd, cancel));
    }
}
