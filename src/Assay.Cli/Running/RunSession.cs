using Assay.Cli.Judging;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Storage.Sqlite;

namespace Assay.Cli.Running;

/// <summary>What one invocation of <c>run</c> is asked to do.</summary>
internal sealed record RunRequest(InputFiles Input, string Store, int? Concurrency, int? Limit, decimal? BudgetUsd, IReadOnlyList<string> Slices, IReadOnlyList<string> Out);

/// <summary>What a run brought.</summary>
internal sealed record RunResult(RunEnd End, RunAccount Account, IReadOnlyList<ResultRow> Lowest, IReadOnlyList<ResultRow> Failures, TimeSpan Took, string Store);

/// <summary>Scores files: opens the ledger and the judge, runs, and reads the account back from the ledger.</summary>
internal static class RunSession
{
    private const int LivePlaces = 32;
    private const int OfflinePlaces = 1_024;
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

        await using SqliteLedger ledger = SqliteLedger.Open(request.Store, clock);
        RunKey run = await ledger.OpenRunAsync(RunIdentityText.Of(session.Judge, request.Input, request.Limit), session.Judge, interrupts.Abort);
        await ledger.SavePriceAsync(run, session.Price, interrupts.Abort);
        RunAccount before = await ledger.AccountAsync(run, [], interrupts.Abort);
        Budget? budget = request.BudgetUsd is { } cap ? new Budget(cap, before.CostUsd) : null;
        ModelJudge judge = await session.StartAsync(ledger, budget, clock, interrupts.Abort);

        var progress = new RunProgress();
        int places = request.Concurrency ?? (session.Judge.Model.IsOffline ? OfflinePlaces : LivePlaces);
        RunEnd end;
        await using (ProgressLine.Start(progress, request, clock))
        {
            using var scoring = new ScoringRun(ledger, run, judge, places, progress, clock);
            end = await scoring.ExecuteAsync(Limited(request.Input.ReadAsync(interrupts.Stop), request.Limit), interrupts.Stop, interrupts.Abort);
        }

        if (end is RunEnd.Finished or RunEnd.BudgetReached)
        {
            await ledger.CloseRunAsync(run, CancellationToken.None);
        }

        foreach (string file in request.Out)
        {
            await Output.ResultFile.WriteAsync(file, [.. session.Judge.Rubric.Criteria.Select(c => c.Name)], ledger.ResultsAsync(run, CancellationToken.None));
        }

        RunAccount account = await ledger.AccountAsync(run, request.Slices, CancellationToken.None);
        return new RunResult(
            end,
            account,
            await ledger.LowestAsync(run, ShownRows, CancellationToken.None),
            await ledger.UnscoredAsync(run, ShownRows, CancellationToken.None),
            clock.GetElapsedTime(started),
            request.Store);
    }

    private static async IAsyncEnumerable<SourcedResponse> Limited(IAsyncEnumerable<SourcedResponse> responses, int? limit)
    {
        int taken = 0;
        await foreach (SourcedResponse response in responses)
        {
            yield return response;
            if (++taken == limit)
            {
                // Not a record further: the next one may be broken, or never come.
                yield break;
            }
        }
    }
}
