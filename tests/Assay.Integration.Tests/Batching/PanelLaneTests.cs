using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.Batching;

/// <summary>Panels whose voters are asked by batches: stage after stage, each provider by its own, and nothing twice. There is no cache.</summary>
public sealed class PanelLaneTests : IDisposable
{
    private const decimal LiveCall = 0.000_18m;

    private readonly LaneAtWork _lane = new();

    public PanelLaneTests()
    {
        // Every fourth response is near the bar.
        Judge small = _lane.Member("small", n => n % 4 == 0 ? 3 : 5);
        Judge strong = _lane.Member("strong", _ => 2);
        _lane.Panel = new Panel
        {
            Kind = PanelKind.Cascade,
            Voters = [new Voter(small, 0), new Voter(strong, 0)],
            Stages = [new PanelStage("small", [0], new Combination.Mean(), 1), new PanelStage("strong", [1], new Combination.Mean(), 1)],
            Escalation = new Escalation.Band(3, 0.5),
        };
    }

    public void Dispose() => _lane.Dispose();

    [Fact]
    public async Task A_cascade_asks_each_stage_by_a_batch_and_the_dear_one_only_of_what_is_left_open()
    {
        (RunEnd end, RunAccount account) = await _lane.RunAsync(80);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((80, 0, 0), (account.Scored, account.Owed, _lane.LiveCalls));
        Assert.Equal([80], _lane["small"].Sizes);
        Assert.Equal([20], _lane["strong"].Sizes);
        Assert.Equal(100 * LiveCall / 2, account.CostUsd);
        Assert.Equal([(80, 60), (20, 20)], account.Panel!.Stages.Select(s => ((int)s.Asked, (int)s.Decided)));
        Assert.Equal([80 * LiveCall / 2, 20 * LiveCall / 2], account.Panel!.Voters.Select(v => v.CostUsd));
        Assert.All((await RowsAsync()).Where(r => r.Id is "r4" or "r8"), r => Assert.Equal((2, VerdictOrigin.Batch, LiveCall), (r.Overall, r.Origin, r.CostUsd)));
        Assert.Equal(0, HeardStill());
        _lane.AssertSound();
    }

    [Fact]
    public async Task A_jury_waits_for_the_batches_of_all_its_providers()
    {
        AskBoth();
        _lane["small"].Delay = TimeSpan.FromMinutes(1);
        _lane["strong"].Delay = TimeSpan.FromHours(3);

        (RunEnd end, RunAccount account) = await _lane.RunAsync(40);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((40, 0, 0), (account.Scored, account.Owed, _lane.LiveCalls));
        Assert.Equal([40], _lane["small"].Sizes);
        Assert.Equal([40], _lane["strong"].Sizes);
        Assert.Equal(80 * LiveCall / 2, account.CostUsd);
        Assert.Equal(3.5, (await RowsAsync()).First(r => r.Id == "r1").Overall);
        Assert.Equal(0, HeardStill());
        _lane.AssertSound();
    }

    [Fact]
    public async Task Where_one_of_two_batches_never_arrived_it_is_sent_again_and_the_other_one_not()
    {
        AskBoth();
        _lane["small"].LostRequests = 1;
        _lane["strong"].Delay = TimeSpan.FromHours(3);

        (RunEnd end, RunAccount account) = await _lane.RunAsync(40);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((40, 0, 0), (account.Scored, account.Owed, _lane.LiveCalls));
        Assert.All(_lane["small"].Asked.Values.Concat(_lane["strong"].Asked.Values), n => Assert.Equal(1, n));
        Assert.Equal(80 * LiveCall / 2, account.CostUsd);
        _lane.AssertSound();
    }

    [Fact]
    public async Task What_a_batch_does_not_answer_is_asked_live_to_its_end()
    {
        _lane["small"].Expires = r => r.CustomId is "4-0" or "5-0";
        _lane["strong"].Misses = r => r.CustomId == "8-1";

        (RunEnd end, RunAccount account) = await _lane.RunAsync(16);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal(16, account.Scored);
        // Of small 4 and 5, of strong 4 because it went on live, and 8 because it was missing.
        Assert.Equal(4, _lane.LiveCalls);
        Assert.Equal([3], _lane["strong"].Sizes);
        Assert.Equal(((14 + 2) * LiveCall / 2) + (4 * LiveCall), account.CostUsd);
        Assert.Equal(0, HeardStill());
        _lane.AssertSound();
    }

    [Fact]
    public async Task What_was_heard_before_a_process_ended_is_not_asked_again()
    {
        using var stop = new CancellationTokenSource();
        _lane["strong"].Begun = stop.Cancel;

        (RunEnd ended, RunAccount half) = await _lane.RunAsync(80, stop.Token);
        _lane["strong"].Begun = null;
        (RunEnd end, RunAccount account) = await _lane.RunAsync(80);

        Assert.IsType<RunEnd.Interrupted>(ended);
        Assert.Equal((60, 20), (half.Scored, half.Owed));
        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((80, 0, 0), (account.Scored, account.Owed, _lane.LiveCalls));
        Assert.Equal(100 * LiveCall / 2, account.CostUsd);
        Assert.All(_lane["small"].Asked.Values.Concat(_lane["strong"].Asked.Values), n => Assert.Equal(1, n));
        _lane.AssertSound();
    }

    [Fact]
    public async Task Where_there_is_no_time_for_another_batch_the_next_stage_is_asked_live_and_the_first_one_not_again()
    {
        _lane.Terms = new LaneTerms { Deadline = TimeSpan.FromHours(6) };
        _lane["small"].Delay = TimeSpan.FromHours(5.6);

        (RunEnd end, RunAccount account) = await _lane.RunAsync(80);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((80, 20), (account.Scored, _lane.LiveCalls));
        Assert.Equal([80], _lane["small"].Sizes);
        Assert.Empty(_lane["strong"].Sizes);
        Assert.Equal((80 * LiveCall / 2) + (20 * LiveCall), account.CostUsd);
        _lane.AssertSound();
    }

    [Fact]
    public async Task A_budget_is_not_overshot_and_what_it_leaves_no_room_for_stays_owed()
    {
        AskBoth();
        // What each item may cost at most is far more than it does.
        _lane.BudgetUsd = 0.05m;

        (RunEnd end, RunAccount account) = await _lane.RunAsync(2000);

        Assert.IsType<RunEnd.BudgetReached>(end);
        Assert.Equal(2000, account.Scored + account.Owed);
        Assert.InRange(account.Scored, 1, 1999);
        Assert.InRange(account.CostUsd, 0.000_01m, _lane.BudgetUsd.Value);
        _lane.AssertSound();
    }

    private void AskBoth() => _lane.Panel = _lane.Panel! with
    {
        Kind = PanelKind.Jury,
        Stages = [new PanelStage("jury", [0, 1], new Combination.Mean(), 2)],
        Escalation = null,
    };

    private Task<List<ResultRow>> RowsAsync() => _lane.WithLedgerAsync(async ledger => await ledger.ResultsAsync(_lane.Run, CancellationToken.None).ToListAsync());

    private long HeardStill()
    {
        using var database = new SqliteConnection($"Data Source={_lane.Store};Mode=ReadOnly;Pooling=False");
        database.Open();
        using SqliteCommand count = database.CreateCommand();
        count.CommandText = "SELECT count(*) FROM batch_items WHERE heard IS NOT NULL";
        return (long)count.ExecuteScalar()!;
    }
}
