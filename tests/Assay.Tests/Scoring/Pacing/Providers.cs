using Assay.Scoring.Judging;
using Assay.Scoring.Pacing;
using Assay.Simulator;
using Assay.Simulator.Limits;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Pacing;

/// <summary>Simulated providers.</summary>
internal static class Providers
{
    /// <summary>Always answers after the same time.</summary>
    public static VirtualProvider Steady(TimeSpan latency) => (_, _) => new VirtualReply(CallEnding.Answered, latency);

    /// <summary>Ends some calls in another way, at random.</summary>
    public static VirtualProvider Mixed(VirtualProvider rest, double share, CallEnding ending, TimeSpan latency, int seed = 5)
    {
        var random = new Random(seed);
        return (now, call) => random.NextDouble() < share ? new VirtualReply(ending, latency) : rest(now, call);
    }

    /// <summary>Ends all calls in another way for a while.</summary>
    public static VirtualProvider During(VirtualProvider rest, TimeSpan from, TimeSpan to, Func<VirtualReply> instead) =>
        (now, call) => now >= from && now < to ? instead() : rest(now, call);

    /// <summary>Answers so many calls at a time and throttles the others, without headers.</summary>
    public static VirtualProvider Crowded(int capacity, Func<Random, TimeSpan> latency, TimeSpan refusal, int seed = 5)
    {
        var random = new Random(seed);
        int inside = 0;
        return (_, _) =>
        {
            if (inside >= capacity)
            {
                return new VirtualReply(CallEnding.Throttled, refusal);
            }

            inside++;
            return new VirtualReply(CallEnding.Answered, latency(random)) { AtEnd = () => inside-- };
        };
    }

    /// <summary>The simulator's account of requests and tokens per minute. Prompts are charged at the start of a call, replies at its end.</summary>
    /// <param name="read">How the headers tell a bucket; by default exactly.</param>
    public static VirtualProvider Metered(int? requests, int? tokens, Func<Random, TimeSpan> latency, Func<LimitReading, LimitReading>? read = null, int seed = 5)
    {
        var clock = new ManualClock(delaysPass: false);
        var limiter = new RateLimiter(new SimulatorOptions { RequestsPerMinute = requests, TokensPerMinute = tokens, Clock = clock });
        var random = new Random(seed);
        TimeSpan passed = TimeSpan.Zero;
        return (now, call) =>
        {
            clock.Advance(now - passed);
            passed = now;
            Admission admission = limiter.Admit(call.PromptTokens);
            RateLimits limits = Headers(admission, read ?? (reading => reading));
            return admission.Exceeded is { } exceeded
                ? new VirtualReply(CallEnding.Throttled, TimeSpan.FromMilliseconds(20), Milliseconds(exceeded.RetryAfter), limits)
                : new VirtualReply(CallEnding.Answered, latency(random), Limits: limits) { AtEnd = () => limiter.Charge(call.ReplyTokens) };
        };
    }

    private static RateLimits Headers(Admission admission, Func<LimitReading, LimitReading> read)
    {
        LimitReading? requests = admission.Requests is { } r ? read(r) : null;
        LimitReading? tokens = admission.Tokens is { } t ? read(t) : null;
        return new RateLimits
        {
            RequestLimit = requests?.Limit,
            RequestsRemaining = requests?.Remaining,
            RequestsReset = requests is null ? null : Milliseconds(requests.Value.Reset),
            TokenLimit = tokens?.Limit,
            TokensRemaining = tokens?.Remaining,
            TokensReset = tokens is null ? null : Milliseconds(tokens.Value.Reset),
        };
    }

    private static TimeSpan Milliseconds(TimeSpan exact) => TimeSpan.FromMilliseconds(Math.Ceiling(exact.TotalMilliseconds));
}
