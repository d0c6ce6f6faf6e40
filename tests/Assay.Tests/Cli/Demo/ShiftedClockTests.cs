using Assay.Cli.Demo;
using Assay.Tests.Testing;

namespace Assay.Tests.Cli.Demo;

public sealed class ShiftedClockTests
{
    [Fact]
    public void It_begins_where_it_is_told_and_goes_as_time_does()
    {
        var clock = new ManualClock();
        var start = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
        var shifted = new ShiftedClock(clock, start);
        long before = shifted.GetTimestamp();

        clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(start.AddMinutes(3), shifted.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(3), shifted.GetElapsedTime(before));
    }
}
