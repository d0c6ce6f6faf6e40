using Assay.Scoring.Caching;
using Assay.Scoring.Judging;

namespace Assay.Tests.Scoring.Caching;

public sealed class SharedCallsTests
{
    private static readonly CacheKey Key = new(7, 1);

    private static readonly CachedReply Reply = new()
    {
        Text = "4", JudgeVersion = "0123456789abcdef", CostUsd = 1, SavedAt = DateTimeOffset.UnixEpoch, ExpiresAt = DateTimeOffset.UnixEpoch,
    };

    private readonly SharedCalls _calls = new();

    [Fact]
    public async Task The_first_leads_and_all_others_get_its_reply()
    {
        SharedCalls.Part leader = _calls.Join(Key);
        SharedCalls.Part other = _calls.Join(Key);

        leader.Answer(Reply, VerdictOrigin.Shared);

        Assert.True(leader.Leads);
        Assert.False(other.Leads);
        Assert.Same(Reply, (await other.Reply)!.Reply);
    }

    [Fact]
    public async Task Between_the_answer_and_its_saving_nobody_leads_anew()
    {
        _calls.Join(Key).Answer(Reply, VerdictOrigin.Shared);

        SharedCalls.Part late = _calls.Join(Key);

        Assert.False(late.Leads);
        Assert.Same(Reply, (await late.Reply)!.Reply);
        _calls.Forget(Key);
        Assert.True(_calls.Join(Key).Leads);
    }

    [Fact]
    public async Task A_call_that_brings_nothing_leaves_the_others_to_ask_for_themselves()
    {
        SharedCalls.Part leader = _calls.Join(Key);
        SharedCalls.Part other = _calls.Join(Key);

        leader.Abandon();

        Assert.Null(await other.Reply);
        Assert.True(_calls.Join(Key).Leads);
    }

    [Fact]
    public async Task Abandoning_after_the_answer_or_without_the_lead_changes_nothing()
    {
        SharedCalls.Part leader = _calls.Join(Key);
        SharedCalls.Part other = _calls.Join(Key);

        other.Abandon();
        leader.Answer(Reply, VerdictOrigin.Shared);
        leader.Abandon();

        Assert.NotNull(await other.Reply);
        Assert.False(_calls.Join(Key).Leads);
    }

    [Fact]
    public void One_leads_among_many_that_join_at_once()
    {
        int leaders = 0;

        Parallel.For(0, 1_000, _ => Interlocked.Add(ref leaders, _calls.Join(Key).Leads ? 1 : 0));

        Assert.Equal(1, leaders);
    }
}
