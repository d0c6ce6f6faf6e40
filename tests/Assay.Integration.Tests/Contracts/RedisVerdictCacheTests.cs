using System.Diagnostics;
using Assay.Configuring;
using Assay.Distributed;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Caching;
using StackExchange.Redis;

namespace Assay.Integration.Tests.Contracts;

public sealed class RedisVerdictCacheTests : VerdictCacheContract
{
    private const string Password = "s3cr/t@canary";

    private RedisServer? _server;

    private RedisServer Server => _server!;

    public override async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync(Password);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    protected override async Task<IVerdictCache> OpenAsync() => await RedisVerdictCache.ConnectAsync(Server.Url, Clock, Cancel);

    [Theory]
    [InlineData("wr0ng/canary")]
    [InlineData(null)]
    public async Task A_wrong_password_is_told_without_it(string? password)
    {
        ConfigurationException refused = await Assert.ThrowsAsync<ConfigurationException>(() => RedisVerdictCache.ConnectAsync(Server.Address(password), Clock, Cancel));

        Assert.Contains("refuses the password", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--cache", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://")]
    [InlineData("redis:host")]
    [InlineData("http://:canary@localhost")]
    [InlineData("cache.db")]
    [InlineData("redis://:canary@localhost:notaport")]
    [InlineData("redis://:canary@localhost:99999")]
    [InlineData("redis://:canary@localhost:0")]
    [InlineData("redis://:canary@localhost/first")]
    [InlineData("redis://:canary@localhost/-1")]
    [InlineData("redis://:canary@localhost/0/1")]
    [InlineData("redis://:canary@localhost/0?timeout=1")]
    [InlineData("redis://:can/ary@localhost")]
    [InlineData("redis://:can#ary@localhost")]
    [InlineData("redis://:can?ary@localhost")]
    [InlineData("redis://user:12/canary@localhost")]
    [InlineData("redis://canary:canary@localhost")]
    public async Task A_malformed_address_is_told_without_any_part_of_it(string url)
    {
        ConfigurationException malformed = await Assert.ThrowsAsync<ConfigurationException>(() => RedisVerdictCache.ConnectAsync(url, Clock, Cancel));

        Assert.Contains("malformed", malformed.Message, StringComparison.Ordinal);
        Assert.Contains("redis://:PASSWORD@HOST:PORT/DATABASE", malformed.Message, StringComparison.Ordinal);
        Assert.All((string[])["canary", "ary@", "localhost"], part => Assert.DoesNotContain(part, malformed.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_has_entries_of_its_own_and_must_be_there()
    {
        await using RedisVerdictCache third = await RedisVerdictCache.ConnectAsync(Server.Url + "/3", Clock, Cancel);
        await third.SaveAsync([CacheMaterial.Entry(1, "third")], Cancel);

        Assert.Null((await FindAsync(1))[0]);
        Assert.Equal("third", (await third.FindAsync([CacheMaterial.Key(1)], Cancel))[0]?.Text);
        Assert.Equal((1, 0), ((await third.StatsAsync(Cancel)).Entries, (await Cache.StatsAsync(Cancel)).Entries));
        ConfigurationException missing = await Assert.ThrowsAsync<ConfigurationException>(() => RedisVerdictCache.ConnectAsync(Server.Url + "/99", Clock, Cancel));
        Assert.Contains("no database 99", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_nobody_listening_is_an_empty_cache_that_tells()
    {
        await using RedisVerdictCache cache = await RedisVerdictCache.ConnectAsync(RedisServer.Nowhere(), Clock, Cancel);

        Assert.Contains("cannot be reached", cache.Trouble, StringComparison.Ordinal);
        await cache.SaveAsync([CacheMaterial.Entry(1)], Cancel);
        Assert.Null((await cache.FindAsync([CacheMaterial.Key(1)], Cancel))[0]);
        Assert.Equal(0, (await cache.StatsAsync(Cancel)).Entries);
        Assert.Equal(0, await cache.ClearAsync(null, expiredOnly: false, Cancel));
    }

    [Fact]
    public async Task A_server_that_comes_later_is_found()
    {
        await Server.KillAsync();
        await using RedisVerdictCache cache = await RedisVerdictCache.ConnectAsync(Server.Url, Clock, Cancel);
        Assert.NotNull(cache.Trouble);

        await Server.StartAgainAsync();

        await ComesBackAsync(cache);
    }

    [Fact]
    public async Task A_server_that_dies_costs_little_time_and_is_used_again_when_it_is_back()
    {
        await Cache.SaveAsync([CacheMaterial.Entry(1)], Cancel);
        await Server.KillAsync();

        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 1_000; i++)
        {
            Assert.Null((await FindAsync(1))[0]);
            await Cache.SaveAsync([CacheMaterial.Entry(2)], Cancel);
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"a thousand misses took {watch.Elapsed}");
        Assert.Contains("cannot be reached", Cache.Trouble, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", Cache.Trouble, StringComparison.Ordinal);
        await Server.StartAgainAsync();
        await ComesBackAsync(Cache);
    }

    [Fact]
    public async Task A_server_that_hangs_costs_its_limit_once_per_pause()
    {
        await Cache.SaveAsync([CacheMaterial.Entry(1)], Cancel);
        Server.Hang();
        try
        {
            var watch = Stopwatch.StartNew();
            for (int i = 0; i < 1_000; i++)
            {
                Assert.Null((await FindAsync(1))[0]);
            }

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), $"a thousand misses took {watch.Elapsed}");
            Assert.Contains("did not answer within 500 ms", Cache.Trouble, StringComparison.Ordinal);
        }
        finally
        {
            Server.GoOn();
        }

        await ComesBackAsync(Cache);
    }

    [Fact]
    public async Task What_is_saved_while_the_server_is_gone_is_not_kept_in_memory()
    {
        await Cache.SaveAsync([CacheMaterial.Entry(1)], Cancel);
        await Server.KillAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int i = 0; i < 2_000; i++)
        {
            await Cache.SaveAsync([CacheMaterial.Entry(i, new string('x', 50_000))], Cancel);
        }

        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(kept < 20_000_000, $"of 100 MB, {kept / 1e6:0} MB are kept");
    }

    [Fact]
    public async Task A_flushed_server_gives_misses()
    {
        await Cache.SaveAsync([CacheMaterial.Entry(1)], Cancel);
        using ConnectionMultiplexer own = await Server.ConnectAsync();
        await own.GetServer(own.GetEndPoints()[0]).FlushAllDatabasesAsync();

        Assert.Null((await FindAsync(1))[0]);
        Assert.Null(Cache.Trouble);
    }

    [Fact]
    public async Task A_value_that_is_no_reply_is_a_miss_and_counts_for_nothing()
    {
        await Cache.SaveAsync(CacheMaterial.Entries(0, 8), Cancel);
        using ConnectionMultiplexer own = await Server.ConnectAsync();
        IDatabase database = own.GetDatabase();
        RedisKey[] names = await NamesAsync(database);
        byte[] whole = await database.StringGetAsync(names[0]);
        await database.StringSetAsync(names[1], "");
        await database.StringSetAsync(names[2], "{\"score\": 4}");
        await database.StringSetAsync(names[3], whole[..20]);
        await database.StringSetAsync(names[4], whole[..33]);
        await database.StringSetAsync(names[5], (byte[])[.. whole[..4], .. Enumerable.Repeat((byte)0xff, 60)]);
        await database.StringSetAsync(names[6], (byte[])[.. whole, 0xff]);
        await database.KeyDeleteAsync(names[7]);
        await database.ListLeftPushAsync(names[7], "other");

        IReadOnlyList<CachedReply?> found = await FindAsync([.. Enumerable.Range(0, 8)]);

        Assert.Single(found, r => r is not null);
        Assert.True((await Cache.StatsAsync(Cancel)).Entries is 1 or 2 or 3);
        Assert.Null(Cache.Trouble);
        Assert.Equal(8, await Cache.ClearAsync(null, expiredOnly: false, Cancel));
    }

    [Fact]
    public async Task Entries_expire_by_themselves_and_the_entries_of_others_stay()
    {
        using ConnectionMultiplexer own = await Server.ConnectAsync();
        IDatabase database = own.GetDatabase();
        await database.StringSetAsync("assay:v2:later", "theirs");
        await database.StringSetAsync("someone", "else");
        await Cache.SaveAsync(CacheMaterial.Entries(0, 3), Cancel);

        TimeSpan? left = await database.KeyTimeToLiveAsync((await NamesAsync(database))[0]);
        Assert.True(left > TimeSpan.FromMinutes(59) && left <= TimeSpan.FromHours(1), $"{left} left");
        Assert.Equal(3, await Cache.ClearAsync(null, expiredOnly: false, Cancel));
        Assert.Equal(["theirs", "else"], (await database.StringGetAsync(["assay:v2:later", "someone"])).Select(v => (string)v!));
    }

    [Fact]
    public async Task A_full_server_still_answers_look_ups()
    {
        await Cache.SaveAsync([CacheMaterial.Entry(1)], Cancel);
        using ConnectionMultiplexer own = await Server.ConnectAsync();
        await own.GetServer(own.GetEndPoints()[0]).ConfigSetAsync("maxmemory", "1");

        await Cache.SaveAsync([CacheMaterial.Entry(2)], Cancel);

        Assert.Contains("OOM", Cache.Trouble, StringComparison.Ordinal);
        Assert.NotNull((await FindAsync(1))[0]);
    }

    private static async Task<RedisKey[]> NamesAsync(IDatabase database) => (RedisKey[])await database.ExecuteAsync("KEYS", "assay:v1:*");

    /// <summary>The clock runs ahead, so that no pause is waited for; connecting again takes the client real seconds.</summary>
    private async Task ComesBackAsync(IVerdictCache cache)
    {
        var watch = Stopwatch.StartNew();
        CachedReply? found = null;
        while (found is null)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"not back: {cache.Trouble}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
            Clock.Advance(TimeSpan.FromSeconds(1));
            await cache.SaveAsync([CacheMaterial.Entry(77, times: new(Clock.GetUtcNow(), Clock.GetUtcNow().AddHours(1)))], Cancel);
            found = (await cache.FindAsync([CacheMaterial.Key(77)], Cancel))[0];
        }

        Assert.Null(cache.Trouble);
    }
}
