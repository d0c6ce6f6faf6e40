using System.Globalization;
using Assay.Configuring;
using Assay.Providers;

namespace Assay.Testing;

/// <summary>What a configuration and the environment say about judging, for tests: a variable before the file.</summary>
internal sealed class TestSettings
{
    private const string DefaultCache = "assay.cache.db";

    private TestSettings(AssayFile file, string folder) => (File, Folder) = (file, folder);

    public static TestSettings None { get; } = new(AssayFile.Empty, Directory.GetCurrentDirectory());

    public AssayFile File { get; }

    public string Folder { get; }

    public bool IsFree => Text("free") is { } text && IsTrue(text);

    public TimeSpan? Timeout => Text("timeout") is not { } text ? null
        : Duration.TryParse(text, out TimeSpan timeout) ? timeout
        : throw new ConfigurationException($"timeout is `{text}`, but must be a length of time such as 500ms, 30s or 2m.");

    public decimal? BudgetUsd => Text("budget_usd") is not { } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal budget) ? budget
        : throw new ConfigurationException($"budget_usd is `{text}`, but must be an amount in dollars.");

    /// <summary>Null: none is to be used.</summary>
    public string? Cache
    {
        get
        {
            if (Text("no_cache") is { } off && IsTrue(off))
            {
                return null;
            }

            string cache = Text("cache") ?? DefaultCache;
            return cache.Contains("://", StringComparison.Ordinal)
                ? throw new ConfigurationException($"the cache of the configuration is a server, and tests keep their replies in a file. Name one: new TestJudgeOptions {{ Cache = \"{DefaultCache}\" }}, or NoCache = true.")
                : Path.Combine(Folder, cache);
        }
    }

    public PriceList Prices
    {
        get
        {
            PriceList prices = Text("prices") is { } list ? PriceList.Builtin.With(PriceList.ReadOrThrow(Path.Combine(Folder, list))) : PriceList.Builtin;
            return prices.With(File.Prices);
        }
    }

    /// <exception cref="ConfigurationException">There is no such file, or it has errors.</exception>
    public static TestSettings Read(string file)
    {
        string path = Find(file);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new TestSettings(AssayFileReader.ReadOrThrow(path, System.IO.File.ReadAllText(path), name => System.IO.File.ReadAllText(Path.Combine(folder, name))), folder);
    }

    public string? Text(string name) => Environment.GetEnvironmentVariable($"ASSAY__{name.ToUpperInvariant()}") ?? File.Options.GetValueOrDefault(name);

    /// <summary>Tests run beside their binaries: a name is looked for from there upwards.</summary>
    private static string Find(string file)
    {
        if (System.IO.File.Exists(file))
        {
            return file;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null && !Path.IsPathRooted(file); folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, file);
            if (System.IO.File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new ConfigurationException($"{file} does not exist, neither in {Directory.GetCurrentDirectory()} nor in a folder above the tests' binaries.");
    }

    private static bool IsTrue(string text) => text.ToUpperInvariant() is "TRUE" or "1" or "YES" or "ON";
}
