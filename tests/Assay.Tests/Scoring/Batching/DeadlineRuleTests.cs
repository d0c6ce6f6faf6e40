using Assay.Scoring.Batching;

namespace Assay.Tests.Scoring.Batching;

public sealed class DeadlineRuleTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void Without_a_deadline_a_batch_may_take_as_long_as_it_likes() => Assert.True(DeadlineRule.Allows(left: null, 1_000_000, 0.1, [TimeSpan.FromDays(2)]));

    [Fact]
    public void The_margin_is_the_time_to_cancel_and_to_ask_everything_live_and_at_least_some_minutes()
    {
        Assert.Equal(TimeSpan.FromMinutes(15), DeadlineRule.Margin(1, 5));
        Assert.Equal(TimeSpan.FromSeconds(600 + 3_000), DeadlineRule.Margin(10_000, 5));
    }

    [Theory]
    [InlineData(6, 100, true)]
    [InlineData(0.5, 100, false)]
    [InlineData(6, 100_000, false)]
    public void A_deadline_must_leave_time_for_a_batch_and_for_the_live_lane_behind_it(double hours, int owed, bool allows) =>
        Assert.Equal(allows, DeadlineRule.Allows(hours * Hour, owed, 5, []));

    [Fact]
    public void What_batches_were_seen_to_take_decides_whether_one_can_be_in_time()
    {
        Assert.False(DeadlineRule.Allows(6 * Hour, 100, 5, [20 * Hour, 22 * Hour, 1 * Hour]));
        Assert.True(DeadlineRule.Allows(6 * Hour, 100, 5, [2 * Hour, 22 * Hour, 1 * Hour]));
    }
}
