using Assay.Calibrating.Pairwise;
using Assay.Cli.Judging;
using Assay.Collecting;
using Assay.Configuring;
using Assay.Scoring.Batching;
using Assay.Scoring.Panels;
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

    /// <summary>What batches cost less than the same calls would have cost live.</summary>
    public required decimal BatchSavedUsd { get; init; }

    /// <summary>What was said of pairs; null where single outputs were graded, or no pair has a verdict.</summary>
    public PairwiseReport? Pairs { get; init; }

    /// <summary>What is wrong with the verdict cache; null while all is well.</summary>
    public string? CacheTrouble { get; init; }
}

/// <summary>Scores files: opens the ledger and the judge, runs, and reads the account back from the ledger.</summary>
internal static class RunSession
{
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
        await using ScoringSession scoring = await ScoringSession.OpenAsync(store, request.Cache, session, clock, interrupts);
        IServiceLedger ledger = scoring.Ledger;
        RunKey run = await scoring.OpenRunAsync(RunIdentityText.Of(session.Judge, request));
        await ledger.DeclareSlicesAsync(request.Slices, interrupts.Abort);
        RunEnd end = await scoring.ScoreAsync(run, new ScoringSource
        {
            ReadAsync = request.ReadAsync,
            CountAsync = request.CountAsync,
            Rule = request.Rule,
            Concurrency = request.Concurrency,
            BudgetUsd = request.BudgetUsd,
            StretchesBudget = true,
        });
        if (end is RunEnd.Finished)
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
            Lowest = session.Judge.IsPairwise ? [] : await ledger.LowestAsync(run, ShownRows, CancellationToken.None),
            Pairs = session.Judge.IsPairwise ? await PairsAsync(ledger, run) : null,
            Failures = account.Unscored.Count == 0 ? [] : await ledger.UnscoredAsync(run, ShownRows, CancellationToken.None),
            Took = clock.GetElapsedTime(started),
            Store = store.Shown,
            PrefixSavedUsd = PrefixSaved(session, account),
            BatchSavedUsd = account.Lanes.TryGetValue(Lane.Batch, out LaneSums? batched) && session.Prices.Max(p => p.Batch) is { } share and > 0 ? (batched.CostUsd / share) - batched.CostUsd : 0,
            CacheTrouble = scoring.CacheTrouble,
        };
    }

    /// <summary>Each who was asked by its own price, and each lane by its own; what writing cost more than sending plain is taken off.</summary>
    private static decimal PrefixSaved(JudgeSession session, RunAccount account)
    {
        Panel? panel = session.Judge.Panel;
        return panel is null
            ? account.Lanes.Sum(l => Saved(l.Key == Lane.Batch ? session.Price.InBatch() : session.Price, l.Value.CachedTokens, l.Value.CacheWriteTokens))
            : session.Asked.Sum(a => panel.Voters.Where(v => v.Judge.Version == a.Judge.Version).Sum(v => account.Panel?.Voters.FirstOrDefault(s => s.Name == v.Name) is { } voter ? Saved(account.Lanes.ContainsKey(Lane.Batch) ? a.Price.InBatch() : a.Price, voter.CachedTokens, voter.CacheWriteTokens) : 0));

        static decimal Saved(ModelPrice price, long cached, long written) => (cached * (price.Input - price.CachedInput) - written * ((price.CacheWrite ?? price.Input) - price.Input)) / 1_000_000m;
    }

    private static async Task<PairwiseReport?> PairsAsync(IServiceLedger ledger, RunKey run)
    {
        List<PairwiseCase> cases = await ledger.ResultsAsync(run, CancellationToken.None).Select(JudgedPair.Of).Where(c => c is not null).Select(c => c!).ToListAsync();
        return cases.Count == 0 ? null : PairwiseReport.Of(cases, areLive: true);
    }
}
