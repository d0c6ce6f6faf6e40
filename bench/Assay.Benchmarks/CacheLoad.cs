using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Assay.Distributed;
using Assay.Scoring.Caching;
using Assay.Storage.Sqlite.Cache;

namespace Assay.Benchmarks;

/// <summary>
/// Fills a verdict cache as a run does, a batch of misses and then its replies, and measures both at the end, when it is full.
/// Redis is measured where <c>redis-server</c> is installed; its own process is counted apart.
/// </summary>
internal static class CacheLoad
{
    private const int Batch = 500;

    public static async Task<int> RunAsync(int entries)
    {
        string folder = Directory.CreateTempSubdirectory("assay-bench-").FullName;
        try
        {
            await using (SqliteVerdictCache sqlite = SqliteVerdictCache.Open(Path.Combine(folder, "cache.db"), TimeProvider.System))
            {
                await MeasureAsync("SQLite", sqlite, entries, server: null);
            }

            await MeasureOpeningAsync(Path.Combine(folder, "cache.db"));

            using Process? server = StartRedis(folder, out int port);
            if (server is null)
            {
                Console.WriteLine("Redis: redis-server is not installed; eng/install-services gets it");
                return 0;
            }

            try
            {
                await using RedisVerdictCache redis = await RedisVerdictCache.ConnectAsync(string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{port}"), TimeProvider.System, default);
                await MeasureAsync("Redis", redis, entries, server);
            }
            finally
            {
                server.Kill();
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string name, IVerdictCache cache, int entries, Process? server)
    {
        Meter filling = Meter.Start(server);
        for (int first = 0; first < entries; first += Batch)
        {
            CacheEntry[] batch = Entries(first);
            await cache.FindAsync([.. batch.Select(e => e.Key)], default);
            await cache.SaveAsync(batch, default);
        }

        Report(name, "look-up (miss) + save, while filling (with 1 us to make them)", filling, entries);
        int measured = Math.Min(entries, 100_000);
        CacheKey[][] missing = [.. Enumerable.Range(0, measured / Batch).Select(b => Entries(entries + (b * Batch)).Select(e => e.Key).ToArray())];
        CacheEntry[][] coming = [.. Enumerable.Range(0, measured / Batch).Select(b => Entries(entries + (b * Batch)))];
        // Every 10th batch of those that were saved: they lie all over the store.
        CacheKey[][] there = [.. Enumerable.Range(0, measured / Batch).Select(b => Entries(b * (entries / measured) * Batch).Select(e => e.Key).ToArray())];
        for (int round = 0; round < 2; round++)
        {
            await FindAsync(name, round == 0 ? "look-up (miss), first" : "look-up (miss)", cache, missing, server, expected: 0);
            await FindAsync(name, round == 0 ? "look-up (hit), first" : "look-up (hit)", cache, there, server, expected: measured);
        }

        Meter saving = Meter.Start(server);
        foreach (CacheEntry[] batch in coming)
        {
            await cache.SaveAsync(batch, default);
        }

        Report(name, "save", saving, measured);
        var watch = Stopwatch.StartNew();
        CacheStats stats = await cache.StatsAsync(default);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: account of {stats.Entries:N0} entries in {watch.Elapsed.TotalSeconds:0.00} s, {(stats.Bytes ?? 0) / 1e6:N0} MB{(cache.Trouble is { } trouble ? $"; trouble: {trouble}" : "")}"));
    }

    /// <summary>What every start of the program costs: the first look-up brings the index into memory.</summary>
    private static async Task MeasureOpeningAsync(string path)
    {
        Meter opening = Meter.Start(server: null);
        await using SqliteVerdictCache sqlite = SqliteVerdictCache.Open(path, TimeProvider.System);
        await sqlite.FindAsync([new CacheKey(0, 0)], default);
        (TimeSpan elapsed, TimeSpan cpu, _) = opening.Read();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"SQLite: open it again: {elapsed.TotalMilliseconds:0} ms, {cpu.TotalMilliseconds:0} ms CPU"));
    }

    private static async Task FindAsync(string name, string what, IVerdictCache cache, CacheKey[][] batches, Process? server, int expected)
    {
        Meter finding = Meter.Start(server);
        int found = 0;
        foreach (CacheKey[] batch in batches)
        {
            found += (await cache.FindAsync(batch, default)).Count(r => r is not null);
        }

        Report(name, found == expected ? what : string.Create(CultureInfo.InvariantCulture, $"{what} [{found} found, {expected} expected]"), finding, batches.Length * Batch);
    }

    private static void Report(string name, string what, Meter meter, int count)
    {
        (TimeSpan elapsed, TimeSpan cpu, TimeSpan? server) = meter.Read();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {what}: {count / elapsed.TotalSeconds:N0}/s, {cpu.TotalMicroseconds / count:0.0} us CPU each{(server is { } s ? string.Create(CultureInfo.InvariantCulture, $" and {s.TotalMicroseconds / count:0.0} us of the server's") : "")}"));
    }

    /// <summary>Keys as even as a hash, replies of 300 to 900 characters.</summary>
    private static CacheEntry[] Entries(int first)
    {
        var entries = new CacheEntry[Batch];
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Span<byte> hash = stackalloc byte[32];
        for (int i = 0; i < Batch; i++)
        {
            SHA256.HashData(BitConverter.GetBytes(first + i), hash);
            entries[i] = new CacheEntry(
                new CacheKey(BitConverter.ToUInt128(hash), BitConverter.ToUInt64(hash[16..])),
                new CachedReply
                {
                    Text = Text[..(300 + (hash[24] * 600 / 255))],
                    Model = "judge-model-2026-01-31",
                    JudgeVersion = (first + i) % 3 == 0 ? "0123456789abcdef" : "fedcba9876543210",
                    CostUsd = 0.000_25m,
                    SavedAt = now,
                    ExpiresAt = now.AddDays(30),
                });
        }

        return entries;
    }

    private static readonly string Text = new StringBuilder().Insert(0, "The answer names the right policy and the deadline; the tone is kind. ", 20).ToString();

    private static Process? StartRedis(string folder, out int port)
    {
        using (var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        }

        var start = new ProcessStartInfo("redis-server") { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (string argument in (string[])["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            Process server = Process.Start(start)!;
            while (server.StandardOutput.ReadLine() is { } line && !line.Contains("Ready to accept", StringComparison.Ordinal))
            {
            }

            return server;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Wall clock and CPU of this process, and of a server's.</summary>
    private readonly record struct Meter(long Started, TimeSpan Cpu, Process? Server, TimeSpan ServerCpu)
    {
        public static Meter Start(Process? server) => new(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, server, CpuOf(server) ?? default);

        public (TimeSpan Elapsed, TimeSpan Cpu, TimeSpan? Server) Read() => (Stopwatch.GetElapsedTime(Started), Environment.CpuUsage.TotalTime - Cpu, CpuOf(Server) - ServerCpu);

        private static TimeSpan? CpuOf(Process? process)
        {
            process?.Refresh();
            return process?.TotalProcessorTime;
        }
    }
}
