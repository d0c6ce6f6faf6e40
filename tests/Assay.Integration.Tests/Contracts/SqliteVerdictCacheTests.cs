using Assay.Configuring;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Caching;
using Assay.Storage.Sqlite;
using Assay.Storage.Sqlite.Cache;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.Contracts;

public sealed class SqliteVerdictCacheTests : VerdictCacheContract
{
    private readonly TemporaryFolder _folder = new();

    private string CachePath => _folder.File("cache.db");

    [Fact]
    public async Task An_inspection_names_other_judge_versions_that_hold_the_same_material()
    {
        CacheKey asked = CacheMaterial.Key(1, material: 7);
        await Cache.SaveAsync(
            [
                CacheMaterial.Entry(asked),
                CacheMaterial.Entry(CacheMaterial.Key(2, material: 7), version: "1111111111111111"),
                CacheMaterial.Entry(CacheMaterial.Key(3, material: 7), version: "2222222222222222", times: new(SteppedClock.Start.AddMinutes(1), SteppedClock.Start.AddHours(1))),
                CacheMaterial.Entry(CacheMaterial.Key(4, material: 7), version: "3333333333333333", times: new(SteppedClock.Start, SteppedClock.Start.AddMinutes(1))),
                CacheMaterial.Entry(CacheMaterial.Key(5, material: 8), version: "4444444444444444"),
            ],
            Cancel);
        Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(["2222222222222222", "1111111111111111"], (await Cache.InspectAsync(asked, Cancel)).OtherVersions);
        Assert.Equal(["2222222222222222", CacheMaterial.Version, "1111111111111111"], (await Cache.InspectAsync(CacheMaterial.Key(6, material: 7), Cancel)).OtherVersions);
    }

    [Fact]
    public async Task Two_that_share_a_file_see_what_the_other_one_saved_and_cleared()
    {
        await using IVerdictCache other = await OpenAsync();
        await Cache.SaveAsync(CacheMaterial.Entries(0, 1_500), Cancel);
        Assert.Equal("reply 1499", (await other.FindAsync([CacheMaterial.Key(1_499)], Cancel))[0]?.Text);

        await other.SaveAsync([CacheMaterial.Entry(3, "replaced"), .. CacheMaterial.Entries(1_500, 10)], Cancel);
        await Cache.SaveAsync(CacheMaterial.Entries(1_510, 10), Cancel);
        Assert.Equal(["replaced", "reply 1505"], (await FindAsync(3, 1_505)).Select(r => r?.Text));
        Assert.Equal(1_520, (await other.StatsAsync(Cancel)).Entries);

        Assert.Equal(1_520, await other.ClearAsync(null, expiredOnly: false, Cancel));
        Assert.All(await FindAsync(3, 1_505, 1_519), Assert.Null);
        await Cache.SaveAsync([CacheMaterial.Entry(3, "after")], Cancel);
        Assert.Equal("after", (await other.FindAsync([CacheMaterial.Key(3)], Cancel))[0]?.Text);
        Assert.Equal(1, (await other.StatsAsync(Cancel)).Entries);
        Assert.Equal((null, null), (Cache.Trouble, other.Trouble));
    }

    [Fact]
    public async Task Many_can_make_and_fill_one_file_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
        {
            await using SqliteVerdictCache cache = SqliteVerdictCache.Open(_folder.File("shared.db"), Clock);
            for (int batch = 0; batch < 5; batch++)
            {
                await cache.SaveAsync(CacheMaterial.Entries((worker * 500) + (batch * 100), 100), Cancel);
            }

            Assert.Null(cache.Trouble);
        })));
        await using SqliteVerdictCache all = SqliteVerdictCache.Open(_folder.File("shared.db"), Clock);

        Assert.Equal(3_000, (await all.StatsAsync(Cancel)).Entries);
        IReadOnlyList<CachedReply?> found = await all.FindAsync([.. Enumerable.Range(0, 3_000).Select(i => CacheMaterial.Key(i))], Cancel);
        Assert.Equal(Enumerable.Range(0, 3_000).Select(i => FormattableString.Invariant($"reply {i}")), found.Select(r => r?.Text));
    }

    [Fact]
    public async Task What_has_expired_is_removed_while_others_are_saved()
    {
        await Cache.SaveAsync(CacheMaterial.Entries(0, 3_500), Cancel);
        await Cache.SaveAsync([CacheMaterial.Entry(90_000, "long", times: new(SteppedClock.Start, SteppedClock.Start.AddDays(30)))], Cancel);
        Clock.Advance(TimeSpan.FromHours(2));
        for (int i = 0; i < 10; i++)
        {
            await Cache.SaveAsync(CacheMaterial.Entries(10_000 + (i * 500), 500, new(Clock.GetUtcNow(), Clock.GetUtcNow().AddHours(1))), Cancel);
        }

        CacheStats stats = await Cache.StatsAsync(Cancel);
        Assert.Equal((5_001, 0), (stats.Entries, stats.Expired));
        Assert.Equal([null, "long", "reply 14999"], (await FindAsync(17, 90_000, 14_999)).Select(r => r?.Text));
        Assert.Equal(3L, Ask("SELECT min(thousand) FROM tags"));
        await ReopenAsync();
        Assert.Equal([null, "long", "reply 14999"], (await FindAsync(17, 90_000, 14_999)).Select(r => r?.Text));
    }

    [Fact]
    public async Task A_ledger_is_refused_as_a_cache()
    {
        await SqliteLedger.Open(_folder.File("assay.db"), TimeProvider.System).DisposeAsync();

        AssertRefused(_folder.File("assay.db"), "is an Assay ledger", "--cache", "--no-cache");
    }

    [Fact]
    public async Task A_cache_is_refused_as_a_ledger()
    {
        await Cache.SaveAsync([CacheMaterial.Entry(1)], Cancel);

        Assert.Throws<Assay.Scoring.Running.LedgerException>(() => SqliteLedger.Open(CachePath, TimeProvider.System));
    }

    [Fact]
    public async Task The_database_of_another_program_is_refused_and_not_one_byte_of_it_changes()
    {
        string other = _folder.File("other.db");
        Ask("CREATE TABLE customers (name TEXT); INSERT INTO customers VALUES ('Ada')", other);
        byte[] before = await File.ReadAllBytesAsync(other, Cancel);

        AssertRefused(other, "other.db is a SQLite database, but not an Assay cache", "--cache");

        Assert.Equal(before, await File.ReadAllBytesAsync(other, Cancel));
    }

    [Fact]
    public void What_is_no_database_or_cannot_be_opened_is_named()
    {
        AssertRefused(_folder.Write("notes.txt", new string('n', 5_000)), "notes.txt is not a readable SQLite database", "--cache");
        AssertRefused(_folder.File("nowhere/cache.db"), "nowhere", "Check the folder", "--cache");
        AssertRefused(_folder.Path, "Check the folder", "--cache");
    }

    [Fact]
    public async Task A_cache_of_a_newer_release_is_refused()
    {
        await Cache.DisposeAsync();
        Ask("PRAGMA user_version = 9999");

        AssertRefused(CachePath, "newer Assay", "9999", "Update Assay");

        Ask("PRAGMA user_version = 1");
    }

    [Theory]
    [InlineData(0.01, 0.75)]
    [InlineData(0.5, 1)]
    [InlineData(0.0, 0.001)]
    public async Task A_damaged_file_is_refused(double from, double to)
    {
        await Cache.SaveAsync(CacheMaterial.Entries(0, 3_000), Cancel);
        await Cache.DisposeAsync();
        string damaged = _folder.File("damaged.db");
        File.Copy(CachePath, damaged);
        Damage(damaged, from, to);

        AssertRefused(damaged, "damaged.db", "--cache");
    }

    [Fact]
    public async Task A_file_that_was_cut_is_refused()
    {
        await Cache.SaveAsync(CacheMaterial.Entries(0, 3_000), Cancel);
        await Cache.DisposeAsync();
        string cut = _folder.File("cut.db");
        File.Copy(CachePath, cut);
        using (FileStream file = File.OpenWrite(cut))
        {
            file.SetLength(file.Length / 2 / 4096 * 4096);
        }

        AssertRefused(cut, "cut.db is damaged", "Delete it");
    }

    [Fact]
    public async Task A_file_that_is_damaged_at_work_gives_misses_and_tells()
    {
        await Cache.SaveAsync(CacheMaterial.Entries(0, 3_000), Cancel);
        await ReopenAsync();
        Damage(CachePath, 0.01, 1);

        Assert.All(await FindAsync([.. Enumerable.Range(0, 500)]), Assert.Null);
        Assert.Contains("damaged", Cache.Trouble, StringComparison.Ordinal);
        Assert.Contains(CachePath, Cache.Trouble, StringComparison.Ordinal);
        await Cache.SaveAsync(CacheMaterial.Entries(5_000, 10), Cancel);
        Assert.Equal(0, (await Cache.StatsAsync(Cancel)).Entries);
        Clock.Advance(TimeSpan.FromDays(1));
        Assert.All(await FindAsync(0, 5_000), Assert.Null);
        Assert.Contains("damaged", Cache.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_damaged_in_its_midst_gives_no_wrong_reply()
    {
        await Cache.SaveAsync(CacheMaterial.Entries(0, 3_000), Cancel);
        await Cache.DisposeAsync();
        Damage(CachePath, 0.4, 0.6);
        await ReopenAsync();

        IReadOnlyList<CachedReply?> found = await FindAsync([.. Enumerable.Range(0, 3_000)]);

        Assert.All(found.Select((r, i) => (Reply: r, i)), f => Assert.True(f.Reply is null || f.Reply.Text == FormattableString.Invariant($"reply {f.i}"), f.Reply?.Text));
        Assert.Contains("damaged", Cache.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_full_disk_look_ups_go_on_and_saves_begin_again_when_there_is_room()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 3);
        await using SqliteVerdictCache cache = SqliteVerdictCache.Open(disk.File("cache.db"), Clock);
        await cache.SaveAsync([CacheMaterial.Entry(0, "before")], Cancel);
        for (int i = 1; cache.Trouble is null; i++)
        {
            Assert.True(i < 500, "the disk is never full");
            await cache.SaveAsync([CacheMaterial.Entry(i, new string('x', 20_000))], Cancel);
        }

        Assert.Contains("full", cache.Trouble, StringComparison.Ordinal);
        Assert.Equal("before", (await cache.FindAsync([CacheMaterial.Key(0)], Cancel))[0]?.Text);

        await disk.GrowAsync(megabytes: 50);
        Clock.Advance(TimeSpan.FromSeconds(2));
        await cache.SaveAsync([CacheMaterial.Entry(1_000, "after")], Cancel);
        Assert.Null(cache.Trouble);
        Assert.Equal("after", (await cache.FindAsync([CacheMaterial.Key(1_000)], Cancel))[0]?.Text);
    }

    [Fact]
    public async Task While_another_program_locks_the_file_look_ups_go_on_and_saves_are_forgotten()
    {
        await Cache.SaveAsync([CacheMaterial.Entry(1, "before")], Cancel);
        using (var other = new SqliteConnection($"Data Source={CachePath};Pooling=False"))
        {
            other.Open();
            using SqliteCommand command = other.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE";
            command.ExecuteNonQuery();

            await Cache.SaveAsync([CacheMaterial.Entry(2, "lost")], Cancel);
            Assert.Contains("locked", Cache.Trouble, StringComparison.Ordinal);
            // In the pause nobody waits for the lock.
            Task more = Cache.SaveAsync([CacheMaterial.Entry(3, "lost")], Cancel).AsTask();
            await more.WaitAsync(TimeSpan.FromSeconds(1), TimeProvider.System, Cancel);
            Assert.Equal(["before", null, null], (await FindAsync(1, 2, 3)).Select(r => r?.Text));
        }

        Clock.Advance(TimeSpan.FromSeconds(2));
        await Cache.SaveAsync([CacheMaterial.Entry(4, "after")], Cancel);

        Assert.Null(Cache.Trouble);
        Assert.Equal(["before", null, null, "after"], (await FindAsync(1, 2, 3, 4)).Select(r => r?.Text));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<IVerdictCache> OpenAsync() => Task.FromResult<IVerdictCache>(SqliteVerdictCache.Open(CachePath, Clock));

    private void AssertRefused(string path, params string[] told)
    {
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => SqliteVerdictCache.Open(path, Clock));
        Assert.All(told, t => Assert.Contains(t, refused.Message, StringComparison.Ordinal));
    }

    private static void Damage(string path, double from, double to)
    {
        using FileStream file = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        byte[] noise = new byte[(int)(file.Length * (to - from))];
        Array.Fill(noise, (byte)0xff);
        file.Position = (long)(file.Length * from);
        file.Write(noise);
    }

    private object? Ask(string sql, string? path = null)
    {
        using var connection = new SqliteConnection($"Data Source={path ?? CachePath};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this class come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
