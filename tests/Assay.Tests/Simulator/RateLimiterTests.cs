using Assay.Simulator;
using Assay.Simulator.Limits;

namespace Assay.Tests.Simulator;

public sealed class RateLimiterTests
{
    private readonly SteppedClock clock = new();

    [Fact]
    public void A_burst_up_to_the_limit_passes_and_the_next_is_told_how_long_to_wait()
    {
        var limiter = new RateLimiter(new SimulatorOptions { RequestsPerMinute = 60, Clock = clock });
        for (var i = 0; i < 60; i++)
        {
            Assert.Null(limiter.Admit(10).Exceeded);
        }

        var refused = limiter.Admit(10).Exceeded;

        Assert.NotNull(refused);
        Assert.Equal("requests", refused.Unit);
        Assert.Equal(1, refused.RetryAfter.TotalSeconds, 3);
    }

    [Fact]
    public void Whoever_waits_as_told_is_let_in()
    {
        var limiter = new RateLimiter(new SimulatorOptions { RequestsPerMinute = 7, Clock = clock });
        var passed = 0;
        while (passed < 100)
        {
            if (limiter.Admit(1).Exceeded is not { } refused)
            {
                passed++;
                continue;
            }

            clock.Advance(refused.RetryAfter);
            Assert.Null(limiter.Admit(1).Exceeded);
            passed++;
        }
    }

    [Fact]
    public void A_refused_request_takes_nothing()
    {
        var limiter = new RateLimiter(new SimulatorOptions { RequestsPerMinute = 10, TokensPerMinute = 100, Clock = clock });

        Assert.Equal("tokens", limiter.Admit(101).Exceeded?.Unit);
        Assert.Equal(9, limiter.Admit(100).Requests?.Remaining);
    }

    [Fact]
    public void Reply_tokens_are_charged_afterwards()
    {
        var limiter = new RateLimiter(new SimulatorOptions { TokensPerMinute = 600, Clock = clock });
        limiter.Admit(100);
        limiter.Charge(520);

        Assert.Equal(TimeSpan.FromSeconds(12), limiter.Admit(100).Exceeded?.RetryAfter);
    }

    private sealed class SteppedClock : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan time) => ticks += time.Ticks;
    }
}
