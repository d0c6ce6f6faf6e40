using Assay.Scoring.Caching;
using Assay.Tests.Testing;

namespace Assay.Tests.Scoring.Caching;

public sealed class CacheOutageTests
{
    private readonly ManualClock _clock = new();
    private readonly CacheOutage _outage;

    public CacheOutageTests() => _outage = new CacheOutage(_clock);

    [Fact]
    public void A_store_that_works_is_asked_each_time()
    {
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(_outage.MayAsk()));
        _outage.Succeeded();
        Assert.Null(_outage.Trouble);
    }

    [Fact]
    public void The_pause_doubles_up_to_half_a_minute()
    {
        _outage.Failed("gone");
        foreach (int seconds in (int[])[2, 4, 8, 16, 30, 30])
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            Assert.False(_outage.MayAsk());
            _clock.Advance(TimeSpan.FromSeconds(0.1));
            Assert.True(_outage.MayAsk());
            _outage.Failed("still gone");
        }

        Assert.Equal("still gone", _outage.Trouble);
    }

    [Fact]
    public void After_the_pause_one_caller_tries_and_its_success_ends_the_outage()
    {
        _outage.Failed("gone");
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True(_outage.MayAsk());
        Assert.False(_outage.MayAsk());
        _outage.Succeeded();

        Assert.Null(_outage.Trouble);
        Assert.True(_outage.MayAsk());
    }

    [Fact]
    public void A_caller_that_never_comes_back_is_followed_by_another_one()
    {
        _outage.Failed("gone");
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(_outage.MayAsk());

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True(_outage.MayAsk());
    }

    [Fact]
    public void Calls_that_fail_together_lengthen_the_pause_once()
    {
        Assert.All(Enumerable.Range(0, 10), _ => _outage.Failed("gone"));
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.True(_outage.MayAsk());
    }

    [Fact]
    public void A_sign_of_life_ends_the_pause_but_not_the_trouble()
    {
        _outage.Failed("gone");

        _outage.EndPause();

        Assert.Equal("gone", _outage.Trouble);
        Assert.True(_outage.MayAsk());
        _outage.Failed("gone again");
        Assert.False(_outage.MayAsk());
    }

    [Fact]
    public void What_is_lost_for_good_is_never_asked_again()
    {
        _outage.FailedForGood("damaged");
        _outage.Succeeded();
        _outage.Failed("gone");
        _outage.EndPause();
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.False(_outage.MayAsk());
        Assert.Equal("damaged", _outage.Trouble);
    }
}
