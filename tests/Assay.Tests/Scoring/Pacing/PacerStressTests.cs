using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

/// <summary>Real threads and no latency: whatever the order, nobody waits for ever and nothing is counted twice.</summary>
public sealed class PacerStressTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(256)]
    public async Task Nobody_is_forgotten_when_calls_take_no_time(int max)
    {
        using var pacer = new Pacer(new PacerOptions { MaxConcurrency = max }, TimeProvider.System, new Random(1));
        int underWay = 0;
        int most = 0;
        long done = 0;

        await Task.WhenAll(Enumerable.Range(0, 256).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                using PacerLease lease = await pacer.EnterAsync(100, (Priority)(i % 2), CancellationToken.None);
                InterlockedMax(ref most, Interlocked.Increment(ref underWay));
                if (i % 8 == 0)
                {
                    await Task.Yield();
                }

                Interlocked.Decrement(ref underWay);
                lease.Report(new CallReport(CallEnding.Answered, TimeSpan.Zero, 100, RetryAfter: null, Limits: null));
                Interlocked.Increment(ref done);
            }
        }))).WaitAsync(Deadline);

        Assert.Equal(256 * 200, done);
        Assert.InRange(most, 1, max);
        Assert.Equal((0, 0), (pacer.Snapshot().InFlight, pacer.Snapshot().Waiting));
    }

    [Fact]
    public async Task Nobody_is_forgotten_when_callers_come_and_go()
    {
        using var pacer = new Pacer(new PacerOptions { MaxConcurrency = 4 }, TimeProvider.System, new Random(1));

        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (int i = 0; i < 300; i++)
            {
                using var patience = new CancellationTokenSource();
                ValueTask<PacerLease> turn = pacer.EnterAsync(100, Priority.Live, patience.Token);
                if (random.Next(3) == 0)
                {
                    await patience.CancelAsync();
                }

                try
                {
                    using PacerLease lease = await turn;
                    lease.Report(new CallReport(random.Next(2) == 0 ? CallEnding.Answered : CallEnding.Refused, TimeSpan.Zero, 100, RetryAfter: null, Limits: null));
                }
                catch (OperationCanceledException)
                {
                    // Gave up waiting.
                }
            }
        }))).WaitAsync(Deadline);

        Assert.Equal((0, 0), (pacer.Snapshot().InFlight, pacer.Snapshot().Waiting));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
