using Assay.Gating;
using Assay.Gating.History;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every ledger must do with gates that were held and runs that are pinned.</summary>
public abstract class GateStoreContract : IAsyncLifetime
{
    private readonly SettableClock _clock = new() { Now = Material.Noon };

    private IServiceLedger? _ledger;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceLedger Ledger => _ledger!;

    /// <summary>What <c>--store</c> names: empty at first.</summary>
    protected abstract Task<LedgerStore> StoreAsync();

    public async ValueTask InitializeAsync()
    {
        await using LedgerStore store = await StoreAsync();
        _ledger = await store.OpenAsync(_clock, isService: false, Cancel);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_gate_is_kept_as_it_was_held_and_whoever_only_reads_sees_the_same()
    {
        HeldGate gate = Gates.Held(branch: "feature/ü\0");
        long number = await Ledger.Gates.SaveAsync(gate, Cancel);

        Assert.Equal(gate with { Number = number }, await Ledger.Gates.FindGateAsync(number, Cancel));
        Assert.Null(await Ledger.Gates.FindGateAsync(number + 1, Cancel));
        await using LedgerStore store = await StoreAsync();
        await using ILedgerQueries queries = await store.QueryAsync(Cancel);
        HeldGate read = Assert.Single(await queries.Gates.GatesAsync("feature/ü\0", 10, Cancel));
        Assert.Equal(gate with { Number = number }, read);
        Assert.Equal((GateOutcome.Fail, 3, -0.3), (read.Figures.Outcome, read.Figures.ExitCode, read.Figures.Main!.Change!.Value));
    }

    [Fact]
    public async Task The_latest_gates_come_first_and_a_branch_has_its_own()
    {
        long first = await Ledger.Gates.SaveAsync(Gates.Held("main"), Cancel);
        long second = await Ledger.Gates.SaveAsync(Gates.Held("other"), Cancel);
        long third = await Ledger.Gates.SaveAsync(Gates.Held(branch: null), Cancel);

        Assert.Equal([third, second, first], (await Ledger.Gates.GatesAsync(branch: null, 10, Cancel)).Select(g => g.Number));
        Assert.Equal([third, second], (await Ledger.Gates.GatesAsync(branch: null, 2, Cancel)).Select(g => g.Number));
        Assert.Equal([first], (await Ledger.Gates.GatesAsync("main", 10, Cancel)).Select(g => g.Number));
    }

    [Fact]
    public async Task A_run_of_files_is_pinned_until_another_is_and_what_is_no_run_is_not()
    {
        RunKey one = await Ledger.OpenRunAsync(Material.Identity("a.jsonl"), Material.Judge(), Cancel);
        RunKey two = await Ledger.OpenRunAsync(Material.Identity("b.jsonl"), Material.Judge(), Cancel);
        RunKey standing = await Ledger.OpenStandingRunAsync(Material.Judge(), Assay.Collecting.Intake.IntakeRule.All, Cancel);

        Assert.True(await Ledger.Gates.TryPinAsync(new PinnedBaseline("main", one.Run, Material.Noon), Cancel));
        Assert.True(await Ledger.Gates.TryPinAsync(new PinnedBaseline("main", two.Run, Material.Noon.AddHours(1)), Cancel));
        Assert.True(await Ledger.Gates.TryPinAsync(new PinnedBaseline("a", one.Run, Material.Noon), Cancel));
        Assert.False(await Ledger.Gates.TryPinAsync(new PinnedBaseline("main", standing.Run, Material.Noon), Cancel));
        Assert.False(await Ledger.Gates.TryPinAsync(new PinnedBaseline("main", 4711, Material.Noon), Cancel));

        Assert.Equal([new PinnedBaseline("a", one.Run, Material.Noon), new PinnedBaseline("main", two.Run, Material.Noon.AddHours(1))], await Ledger.Gates.PinsAsync(Cancel));
        Assert.True(await Ledger.Gates.TryUnpinAsync("a", Cancel));
        Assert.False(await Ledger.Gates.TryUnpinAsync("a", Cancel));
        Assert.Equal(["main"], (await Ledger.Gates.PinsAsync(Cancel)).Select(p => p.Name));
    }

    [Fact]
    public async Task Runs_are_listed_the_latest_first()
    {
        await Ledger.OpenRunAsync(Material.Identity("a.jsonl"), Material.Judge(), Cancel);
        RunKey later = await Ledger.OpenRunAsync(Material.Identity("b.jsonl"), Material.Judge(), Cancel);

        await Ledger.OpenStandingRunAsync(Material.Judge(), Assay.Collecting.Intake.IntakeRule.All, Cancel);
        IReadOnlyList<StoredRun> runs = await Ledger.Gates.RunsAsync(new RunQuery(), Cancel);

        Assert.Equal(["quality over b.jsonl", "quality over a.jsonl"], runs.Select(r => r.Description));
        Assert.Equal(later, runs[0].Key);
    }

    [Fact]
    public async Task Only_the_runs_that_are_asked_for_are_listed()
    {
        RunKey first = await Ledger.OpenRunAsync(Material.Identity("a.jsonl"), Material.Judge(), Cancel);
        RunKey sample = await Ledger.OpenRunAsync(Material.Identity("b.jsonl") with { Repeat = 1 }, Material.Judge(), Cancel);
        RunKey last = await Ledger.OpenRunAsync(Material.Identity("c.jsonl"), Material.Judge(), Cancel);

        Assert.Equal([last, sample], await KeysAsync(new RunQuery { AtMost = 2 }));
        Assert.Equal([last, first], await KeysAsync(new RunQuery { OnlyFirstSamples = true }));
        Assert.Equal([sample, first], await KeysAsync(new RunQuery { Numbers = [first.Run, sample.Run, 4711] }));
        Assert.Empty(await KeysAsync(new RunQuery { Numbers = [] }));

        async Task<IEnumerable<RunKey>> KeysAsync(RunQuery query) => (await Ledger.Gates.RunsAsync(query, Cancel)).Select(r => r.Key);
    }

    [Fact]
    public async Task What_answers_cost_is_known_until_they_came_to_their_end()
    {
        Assert.Equal(0, await Ledger.Gates.TargetSpentAsync("abc", Cancel));
        await Ledger.Gates.SaveTargetSpentAsync("abc", 0.000_000_001m, Material.Noon, Cancel);
        await Ledger.Gates.SaveTargetSpentAsync("abc", 1.25m, Material.Noon, Cancel);
        await Ledger.Gates.SaveTargetSpentAsync("other", 7, Material.Noon, Cancel);

        Assert.Equal(1.25m, await Ledger.Gates.TargetSpentAsync("abc", Cancel));
        await Ledger.Gates.SaveTargetSpentAsync("abc", 0, Material.Noon, Cancel);
        Assert.Equal((0m, 7m), (await Ledger.Gates.TargetSpentAsync("abc", Cancel), await Ledger.Gates.TargetSpentAsync("other", Cancel)));
    }

    [Fact]
    public async Task The_overall_scores_of_runs_are_counted_run_by_run()
    {
        RunKey low = await ScoredAsync("a.jsonl", ("a", 1), ("b", 2));
        RunKey high = await ScoredAsync("b.jsonl", ("b", 5), ("c", 5));
        RunKey empty = await Ledger.OpenRunAsync(Material.Identity("c.jsonl"), Material.Judge(), Cancel);
        IReadOnlyList<StoredRun> runs = await Ledger.Gates.RunsAsync(new RunQuery(), Cancel);

        IReadOnlyDictionary<long, ScoreHistogram> scores = await Ledger.Gates.ScoresAsync(runs, Cancel);

        Assert.Equal([empty, high, low], runs.Select(r => r.Key));
        Assert.Equal(["openai:m"], runs.Select(r => r.Model).Distinct());
        Assert.Equal([low.Run, high.Run], scores.Keys.Order());
        Assert.Equal([new ScoreCount(1, 1), new ScoreCount(2, 1)], scores[low.Run].Counts);
        // What was scored in the first run already is scored in the second as it was.
        Assert.Equal([new ScoreCount(2, 1), new ScoreCount(5, 1)], scores[high.Run].Counts);

        async Task<RunKey> ScoredAsync(string file, params (string Id, double Score)[] scored)
        {
            RunKey run = await Ledger.OpenRunAsync(Material.Identity(file), Material.Judge(), Cancel);
            Acceptance acceptance = await Ledger.AcceptAsync(run, [.. scored.Select((s, i) => Material.Response(s.Id, i + 1))], Assay.Collecting.Intake.IntakeRule.All, Cancel);
            await Ledger.RecordAsync(
                run, [.. acceptance.Accepted.Zip(scored, (r, s) => new JudgedResponse(r.Key, r.ReceivedAt, Material.Scored(tone: s.Score, accuracy: s.Score)))], reservedUsd: null, Cancel);
            return run;
        }
    }
}
