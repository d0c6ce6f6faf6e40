using Assay.Collecting.Sources;
using Assay.Scoring.Judging;
using Assay.Scoring.Serving;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Serving;

public sealed class TriggerStateTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly Schedule TenMinutes = new Schedule.Interval(10 * Minute);

    private readonly ManualClock _clock = new(delaysPass: false);

    [Fact]
    public void A_full_buffer_begins_and_less_waits()
    {
        TriggerState state = State(new JudgeTrigger { Buffer = 5 });

        Assert.False(state.IsDue(Owed(4)));
        Assert.Equal(new TriggerWait(null, 4, 5), state.WaitsFor);
        Assert.True(state.IsDue(Owed(5)));
        Assert.Null(state.WaitsFor);
    }

    [Fact]
    public void It_judges_what_was_owed_then_and_waits_again()
    {
        TriggerState state = State(new JudgeTrigger { Buffer = 5, Times = [TenMinutes] });
        state.IsDue(Owed(5));
        state.Begin(7);

        state.NoteTaken(4);
        int left = state.Left;
        state.NoteTaken(3);

        Assert.Equal((3, 0), (left, state.Left));
        Assert.False(state.IsDue(Owed(2)));
        Assert.Equal(new TriggerWait(ManualClock.Start + (10 * Minute), 2, 5), state.WaitsFor);
    }

    [Fact]
    public void What_is_no_longer_owed_is_not_waited_for()
    {
        TriggerState state = State(new JudgeTrigger { Buffer = 1 });
        state.IsDue(Owed(5));
        state.Begin(5);

        state.NoteTaken(3);
        state.NoteTaken(0);

        Assert.Equal(0, state.Left);
    }

    [Fact]
    public void An_interval_begins_anew_when_all_was_taken()
    {
        TriggerState state = State(new JudgeTrigger { Times = [TenMinutes] });
        state.IsDue(Owed(0));
        _clock.Advance(10 * Minute);
        bool first = state.IsDue(Owed(1));
        state.Begin(1);
        _clock.Advance(Minute);
        state.NoteTaken(1);

        _clock.Advance(9 * Minute);
        bool early = state.IsDue(Owed(1));
        _clock.Advance(Minute);

        Assert.Equal((true, false, true), (first, early, state.IsDue(Owed(1))));
    }

    [Fact]
    public void A_time_at_which_nothing_is_owed_passes()
    {
        TriggerState state = State(new JudgeTrigger { Times = [TenMinutes] });
        state.IsDue(Owed(0));
        _clock.Advance(10 * Minute);

        Assert.False(state.IsDue(Owed(0)));
        _clock.Advance(Minute);
        Assert.False(state.IsDue(Owed(3)));
        Assert.Equal(ManualClock.Start + (20 * Minute), state.WaitsFor!.NextAt);
    }

    [Fact]
    public void Whichever_time_comes_first_begins()
    {
        // The clock stands at noon.
        TriggerState state = State(new JudgeTrigger { Times = [new Schedule.Interval(TimeSpan.FromDays(1)), Schedule.Cron.Parse("0 13 * * *")] });
        state.IsDue(Owed(1));
        DateTimeOffset? next = state.WaitsFor!.NextAt;
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(ManualClock.Start.AddHours(1), next);
        Assert.True(state.IsDue(Owed(1)));
    }

    [Theory]
    // Three at night passed while the service was down, or was stopped in the middle of it.
    [InlineData(-10, true)]
    [InlineData(-8, false)]
    public void A_time_that_passed_while_nothing_ran_is_made_up_for(int receivedHoursFromNoon, bool due)
    {
        TriggerState state = State(new JudgeTrigger { Times = [Schedule.Cron.Parse("0 3 * * *")] });

        Assert.Equal(due, state.IsDue(new OwedCount(1, ManualClock.Start.AddHours(receivedHoursFromNoon))));
    }

    [Fact]
    public void After_a_pause_it_goes_on_at_once()
    {
        TriggerState state = State(new JudgeTrigger { Buffer = 100, Times = [Schedule.Cron.Parse("0 3 * * *")] });
        state.IsDue(Owed(100));
        state.Begin(100);
        state.NoteTaken(40);
        state.NoteTaken(60);

        state.Interrupt();

        Assert.True(state.IsTimeToLook);
        Assert.True(state.IsDue(Owed(30)));
    }

    [Fact]
    public void The_ledger_is_asked_once_a_second_and_no_further_than_it_decides_anything()
    {
        TriggerState state = State(new JudgeTrigger { Buffer = 500 });
        bool first = state.IsTimeToLook;
        state.IsDue(Owed(1));
        bool again = state.IsTimeToLook;
        _clock.Advance(TriggerState.LookEvery);

        Assert.Equal((true, false, true), (first, again, state.IsTimeToLook));
        Assert.Equal((500, 1), (state.CountUpTo, State(new JudgeTrigger { Times = [TenMinutes] }).CountUpTo));
    }

    private static OwedCount Owed(int count) => new(count, count == 0 ? null : ManualClock.Start);

    private TriggerState State(JudgeTrigger trigger) => new(trigger, _clock);
}
