using Assay.Scoring.Batching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Spending;

namespace Assay.Integration.Tests.Batching;

public sealed class BatchLaneTests : IDisposable
{
    private const decimal LiveCall = 0.000_18m;

    private readonly LaneAtWork _lane = new();

    public void Dispose() => _lane.Dispose();

    [Fact]
    public async Task What_waits_in_batches_is_scored_once_at_their_price()
    {
        (RunEnd end, RunAccount account) = await _lane.RunAsync(250);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((250, 0, 0), (account.Scored, account.Owed, _lane.LiveCalls));
        Assert.Equal([100, 100, 50], _lane.Provider.Sizes);
        Assert.All(_lane.Provider.Asked.Values, n => Assert.Equal(1, n));
        Assert.Equal(250 * LiveCall / 2, account.CostUsd);
        Assert.Equal([Lane.Batch], account.Lanes.Keys);
        Assert.Equal((250, 25_000, 5_000), (account.Lanes[Lane.Batch].Attempts, account.Lanes[Lane.Batch].InputTokens, account.Lanes[Lane.Batch].OutputTokens));
        Assert.All(await _lane.BatchesAsync(), b => Assert.Equal((HeldBatchState.Settled, 0m), (b.State, b.HeldUsd)));
        _lane.AssertSound();
    }

    [Fact]
    public async Task What_a_batch_does_not_answer_is_asked_live_once_and_what_nobody_asked_for_is_counted_and_ignored()
    {
        _lane.Provider.Shuffles = true;
        _lane.Provider.Misses = r => r.CustomId.EndsWith("3-0", StringComparison.Ordinal);
        _lane.Provider.Expires = r => r.CustomId.EndsWith("7-0", StringComparison.Ordinal);

        (RunEnd end, RunAccount account) = await _lane.RunAsync(100);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((100, 20), (account.Scored, _lane.LiveCalls));
        Assert.Equal((80 * LiveCall / 2) + (20 * LiveCall), account.CostUsd);
        HeldBatch batch = Assert.Single(await _lane.BatchesAsync());
        Assert.Equal((80, 20, 1, 1), (batch.Answered, batch.Unanswered, batch.Foreign, batch.Duplicates));
        _lane.AssertSound();
    }

    [Fact]
    public async Task What_a_batch_brought_is_paid_and_judged_also_where_money_has_become_short()
    {
        _lane.Thrift = Short(ThriftStep.Responses);
        Assert.True(_lane.Thrift.State.Share < 1);

        (RunEnd end, RunAccount account) = await _lane.RunAsync(100);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((100, 0), (account.Scored, account.Skipped.Count));
        Assert.Equal(100 * LiveCall / 2, account.CostUsd);
        _lane.AssertSound();
    }

    [Fact]
    public async Task Samples_that_a_batch_brought_are_all_taken_also_where_money_has_become_short_and_only_what_it_did_not_bring_is_given_up()
    {
        _lane.Samples = 3;
        _lane.Thrift = Short(ThriftStep.Samples);
        // Of these it brings no sample.
        _lane.Provider.Expires = r => r.CustomId.Split('-')[0].EndsWith('7');

        (RunEnd end, RunAccount account) = await _lane.RunAsync(100);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((100, 10), (account.Scored, _lane.LiveCalls));
        Assert.Equal((90 * 3) + 10, Assert.Single(account.Samples).Taken);
        Assert.Equal(2 * 10, account.WithheldSamples);
        Assert.Equal((90 * 3 * LiveCall / 2) + (10 * LiveCall), account.CostUsd);
        _lane.AssertSound();
    }

    /// <summary>What has seen that the money does not last, and gives this up.</summary>
    private Thrift Short(ThriftStep step)
    {
        var thrift = new Thrift(new ThriftTerms([step], 0.05), () => [new SpendingLeft(0.01m, IsOfDay: false)], _lane.Clock, () => 1_000);
        var dear = new Attempt { Question = 0, StartedAt = _lane.Clock.GetUtcNow(), Duration = TimeSpan.Zero, Result = AttemptResult.Read, CostUsd = 0.001m };
        for (int i = 0; i < 100; i++)
        {
            thrift.Note(new Judged.Decided(new Verdict.Scored(3, [], FailureCode: null)) { Attempts = [dear] });
        }

        return thrift;
    }

    [Fact]
    public async Task A_results_file_cut_in_half_is_read_again_from_the_start_and_what_was_settled_is_skipped()
    {
        _lane.Provider.CutReadings = 2;

        (RunEnd end, RunAccount account) = await _lane.RunAsync(100);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((100, 0, 3), (account.Scored, _lane.LiveCalls, _lane.Provider.Readings));
        Assert.Equal(100 * LiveCall / 2, account.CostUsd);
        _lane.AssertSound();
    }

    [Fact]
    public async Task A_file_that_is_always_cut_is_given_up_and_the_rest_is_asked_live()
    {
        _lane.Provider.CutReadings = int.MaxValue;

        (RunEnd end, RunAccount account) = await _lane.RunAsync(100);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((100, 50), (account.Scored, _lane.LiveCalls));
        _lane.AssertSound();
    }

    [Fact]
    public async Task A_submission_whose_reply_is_lost_is_found_and_one_that_never_arrived_is_sent_again()
    {
        _lane.Provider.LostReplies = 1;
        (RunEnd end, RunAccount account) = await _lane.RunAsync(100);
        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((100, 1), (account.Scored, _lane.Provider.Batches));

        using var other = new LaneAtWork { Provider = { LostRequests = 1 } };
        (end, account) = await other.RunAsync(100);
        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((100, 1, 0), (account.Scored, other.Provider.Batches, other.LiveCalls));
        other.AssertSound();
    }

    [Fact]
    public async Task A_batch_that_is_refused_as_a_whole_is_asked_live_and_holds_nothing()
    {
        _lane.Provider.Refusal = "the file has a line too many";

        (RunEnd end, RunAccount account) = await _lane.RunAsync(50);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((50, 50, 50 * LiveCall), (account.Scored, _lane.LiveCalls, account.CostUsd));
        HeldBatch batch = Assert.Single(await _lane.BatchesAsync());
        Assert.Equal((HeldBatchState.Refused, 0m, "the file has a line too many"), (batch.State, batch.HeldUsd, batch.Error));
        _lane.AssertSound();
    }

    /// <summary>However many batches wait: what they leave open is asked live one after another, and all of it has to be done in time.</summary>
    [Theory]
    [InlineData(100, 100)]
    [InlineData(3_000, 600)]
    public async Task Batches_that_take_a_day_are_cancelled_in_time_and_the_deadline_is_met_by_one_fallback(int responses, int together)
    {
        _lane.Provider.Delay = TimeSpan.FromHours(24);
        _lane.Provider.CancelTakes = TimeSpan.FromMinutes(9);
        _lane.Provider.AnswersEarly = r => r.CustomId.EndsWith("7-0", StringComparison.Ordinal);
        _lane.LiveCallTakes = TimeSpan.FromSeconds(0.2);
        _lane.Terms = new LaneTerms { Deadline = TimeSpan.FromHours(6) };
        _lane.Rules = new BatchRules { MostResponses = together };
        DateTimeOffset begun = _lane.Clock.GetUtcNow();

        (RunEnd end, RunAccount account) = await _lane.RunAsync(responses);

        Assert.IsType<RunEnd.Finished>(end);
        int quick = responses / 10;
        Assert.Equal((responses, responses - quick, 0), (account.Scored, _lane.LiveCalls, account.Owed));
        // Not given up before it had to be, and done when it had to be.
        Assert.All(_lane.Provider.Cancels, c => Assert.Equal(1, c.Asked));
        Assert.All(_lane.Provider.Cancels, c => Assert.InRange(c.First!.Value - begun, TimeSpan.FromHours(5), TimeSpan.FromHours(6)));
        Assert.InRange(_lane.Clock.GetUtcNow() - begun, TimeSpan.FromHours(5), TimeSpan.FromHours(6));
        // Nothing is sent once more, and what was answered before it was cancelled is used, at its price.
        Assert.Equal((responses / together, responses), (_lane.Provider.Batches, _lane.Provider.Asked.Count));
        Assert.All(_lane.Provider.Asked.Values, n => Assert.Equal(1, n));
        Assert.Equal((quick * LiveCall / 2) + ((responses - quick) * LiveCall), account.CostUsd);
        Assert.Equal((responses, responses - quick), (account.Lanes[Lane.Batch].Attempts, account.Lanes[Lane.Live].Attempts));
        IReadOnlyList<HeldBatch> batches = await _lane.BatchesAsync();
        Assert.All(batches, b => Assert.Equal((HeldBatchState.Cancelled, 0m), (b.State, b.HeldUsd)));
        Assert.Equal((quick, responses - quick), (batches.Sum(b => b.Answered), batches.Sum(b => b.Unanswered)));
        _lane.AssertSound();
    }

    [Fact]
    public async Task One_that_does_not_even_end_when_cancelled_is_given_up_and_what_it_held_counts_as_spent()
    {
        _lane.Provider.Delay = TimeSpan.FromHours(24);
        _lane.Provider.CancelHangs = true;
        _lane.Terms = new LaneTerms { Deadline = TimeSpan.FromHours(6) };
        DateTimeOffset begun = _lane.Clock.GetUtcNow();

        (RunEnd end, RunAccount account) = await _lane.RunAsync(20);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((20, 20), (account.Scored, _lane.LiveCalls));
        Assert.InRange(_lane.Clock.GetUtcNow() - begun, TimeSpan.FromHours(5), TimeSpan.FromHours(6));
        HeldBatch batch = Assert.Single(await _lane.BatchesAsync());
        Assert.Equal((20 * LiveCall) + batch.ReservedUsd, account.CostUsd);
        _lane.AssertSound();
    }

    [Fact]
    public async Task A_deadline_that_leaves_no_time_for_a_batch_is_met_live()
    {
        _lane.Terms = new LaneTerms { Deadline = TimeSpan.FromMinutes(10) };

        (RunEnd end, RunAccount account) = await _lane.RunAsync(20);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((20, 20, 0), (account.Scored, _lane.LiveCalls, _lane.Provider.Batches));
    }

    [Fact]
    public async Task A_batch_of_another_account_stops_the_run_with_a_sentence_and_nothing_is_lost()
    {
        _lane.Provider.IsOtherAccount = true;
        (RunEnd end, RunAccount account) = await _lane.RunAsync(20);
        string said = Assert.IsType<RunEnd.ProviderFailed>(end).Detail;
        Assert.Contains("batch_1 under this key: it is of another account, or was deleted. 20 verdicts wait in it", said, StringComparison.Ordinal);
        Assert.Equal(20, account.Owed);
        _lane.AssertSound();

        _lane.Provider.IsOtherAccount = false;
        (end, account) = await _lane.RunAsync(20);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((20, 1, 0), (account.Scored, _lane.Provider.Batches, _lane.LiveCalls));
        _lane.AssertSound();
    }

    [Fact]
    public async Task A_run_that_is_stopped_while_it_waits_goes_on_with_the_same_batches()
    {
        _lane.Provider.IsOtherAccount = true;
        await _lane.RunAsync(150);
        int before = _lane.Provider.Batches;
        _lane.Provider.IsOtherAccount = false;

        (RunEnd end, RunAccount account) = await _lane.RunAsync(150);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal(150, account.Scored);
        Assert.All(_lane.Provider.Asked.Values, n => Assert.Equal(1, n));
        Assert.InRange(before, 1, 2);
        _lane.AssertSound();
    }

    [Fact]
    public async Task What_was_begun_by_batch_is_not_asked_again_by_a_run_that_is_continued_live()
    {
        _lane.Provider.IsOtherAccount = true;
        await _lane.RunAsync(100);
        _lane.Provider.IsOtherAccount = false;
        _lane.Terms = LaneTerms.Live;

        (RunEnd end, RunAccount account) = await _lane.RunAsync(120);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((120, 20), (account.Scored, _lane.LiveCalls));
        _lane.AssertSound();
    }

    [Fact]
    public async Task A_cap_is_never_overshot_and_batches_are_cut_smaller_for_it()
    {
        using var free = new LaneAtWork();
        await free.RunAsync(100);
        decimal worstOfOne = (await free.BatchesAsync())[0].ReservedUsd / 100;
        _lane.BudgetUsd = worstOfOne * 30;
        DateTimeOffset begun = _lane.Clock.GetUtcNow();

        (RunEnd end, RunAccount account) = await _lane.RunAsync(100);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal(100, account.Scored);
        Assert.True(account.CostUsd <= _lane.BudgetUsd, $"{account.CostUsd} of {_lane.BudgetUsd}");
        Assert.All(_lane.Provider.Sizes, size => Assert.InRange(size, 1, 30));
        // The next one is sent as soon as there is money again.
        Assert.InRange(_lane.Clock.GetUtcNow() - begun, TimeSpan.Zero, _lane.Provider.Batches * 1.2 * _lane.Provider.Delay);
        _lane.AssertSound();
    }

    [Fact]
    public async Task Where_the_budget_has_room_for_no_batch_the_rest_stays_owed()
    {
        using var free = new LaneAtWork();
        await free.RunAsync(10);
        decimal worstOfOne = (await free.BatchesAsync())[0].ReservedUsd / 10;
        _lane.BudgetUsd = worstOfOne * 2.5m;

        (RunEnd end, RunAccount account) = await _lane.RunAsync(200);

        Assert.Contains("leaves no room for the next batch", Assert.IsType<RunEnd.BudgetReached>(end).Detail, StringComparison.Ordinal);
        Assert.True(account.Scored > 0 && account.Owed > 0);
        Assert.InRange(_lane.Provider.Batches, 1, 10);
        Assert.True(account.CostUsd <= _lane.BudgetUsd);
        _lane.AssertSound();
    }

    [Fact]
    public async Task What_a_batch_holds_outlives_its_process_and_counts_against_the_budget_of_the_next()
    {
        _lane.Provider.IsOtherAccount = true;
        await _lane.RunAsync(50);

        Scoring.Running.Spending spent = await _lane.WithLedgerAsync(l => l.SpendingAsync(_lane.Run, DateOnly.FromDateTime(_lane.Clock.GetUtcNow().UtcDateTime), CancellationToken.None));

        HeldBatch batch = Assert.Single(await _lane.BatchesAsync());
        Assert.Equal((batch.ReservedUsd, batch.ReservedUsd, batch.ReservedUsd), (batch.HeldUsd, spent.RunUsd, spent.JudgeDayUsd));
    }

    [Fact]
    public async Task Both_questions_of_a_response_are_in_one_batch_and_the_one_without_an_answer_is_asked_live()
    {
        _lane.OneCallPerCriterion = true;
        _lane.Provider.MostRequests = 15;
        _lane.Provider.Misses = r => r.CustomId == "3-1";

        (RunEnd end, RunAccount account) = await _lane.RunAsync(20);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((20, 1), (account.Scored, _lane.LiveCalls));
        Assert.Equal([14, 14, 12], _lane.Provider.Sizes);
        Assert.Equal((39 * LiveCall / 2) + LiveCall, account.CostUsd);
        _lane.AssertSound();
    }

    [Fact]
    public async Task With_content_off_texts_are_held_while_they_wait_and_are_gone_afterwards()
    {
        _lane.KeepsContent = false;
        _lane.Provider.Expires = r => r.CustomId == "1-0";

        (RunEnd end, RunAccount account) = await _lane.RunAsync(20);

        Assert.IsType<RunEnd.Finished>(end);
        Assert.Equal((20, 1), (account.Scored, _lane.LiveCalls));
        byte[] file = await File.ReadAllBytesAsync(_lane.Store, TestContext.Current.CancellationToken);
        Assert.Equal(-1, file.AsSpan().IndexOf("answer 1"u8));
        Assert.Equal(-1, file.AsSpan().IndexOf("expired before"u8));
        _lane.AssertSound();
    }
}
