using Assay.Collecting;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;
using Assay.Storage.Sqlite;

namespace Assay.Integration.Tests.Batching;

/// <summary>Runs of a ledger in a file whose verdicts wait in scripted batches, on a clock on which a day is over in a moment.</summary>
internal sealed class LaneAtWork : IDisposable
{
    public static readonly ModelPrice Price = new(Input: 1, CachedInput: 0.5m, Output: 4) { Batch = 0.5m };

    private readonly TemporaryFolder _folder = new();
    private readonly LiveModel _live = new();

    public LaneAtWork()
    {
        Provider = new ScriptedBatches(Clock, request => LiveModel.Verdict(request.Messages));
    }

    public PassingClock Clock { get; } = new();

    public ScriptedBatches Provider { get; }

    /// <summary>Calls to the live lane.</summary>
    public int LiveCalls => _live.Calls;

    public string Store => _folder.File("ledger.db");

    public LaneTerms Terms { get; set; } = new() { Lane = Lane.Batch };

    public BatchRules Rules { get; set; } = new() { MostResponses = 100 };

    public decimal? BudgetUsd { get; set; }

    public bool KeepsContent { get; set; } = true;

    public Thrift? Thrift { get; set; }

    public bool OneCallPerCriterion { get; set; }

    public RunKey Run { get; private set; }

    public int Samples { get; set; } = 1;

    private Judge Judge => LiveModel.Judge(Terms, OneCallPerCriterion, Samples);

    /// <summary>As one process does it, from opening the ledger to closing it.</summary>
    public async Task<(RunEnd End, RunAccount Account)> RunAsync(int responses, CancellationToken stop = default)
    {
        await using SqliteLedger ledger = SqliteLedger.Open(Store, Clock, keepsContent: KeepsContent);
        Run = await ledger.OpenRunAsync(new RunIdentity("responses.jsonl", "responses.jsonl"), Judge, CancellationToken.None);
        Scoring.Running.Spending spent = await ledger.SpendingAsync(Run, DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime), CancellationToken.None);
        RunKey run = Run;
        using Budget? budget = BudgetUsd is { } cap ? new Budget([new SpendingCap("the budget", cap, spent.RunUsd)], Clock, (usd, cancel) => ledger.ReserveAsync(run, usd, cancel)) : null;
        var batches = new BatchAccess(Provider, Price.InBatch(), "openai");
        var access = new ModelAccess { Client = _live, Price = Price, Forms = new ReplyForms(ReplyForm.JsonSchema, known: true), Budget = budget, Batch = batches, Thrift = Thrift };
        var work = new ScoringWork
        {
            Ledger = ledger,
            Run = Run,
            Judge = new ModelJudge(Judge, access, new RetryPolicy(new Random(1)), sharing: null, Clock),
            Budget = budget,
            Thrift = Thrift,
            Open = 600,
            Batches = new BatchWork(batches, "m") { Terms = Terms, Rules = Rules, AcceptedAt = Clock.GetUtcNow() },
        };
        RunEnd end = await new ScoringRun(work, new RunProgress(), Clock).ExecuteAsync(Responses(responses), stop, CancellationToken.None);
        if (budget is not null)
        {
            await ledger.ReserveAsync(Run, 0, CancellationToken.None);
        }

        return (end, await ledger.AccountAsync(Run, [], CancellationToken.None));
    }

    public async Task<IReadOnlyList<HeldBatch>> BatchesAsync()
    {
        await using SqliteLedger ledger = SqliteLedger.Open(Store, Clock);
        return await ledger.Batches.ListAsync(openOnly: false, 100, CancellationToken.None);
    }

    public async Task<T> WithLedgerAsync<T>(Func<SqliteLedger, Task<T>> work)
    {
        await using SqliteLedger ledger = SqliteLedger.Open(Store, Clock, keepsContent: KeepsContent);
        return await work(ledger);
    }

    public void AssertSound()
    {
        using LedgerQueries queries = LedgerQueries.Open(Store);
        Assert.All(queries.Check(), f => Assert.True(f.Remedy is null, f.ToString()));
    }

    public void Dispose() => _folder.Dispose();

    private static async IAsyncEnumerable<SourcedResponse> Responses(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            yield return new SourcedResponse(new Response { Id = $"r{i}", Input = $"question {i}", Output = $"answer {i}" }, "responses.jsonl", i, i);
        }

        await Task.CompletedTask;
    }
}
