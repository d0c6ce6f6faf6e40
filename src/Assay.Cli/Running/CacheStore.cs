using Assay.Configuring;
using Assay.Distributed;
using Assay.Scoring.Caching;
using Assay.Scoring.Running;
using Assay.Storage;
using Assay.Storage.Sqlite.Cache;

namespace Assay.Cli.Running;

/// <summary>Finds the cache that an invocation means: a file, or a Redis server.</summary>
internal static class CacheStore
{
    /// <summary>Where replies are kept when nothing else is said: a file beside the ledger, or here where the ledger is a database.</summary>
    public static string Beside(string store) => LedgerStore.IsAddress(store) ? "assay.cache.db" : Path.ChangeExtension(store, ".cache.db");

    /// <summary>The cache of an invocation that makes none.</summary>
    public static string Of(Settings settings) => settings.Text(RunOptions.Cache) ?? Beside(settings.Text(RunOptions.Store) ?? RunOptions.DefaultStore);

    /// <summary>A server is taken to be there.</summary>
    public static bool Exists(string location) => IsRedis(location) || File.Exists(location);

    /// <summary>As it may be shown: without the password.</summary>
    public static string Shown(string location) =>
        IsRedis(location) && location.LastIndexOf('@') is var at and > 0 ? $"{location[..(location.IndexOf("//", StringComparison.Ordinal) + 2)]}{location[(at + 1)..]}" : location;

    /// <exception cref="ConfigurationException">There is no cache.</exception>
    public static Task<IVerdictCache> OpenExistingAsync(string location, TimeProvider clock, CancellationToken cancellationToken) => Exists(location)
        ? OpenAsync(location, clock, cancellationToken)
        : throw new ConfigurationException($"there is no cache at {location}. A run makes one; name another with --cache.");

    /// <summary>A run goes on without its cache, but whoever asks for the cache itself must hear of its trouble.</summary>
    public static void ThrowIfTroubled(IVerdictCache cache, string location)
    {
        if (cache.Trouble is { } trouble)
        {
            throw new LedgerException($"The cache {Shown(location)} cannot be used: {trouble}");
        }
    }

    /// <exception cref="ConfigurationException">The address is none, or Redis refuses the password.</exception>
    /// <exception cref="LedgerException">The file is no cache, or cannot be opened.</exception>
    public static async Task<IVerdictCache> OpenAsync(string location, TimeProvider clock, CancellationToken cancellationToken) =>
        IsRedis(location)
            ? await RedisVerdictCache.ConnectAsync(location, clock, cancellationToken)
            : SqliteVerdictCache.Open(location, clock);

    private static bool IsRedis(string location) =>
        location.StartsWith("redis://", StringComparison.OrdinalIgnoreCase) || location.StartsWith("rediss://", StringComparison.OrdinalIgnoreCase);
}
