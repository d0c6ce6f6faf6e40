using System.Text.RegularExpressions;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Caching;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every verdict cache must do. An implementation inherits the suite and says how to open one.</summary>
public abstract class VerdictCacheContract : IAsyncLifetime
{
    private IVerdictCache? _cache;

    protected IVerdictCache Cache => _cache!;

    /// <summary>Stands at noon until a test moves it.</summary>
    private protected SteppedClock Clock { get; } = new();

    /// <summary>Opens the test's own store: empty at first, later with what was saved.</summary>
    protected abstract Task<IVerdictCache> OpenAsync();

    public virtual async ValueTask InitializeAsync() => _cache = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        if (_cache is not null)
        {
            await _cache.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("{\"reason\": \"Names the policy.\", \"score\": 4}")]
    [InlineData("")]
    [InlineData(@"whole \ud83d\ude00 pair, Grüße, 評価")]
    [InlineData(@"half \ud83d of a pair")]
    [InlineData(@"\udc00")]
    [InlineData(@"before\0after\r\n\t")]
    public async Task A_reply_comes_back_as_it_was(string escapedText)
    {
        // Attributes keep no half of a pair, so the texts come escaped.
        CacheEntry entry = CacheMaterial.Entry(1, Regex.Unescape(escapedText));
        CacheEntry bare = CacheMaterial.Entry(2) with { Reply = entry.Reply with { Model = null, CostUsd = 0 } };

        await Cache.SaveAsync([entry, bare], Cancel);
        await ReopenAsync();

        Assert.Equal([entry.Reply, bare.Reply], await Cache.FindAsync([entry.Key, bare.Key], Cancel));
        Assert.Null(Cache.Trouble);
    }

    [Fact]
    public async Task A_long_reply_comes_back_whole()
    {
        string text = string.Concat(Enumerable.Repeat("Grüße 😀 ", 12_000));

        await Cache.SaveAsync([CacheMaterial.Entry(1, text)], Cancel);

        Assert.Equal(text, (await FindAsync(1))[0]?.Text);
    }

    [Fact]
    public async Task What_is_removed_is_asked_anew_and_the_rest_is_found()
    {
        await Cache.SaveAsync(CacheMaterial.Entries(0, 700), Cancel);

        bool removed = await Cache.RemoveAsync([.. Enumerable.Range(100, 550).Append(9_000).Append(100).Select(i => CacheMaterial.Key(i).Question)], Cancel);
        await Cache.SaveAsync([CacheMaterial.Entry(200, "anew")], Cancel);
        await ReopenAsync();

        Assert.True(removed);
        Assert.Equal(["reply 99", null, "anew", null, "reply 650"], (await FindAsync(99, 100, 200, 649, 650)).Select(r => r?.Text));
        Assert.Equal(151, (await Cache.StatsAsync(Cancel)).Entries);
        Assert.True(await Cache.RemoveAsync([], Cancel));
    }

    [Fact]
    public async Task Answers_stand_in_the_order_of_the_keys_also_where_one_is_asked_twice()
    {
        await Cache.SaveAsync(CacheMaterial.Entries(0, 500), Cancel);

        IReadOnlyList<CachedReply?> found = await FindAsync(499, 1000, 7, 7, 1001, 0);

        Assert.Equal(["reply 499", null, "reply 7", "reply 7", null, "reply 0"], found.Select(r => r?.Text));
    }

    [Fact]
    public async Task Nothing_asked_is_nothing_found()
    {
        await Cache.SaveAsync([], Cancel);

        Assert.Empty(await Cache.FindAsync([], Cancel));
    }

    [Fact]
    public async Task An_entry_under_the_same_key_replaces_the_one_before()
    {
        await Cache.SaveAsync([CacheMaterial.Entry(1, "first"), CacheMaterial.Entry(2, "other")], Cancel);
        await Cache.SaveAsync([CacheMaterial.Entry(1, "second"), CacheMaterial.Entry(3, "early"), CacheMaterial.Entry(3, "late")], Cancel);

        Assert.Equal(["second", "other", "late"], (await FindAsync(1, 2, 3)).Select(r => r?.Text));
        Assert.Equal(3, (await Cache.StatsAsync(Cancel)).Entries);
    }

    [Fact]
    public async Task A_key_is_compared_in_all_of_its_bits()
    {
        var one = new CacheKey(new UInt128(0x1111_2222_3333_4444, 0x5555_6666_7777_8888), 1);
        CacheKey[] alike = [new(one.Question ^ 1, 1), new(one.Question ^ (UInt128.One << 64), 1), new(one.Question ^ (UInt128.One << 127), 1), new(one.Question ^ (UInt128.One << 63), 1)];

        await Cache.SaveAsync([CacheMaterial.Entry(one, "one")], Cancel);
        Assert.All(await Cache.FindAsync(alike, Cancel), Assert.Null);

        await Cache.SaveAsync([.. alike.Select((k, i) => CacheMaterial.Entry(k, $"alike {i}"))], Cancel);
        Assert.Equal(["one", "alike 0", "alike 1", "alike 2", "alike 3"], (await Cache.FindAsync([one, .. alike], Cancel)).Select(r => r?.Text));
        Assert.Equal(5, (await Cache.StatsAsync(Cancel)).Entries);
    }

    [Fact]
    public async Task What_has_expired_is_a_miss_and_can_be_saved_anew()
    {
        await Cache.SaveAsync([CacheMaterial.Entry(1)], Cancel);
        Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull((await FindAsync(1))[0]);

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null((await FindAsync(1))[0]);

        await Cache.SaveAsync([CacheMaterial.Entry(1, "again", times: new(Clock.GetUtcNow(), Clock.GetUtcNow().AddDays(30)))], Cancel);
        Assert.Equal("again", (await FindAsync(1))[0]?.Text);
    }

    [Fact]
    public async Task What_is_saved_expired_replaces_what_was_there_and_is_a_miss()
    {
        await Cache.SaveAsync([CacheMaterial.Entry(1)], Cancel);
        await Cache.SaveAsync([CacheMaterial.Entry(1, times: new(SteppedClock.Start.AddDays(-2), SteppedClock.Start.AddDays(-1)))], Cancel);

        Assert.Null((await FindAsync(1))[0]);
    }

    [Fact]
    public async Task An_account_tells_what_is_good_what_has_expired_and_what_it_is_worth()
    {
        Assert.Equal((0, 0, 0m, null), await AccountAsync());
        await Cache.SaveAsync(
            [
                CacheMaterial.Entry(1), CacheMaterial.Entry(2), CacheMaterial.Entry(3, version: CacheMaterial.OtherVersion),
                CacheMaterial.Entry(4, times: new(SteppedClock.Start.AddDays(-1), SteppedClock.Start.AddMinutes(1))),
            ],
            Cancel);
        Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal((3, 1, 0.000_75m, SteppedClock.Start), await AccountAsync());
        Assert.Equal([(CacheMaterial.Version, 2), (CacheMaterial.OtherVersion, 1)], (await Cache.StatsAsync(Cancel)).ByJudgeVersion);
    }

    [Fact]
    public async Task Clearing_takes_all_or_one_judge_version_or_what_has_expired()
    {
        await Cache.SaveAsync(CacheMaterial.Entries(0, 1_200), Cancel);
        await Cache.SaveAsync([CacheMaterial.Entry(2_000, version: CacheMaterial.OtherVersion), CacheMaterial.Entry(2_001, times: new(SteppedClock.Start, SteppedClock.Start.AddMinutes(1)))], Cancel);
        Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(0, await Cache.ClearAsync(CacheMaterial.OtherVersion, expiredOnly: true, Cancel));
        Assert.Equal(1, await Cache.ClearAsync(judgeVersion: null, expiredOnly: true, Cancel));
        Assert.Equal(1, await Cache.ClearAsync(CacheMaterial.OtherVersion, expiredOnly: false, Cancel));
        Assert.Equal([null, null, "reply 5"], (await FindAsync(2_000, 2_001, 5)).Select(r => r?.Text));
        Assert.Equal(1_200, await Cache.ClearAsync(judgeVersion: null, expiredOnly: false, Cancel));
        Assert.Equal(0, await Cache.ClearAsync(judgeVersion: null, expiredOnly: false, Cancel));

        Assert.Null((await FindAsync(5))[0]);
        await Cache.SaveAsync([CacheMaterial.Entry(5, "after")], Cancel);
        Assert.Equal("after", (await FindAsync(5))[0]?.Text);
        Assert.Equal((1, 0, 0.000_25m, SteppedClock.Start), await AccountAsync());
    }

    [Fact]
    public async Task An_inspection_tells_a_good_entry_an_expired_one_and_none()
    {
        await Cache.SaveAsync([CacheMaterial.Entry(1, "kept")], Cancel);

        CacheInspection good = await Cache.InspectAsync(CacheMaterial.Key(1), Cancel);
        CacheInspection none = await Cache.InspectAsync(CacheMaterial.Key(2), Cancel);
        Clock.Advance(TimeSpan.FromHours(2));
        CacheInspection expired = await Cache.InspectAsync(CacheMaterial.Key(1), Cancel);

        Assert.Equal(("kept", false), (good.Reply?.Text, good.Expired));
        Assert.Equal((null, false), (none.Reply, none.Expired));
        Assert.Equal(("kept", true), (expired.Reply?.Text, expired.Expired));
    }

    [Fact]
    public async Task Many_can_look_up_and_save_at_once()
    {
        const int workers = 8;
        const int batches = 10;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            for (int batch = 0; batch < batches; batch++)
            {
                CacheEntry[] own = CacheMaterial.Entries((worker * 1_000) + (batch * 50), 50);
                // All workers also save the same one, again and again.
                await Cache.SaveAsync([.. own, CacheMaterial.Entry(100_000, "shared")], Cancel);
                Assert.Equal(own.Select(e => e.Reply.Text), (await Cache.FindAsync([.. own.Select(e => e.Key)], Cancel)).Select(r => r?.Text));
            }
        })));

        Assert.Null(Cache.Trouble);
        Assert.Equal("shared", (await FindAsync(100_000))[0]?.Text);
        Assert.Equal((workers * batches * 50) + 1, (await Cache.StatsAsync(Cancel)).Entries);
    }

    [Fact]
    public async Task A_cancelled_call_says_so_and_hurts_no_later_one()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Cache.FindAsync([CacheMaterial.Key(1)], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Cache.SaveAsync([CacheMaterial.Entry(1)], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Cache.StatsAsync(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Cache.ClearAsync(null, expiredOnly: false, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Cache.InspectAsync(CacheMaterial.Key(1), cancelled));

        Assert.Null(Cache.Trouble);
        await Cache.SaveAsync([CacheMaterial.Entry(1)], Cancel);
        Assert.NotNull((await FindAsync(1))[0]);
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected ValueTask<IReadOnlyList<CachedReply?>> FindAsync(params int[] numbers) => Cache.FindAsync([.. numbers.Select(n => CacheMaterial.Key(n))], Cancel);

    /// <summary>Closes the store and opens it again, as another process would.</summary>
    protected async Task ReopenAsync()
    {
        await Cache.DisposeAsync();
        _cache = await OpenAsync();
    }

    private async Task<(long Entries, long Expired, decimal WorthUsd, DateTimeOffset? OldestSavedAt)> AccountAsync()
    {
        CacheStats stats = await Cache.StatsAsync(Cancel);
        return (stats.Entries, stats.Expired, stats.WorthUsd, stats.OldestSavedAt);
    }
}
