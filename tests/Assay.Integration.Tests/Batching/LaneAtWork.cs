using Assay.Collecting;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;
using Assay.Storage.Sqlite;

namespace Assay.Integration.Tests.Batching;

/// <summary>Runs of a ledger in a file whose verdicts wait in scripted batches, on a clock on which a day is over in a moment.</summary>
internal sealed class LaneAtWork : IDisposable
{
    public static readonly ModelPrice Price = new(Input: 1, CachedInput: 0.5m, Output: 4) { Batch = 0.5m };

    private readonly TemporaryFolder _folder = new();
    private readonly LiveModel _live;
    private readonly Dictionary<string, (LiveModel Live, ScriptedBatches Batches)> _members = new(StringComparer.Ordinal);

    public LaneAtWork()
    {
        _live = new LiveModel(Clock);
        Provider = new ScriptedBatches(Clock, request => LiveModel.Verdict(request.Messages));
    }

    public PassingClock Clock { get; } = new();

    public ScriptedBatches Provider { get; }

    /// <summary>Those of one who is asked in a panel.</summary>
    public ScriptedBatches this[string member] => _members[member].Batches;

    /// <summary>Calls to the live lane.</summary>
    public int LiveCalls => _live.Calls + _members.Values.Sum(m => m.Live.Calls);

    /// <summary>Judges in place of the one judge, whose members are of <see cref="Member"/>.</summary>
    public Panel? Panel { get; set; }

    /// <summary>What each of them takes.</summary>
    public TimeSpan LiveCallTakes
    {
        set => _live.Takes = value;
    }

    public string Store => _folder.File("ledger.db");

    public LaneTerms Terms { get; set; } = new() { Lane = Lane.Batch };

    public BatchRules Rules { get; set; } = new() { MostResponses = 100 };

    public decimal? BudgetUsd { get; set; }

    public bool KeepsContent { get; set; } = true;

    public Thrift? Thrift { get; set; }

    public bool OneCallPerCriterion { get; set; }

    public RunKey Run { get; private set; }

    public int Samples { get; set; } = 1;

    private Judge Judge => LiveModel.Judge(Terms, OneCallPerCriterion, Samples) with { Panel = Panel };

    /// <summary>One who may be asked in a panel, with a provider of its own.</summary>
    /// <param name="grade">By the number of the response.</param>
    public Judge Member(string name, Func<int, int> grade)
    {
        _members[name] = (new LiveModel(Clock, grade), new ScriptedBatches(Clock, request => LiveModel.Verdict(request.Messages, grade)));
        return LiveModel.Judge(LaneTerms.Live, oneCallPerCriterion: false) with { Name = name, Model = new ModelReference(name, "m") };
    }

    /// <summary>As one process does it, from opening the ledger to closing it.</summary>
    public async Task<(RunEnd End, RunAccount Account)> RunAsync(int responses, CancellationToken stop = default)
    {
        await using SqliteLedger ledger = SqliteLedger.Open(Store, Clock, keepsContent: KeepsContent);
        Run = await ledger.OpenRunAsync(new RunIdentity("responses.jsonl", "responses.jsonl"), Judge, CancellationToken.None);
        Scoring.Running.Spending spent = await ledger.SpendingAsync(Run, DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime), CancellationToken.None);
        RunKey run = Run;
        using Budget? budget = BudgetUsd is { } cap ? new Budget([new SpendingCap("the budget", cap, spent.RunUsd)], Clock, (usd, cancel) => ledger.ReserveAsync(run, usd, cancel)) : null;
        JudgeAccess access = Access(budget);
        var work = new ScoringWork
        {
            Ledger = ledger,
            Run = Run,
            Judge = access.Open(Judge, sharing: null, Clock),
            Budget = budget,
            Thrift = Thrift,
            Open = 600,
            Batches = new BatchWork(access.Batches) { Terms = Terms, Rules = Rules, AcceptedAt = Clock.GetUtcNow() },
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

    private JudgeAccess Access(Budget? budget)
    {
        ModelAccess To(LiveModel live, ScriptedBatches provider, string endpoint) => new()
        {
            Client = live, Price = Price, Forms = new ReplyForms(ReplyForm.JsonSchema, known: true), Budget = budget, Thrift = Thrift, Batch = new BatchAccess(provider, Price.InBatch(), endpoint, "m"),
        };
        return Panel is { } panel
            ? new JudgeAccess(panel.Judges.ToDictionary(j => j.Version, j => To(_members[j.Name].Live, _members[j.Name].Batches, j.Name)), 16)
            : JudgeAccess.To(Judge, To(_live, Provider, "openai"));
    }

    private static async IAsyncEnumerable<SourcedResponse> Responses(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            yield return new SourcedResponse(new Response { Id = $"r{i}", Input = $"question {i}", Output = $"answer {i}" }, "responses.jsonl", i, i);
        }

        await Task.CompletedTask;
    }
}
