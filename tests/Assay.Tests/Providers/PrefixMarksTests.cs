using Assay.Providers;
using Assay.Tests.Testing;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Providers;

public sealed class PrefixMarksTests
{
    private static readonly UsageDetails Written = new() { InputTokenCount = 2_000, AdditionalCounts = new() { [ReplyProperties.CacheWriteCount] = 1_500 } };
    private static readonly UsageDetails Read = new() { InputTokenCount = 2_000, CachedInputTokenCount = 1_500 };
    private static readonly UsageDetails Plain = new() { InputTokenCount = 2_000 };

    private readonly ManualClock _clock = new();
    private readonly PrefixMarks _marks;

    public PrefixMarksTests() => _marks = new PrefixMarks(_clock);

    [Fact]
    public void A_beginning_that_is_sent_once_is_not_paid_extra_for()
    {
        Assert.False(_marks.ShouldMark("rubric"));
        Assert.False(_marks.ShouldMark("another rubric"));
    }

    [Fact]
    public void The_second_call_writes_and_those_behind_it_read()
    {
        _marks.ShouldMark("rubric");

        Assert.True(_marks.ShouldMark("rubric"));
        _marks.Finish("rubric", Written);

        Assert.True(_marks.ShouldMark("rubric"));
        Assert.True(_marks.ShouldMark("rubric"));
    }

    [Fact]
    public void While_one_call_writes_the_others_are_sent_plain()
    {
        _marks.ShouldMark("rubric");

        Assert.True(_marks.ShouldMark("rubric"));
        Assert.False(_marks.ShouldMark("rubric"));
        Assert.False(_marks.ShouldMark("rubric"));
    }

    [Fact]
    public void A_call_that_failed_leaves_the_writing_to_the_next()
    {
        _marks.ShouldMark("rubric");
        _marks.ShouldMark("rubric");

        _marks.Finish("rubric", usage: null);

        Assert.True(_marks.ShouldMark("rubric"));
        Assert.False(_marks.ShouldMark("rubric"));
    }

    [Fact]
    public void Each_read_keeps_it_for_another_five_minutes()
    {
        _marks.ShouldMark("rubric");
        _marks.ShouldMark("rubric");
        _marks.Finish("rubric", Written);
        for (int i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(4));
            Assert.True(_marks.ShouldMark("rubric"));
            _marks.Finish("rubric", Read);
        }

        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.False(_marks.ShouldMark("rubric"));
    }

    [Fact]
    public void Calls_that_come_more_seldom_than_a_cache_keeps_are_never_marked()
    {
        for (int i = 0; i < 5; i++)
        {
            Assert.False(_marks.ShouldMark("rubric"));
            _clock.Advance(TimeSpan.FromMinutes(6));
        }
    }

    [Fact]
    public void What_the_provider_does_not_keep_is_not_taken_for_kept()
    {
        _marks.ShouldMark("rubric");
        _marks.ShouldMark("rubric");
        _marks.Finish("rubric", Plain);

        Assert.True(_marks.ShouldMark("rubric"));
        Assert.False(_marks.ShouldMark("rubric"));
    }
}
