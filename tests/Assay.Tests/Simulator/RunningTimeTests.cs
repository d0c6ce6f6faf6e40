using Assay.Simulator.Faults;
using Assay.Tests.Testing;

namespace Assay.Tests.Simulator;

public sealed class RunningTimeTests
{
    [Fact]
    public void It_counts_from_the_first_request_not_from_the_start()
    {
        var clock = new ManualClock();
        var time = new RunningTime(clock);
        clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(TimeSpan.Zero, time.Read());
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), time.Read());
    }
}
