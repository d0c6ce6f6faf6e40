using Assay.Server.Operation;
using Assay.Tests.Testing;

namespace Assay.Tests.Server;

public sealed class ProgressWatchTests
{
    private readonly ManualClock _clock = new();
    private long _moves;
    private bool _mayRest;

    [Fact]
    public void A_judge_that_has_work_and_gets_nothing_done_for_five_minutes_is_stalled_until_it_gets_on()
    {
        ProgressWatch watch = Watch();
        After(watch, minutes: 4);
        IReadOnlyList<string> early = watch.Stalled;
        After(watch, minutes: 1);
        IReadOnlyList<string> late = watch.Stalled;
        _moves++;
        After(watch, minutes: 0);

        Assert.Empty(early);
        Assert.Equal(["accuracy"], late);
        Assert.Empty(watch.Stalled);
    }

    [Fact]
    public void A_judge_that_gets_on_slowly_is_not_stalled()
    {
        ProgressWatch watch = Watch();
        for (int i = 0; i < 10; i++)
        {
            _moves++;
            After(watch, minutes: 4);
            Assert.Empty(watch.Stalled);
        }
    }

    [Fact]
    public void A_judge_without_work_or_held_up_is_not_stalled_and_its_time_begins_when_there_is_work()
    {
        ProgressWatch watch = Watch();
        _mayRest = true;
        After(watch, minutes: 60);
        IReadOnlyList<string> resting = watch.Stalled;
        _mayRest = false;
        After(watch, minutes: 4);

        Assert.Empty(resting);
        Assert.Empty(watch.Stalled);
    }

    private ProgressWatch Watch() => new([new WatchedJudge("accuracy", () => _moves, () => _mayRest)], _clock);

    private void After(ProgressWatch watch, int minutes)
    {
        _clock.Advance(TimeSpan.FromMinutes(minutes));
        watch.LookAtAll();
    }
}
