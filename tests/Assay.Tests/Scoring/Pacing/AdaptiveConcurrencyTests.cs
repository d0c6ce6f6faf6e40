using Assay.Scoring.Pacing;

namespace Assay.Tests.Scoring.Pacing;

public sealed class AdaptiveConcurrencyTests
{
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(1);

    [Fact]
    public void Without_trouble_the_ramp_decides()
    {
        var concurrency = new AdaptiveConcurrency(1_000, new Ramp(32, 1_000, TimeSpan.FromMilliseconds(1)));

        Assert.Equal(32, concurrency.Limit(Now));
        concurrency.Start(Now);
        Assert.Equal(132, concurrency.Limit(Now + TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public void The_first_throttled_call_ends_the_ramp()
    {
        var concurrency = new AdaptiveConcurrency(1_000, new Ramp(32, 1_000, TimeSpan.FromMilliseconds(1)));
        long[] calls = [.. Enumerable.Range(0, 32).Select(_ => concurrency.Start(Now))];

        concurrency.Throttled(calls[0], Now);

        Assert.Equal(31, concurrency.Limit(Now + TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_throttled_slot_stays_empty_until_the_generation_ends()
    {
        AdaptiveConcurrency concurrency = Running(40, out Queue<long> calls, inFlight: 40);

        Report(concurrency, calls, throttled: 4, answered: 0);
        Assert.Equal(36, concurrency.Limit(Now));

        Report(concurrency, calls, throttled: 0, answered: 36);
        Assert.InRange(concurrency.Limit(Now), 33, 35);
    }

    [Theory]
    [InlineData(0.25, 70)]
    [InlineData(0.5, 50)]
    [InlineData(1, 50)]
    public void The_limit_loses_the_throttled_share_and_a_little_more_and_half_at_most(double share, int limit)
    {
        AdaptiveConcurrency concurrency = Running(100, out Queue<long> calls);

        Generation(concurrency, calls, 100, share);

        Assert.Equal(limit, concurrency.Limit(Now));
    }

    [Fact]
    public void A_storm_of_throttling_halves_the_limit_per_generation()
    {
        AdaptiveConcurrency concurrency = Running(128, out Queue<long> calls);

        foreach (int limit in new[] { 64, 32, 16, 8, 4, 2, 1, 1 })
        {
            Generation(concurrency, calls, concurrency.Limit(Now), share: 1);
            Assert.Equal(limit, concurrency.Limit(Now));
        }
    }

    [Fact]
    public void Calls_from_before_a_cut_do_not_cut_again()
    {
        AdaptiveConcurrency concurrency = Running(100, out Queue<long> calls, inFlight: 100);
        long[] crowd = [.. calls];
        calls.Clear();
        foreach (long call in crowd)
        {
            concurrency.Throttled(call, Now);
            concurrency.End(call, wasReported: true);
        }

        Assert.Equal(50, concurrency.Limit(Now));
    }

    [Fact]
    public void What_is_throttled_however_few_the_calls_are_lowers_the_limit_only_for_a_while()
    {
        AdaptiveConcurrency concurrency = Running(200, out Queue<long> calls);
        int lowest = int.MaxValue;
        for (int generation = 0; generation < 100; generation++)
        {
            Generation(concurrency, calls, concurrency.Limit(Now), share: 0.05);
            lowest = Math.Min(lowest, concurrency.Limit(Now));
        }

        Assert.InRange(lowest, 140, 190);
        Assert.Equal(200, concurrency.Limit(Now));
    }

    [Fact]
    public void After_a_cut_the_limit_grows_faster_the_longer_all_goes_well()
    {
        AdaptiveConcurrency concurrency = Running(640, out Queue<long> calls);
        for (int i = 0; i < 4; i++)
        {
            Generation(concurrency, calls, concurrency.Limit(Now), share: 1);
        }

        Assert.Equal(40, concurrency.Limit(Now));
        foreach (int limit in new[] { 41, 43, 47, 55, 65, 75 })
        {
            Generation(concurrency, calls, concurrency.Limit(Now), share: 0);
            Assert.Equal(limit, concurrency.Limit(Now));
        }
    }

    [Fact]
    public void A_restart_doubles_from_one_to_nine_tenths_of_before()
    {
        AdaptiveConcurrency concurrency = Running(100, out Queue<long> calls);
        concurrency.Restart(Now);
        calls.Clear();

        foreach (int limit in new[] { 1, 2, 4, 8, 16, 32, 64, 90, 91 })
        {
            Assert.Equal(limit, concurrency.Limit(Now));
            Generation(concurrency, calls, limit, share: 0);
        }
    }

    [Fact]
    public void A_relapse_while_coming_back_does_not_lower_the_goal()
    {
        AdaptiveConcurrency concurrency = Running(100, out Queue<long> calls);
        for (int relapse = 0; relapse < 3; relapse++)
        {
            concurrency.Restart(Now);
            calls.Clear();
            Generation(concurrency, calls, 1, share: 0);
            Generation(concurrency, calls, 2, share: 0);
        }

        for (int i = 0; i < 5; i++)
        {
            Generation(concurrency, calls, concurrency.Limit(Now), share: 0);
        }

        Assert.Equal(90, concurrency.Limit(Now));
    }

    [Fact]
    public void A_limit_that_was_never_reached_is_not_what_the_provider_objects_to()
    {
        AdaptiveConcurrency concurrency = Running(1_000, out Queue<long> calls, inFlight: 0);
        for (int i = 0; i < 10; i++)
        {
            calls.Enqueue(concurrency.Start(Now));
        }

        Report(concurrency, calls, throttled: 1, answered: 0);

        Assert.Equal(9, concurrency.Limit(Now));
    }

    [Fact]
    public void Latency_far_above_the_usual_costs_a_little()
    {
        AdaptiveConcurrency concurrency = Running(100, out Queue<long> calls);
        for (int i = 0; i < 20; i++)
        {
            Generation(concurrency, calls, 100, share: 0);
        }

        Generation(concurrency, calls, 100, share: 0, latency: Usual * 4);

        Assert.Equal(95, concurrency.Limit(Now));
    }

    [Fact]
    public void Failures_end_the_ramp_and_lower_nothing()
    {
        var concurrency = new AdaptiveConcurrency(1_000, new Ramp(32, 1_000, TimeSpan.FromMilliseconds(1)));
        var calls = new Queue<long>(Enumerable.Range(0, 32).Select(_ => concurrency.Start(Now)));
        concurrency.Failed(calls.Peek(), Now);
        concurrency.End(calls.Dequeue(), wasReported: true);
        Assert.Equal(32, concurrency.Limit(Now + TimeSpan.FromHours(1)));

        Generation(concurrency, calls, 32, share: 0);
        Assert.Equal(64, concurrency.Limit(Now));
    }

    [Fact]
    public void Silent_calls_are_written_off_where_nothing_else_could_start()
    {
        AdaptiveConcurrency concurrency = Running(10, out Queue<long> calls, inFlight: 10);
        Report(concurrency, calls, throttled: 6, answered: 0);
        Assert.Equal(4, concurrency.Limit(Now));
        TimeSpan later = concurrency.HasRoomAt(Now);
        Assert.Equal(Now + (3 * Usual), later);

        concurrency.Start(later);

        Assert.Equal(later, concurrency.HasRoomAt(later));
        Assert.Equal(5, concurrency.Limit(later));
    }

    /// <summary>After the ramp, with the largest limit reached once and all calls answered in the usual time.</summary>
    private static AdaptiveConcurrency Running(int max, out Queue<long> calls, int? inFlight = null)
    {
        var concurrency = new AdaptiveConcurrency(max, new Ramp(max, max, TimeSpan.Zero));
        calls = new Queue<long>();
        if (inFlight == 0)
        {
            return concurrency;
        }

        Generation(concurrency, calls, max, share: 0);
        for (int i = 0; i < inFlight; i++)
        {
            calls.Enqueue(concurrency.Start(Now));
        }

        return concurrency;
    }

    /// <summary>Starts and ends as many calls as a generation has, the throttled ones first.</summary>
    private static void Generation(AdaptiveConcurrency concurrency, Queue<long> calls, int size, double share, TimeSpan? latency = null)
    {
        while (calls.Count < size)
        {
            calls.Enqueue(concurrency.Start(Now));
        }

        int throttled = (int)Math.Round(size * share);
        Report(concurrency, calls, throttled, size - throttled, latency);
    }

    private static void Report(AdaptiveConcurrency concurrency, Queue<long> calls, int throttled, int answered, TimeSpan? latency = null)
    {
        for (int i = 0; i < throttled + answered; i++)
        {
            long call = calls.Dequeue();
            if (i < throttled)
            {
                concurrency.Throttled(call, Now);
            }
            else
            {
                concurrency.Answered(call, latency ?? Usual, Now);
            }

            concurrency.End(call, wasReported: true);
        }
    }
}
