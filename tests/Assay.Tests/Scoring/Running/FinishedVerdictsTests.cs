using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Running;

public sealed class FinishedVerdictsTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(500);

    private readonly ManualClock _clock = new(delaysPass: false);
    private readonly List<FinishedVerdict> _batch = [];
    private int _underWay = 8;

    [Fact]
    public async Task Verdicts_of_long_calls_are_given_out_at_once()
    {
        FinishedVerdicts finished = Queue();
        finished.Add(Verdict(1, Long));

        Assert.True(await finished.TakeAsync(_batch));

        Assert.Equal([1], _batch.Select(f => f.Key));
        Assert.Empty(_clock.Delays);
    }

    [Fact]
    public async Task Verdicts_of_short_calls_gather_until_half_of_what_is_under_way_has_come()
    {
        FinishedVerdicts finished = Queue();
        finished.Add(Verdict(1, Short));

        Task<bool> taking = finished.TakeAsync(_batch).AsTask();
        finished.Add(Verdict(2, Short));
        finished.Add(Verdict(3, Short));
        Assert.False(taking.IsCompleted);
        finished.Add(Verdict(4, Short));

        Assert.True(await taking);
        Assert.Equal([1, 2, 3, 4], _batch.Select(f => f.Key));
    }

    [Fact]
    public async Task Gathering_ends_after_two_milliseconds()
    {
        FinishedVerdicts finished = Queue();
        finished.Add(Verdict(1, Short));

        Task<bool> taking = finished.TakeAsync(_batch).AsTask();
        _clock.Advance(TimeSpan.FromMilliseconds(2));

        Assert.True(await taking);
        Assert.Equal([1], _batch.Select(f => f.Key));
    }

    [Fact]
    public async Task A_few_among_many_that_are_under_way_do_not_gather()
    {
        _underWay = 1_000;
        FinishedVerdicts finished = Queue();
        finished.Add(Verdict(1, Short));

        Assert.True(await finished.TakeAsync(_batch));

        Assert.Single(_batch);
        Assert.Empty(_clock.Delays);
    }

    [Fact]
    public async Task The_end_gives_out_what_is_left_and_then_nothing()
    {
        FinishedVerdicts finished = Queue();
        finished.Add(Verdict(1, Short));
        Task<bool> taking = finished.TakeAsync(_batch).AsTask();

        finished.Complete();

        Assert.True(await taking);
        Assert.Single(_batch);
        Assert.False(await finished.TakeAsync([]));
    }

    private FinishedVerdicts Queue() => new(() => _underWay, _clock);

    private static FinishedVerdict Verdict(long key, TimeSpan took)
    {
        var attempt = new Attempt { Question = 0, StartedAt = ManualClock.Start, Duration = took, Result = AttemptResult.Transient };
        return new FinishedVerdict(key, DateTimeOffset.UnixEpoch, new PendingVerdict(Some.Response(), decided: null, [], [], []), new Judged.Parked("stopped") { Attempts = [attempt] });
    }
}
