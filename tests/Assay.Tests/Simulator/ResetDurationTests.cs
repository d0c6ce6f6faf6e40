using Assay.Simulator.Limits;

namespace Assay.Tests.Simulator;

public sealed class ResetDurationTests
{
    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(12, "12ms")]
    [InlineData(1500, "1.5s")]
    [InlineData(360_000, "6m0s")]
    [InlineData(61_250, "1m1.25s")]
    public void Durations_are_written_as_OpenAI_writes_them(int milliseconds, string expected) =>
        Assert.Equal(expected, ResetDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));
}
