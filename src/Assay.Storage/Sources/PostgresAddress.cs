using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Assay.Configuring;
using Npgsql;

namespace Assay.Storage.Sources;

/// <summary>How to get into a PostgreSQL database: a connection string, or a URL such as <c>postgres://user:password@host:5432/database</c>.</summary>
internal sealed partial class PostgresAddress
{
    /// <summary>Where the ledger's own address stands.</summary>
    public const string LedgerPlace = "--store";

    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(10);

    private const int DefaultPoolSize = 100;
    private const int LedgerPoolSize = 20;

    private readonly NpgsqlConnectionStringBuilder parts;

    private PostgresAddress(NpgsqlConnectionStringBuilder parts) => this.parts = parts;

    /// <summary>Where it leads, for people: without name and password.</summary>
    public string Shown => string.Create(CultureInfo.InvariantCulture, $"postgres://{parts.Host}:{parts.Port}/{parts.Database ?? parts.Username}");

    /// <summary>Whether a text that may also be a path is meant as an address.</summary>
    public static bool IsUrl(string text) => text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);

    /// <summary>Replaces <c>${NAME}</c> by environment variables, each within its own part: a semicolon in a password ends nothing.</summary>
    /// <param name="place">Where the text stands, such as <c>sources.shop</c>.</param>
    /// <exception cref="ConfigurationException">A variable is not set, or the text is no connection string. The message repeats nothing of it: any part may be the password.</exception>
    public static PostgresAddress Parse(string place, string text, Func<string, string?> environment)
    {
        string whole = WholeVariable().Match(text.Trim()) is { Success: true } match ? Variable(place, match.Groups["name"].Value, environment) : text.Trim();
        try
        {
            return new PostgresAddress(IsUrl(whole) ? OfUrl(whole, Fill) : OfPairs(whole, Fill));
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            throw new ConfigurationException(
                $"{place}: the connection string is malformed. Write `Host=...;Port=5432;Database=...;Username=...;Password=${{NAME}}`, or `postgres://user:password@host:5432/database`; in a URL, characters such as / # ? @ : % are percent-encoded.");
        }

        string Fill(string part) => AnyVariable().Replace(part, found => Variable(place, found.Groups["name"].Value, environment));
    }

    public string ConnectionString(TimeSpan timeout)
    {
        int milliseconds = (int)timeout.TotalMilliseconds;
        var complete = new NpgsqlConnectionStringBuilder(parts.ConnectionString)
        {
            ApplicationName = parts.ApplicationName ?? "assay",
            // Times without a zone are UTC; nothing can be written, also outside the transaction.
            Timezone = "UTC",
            Options = FormattableString.Invariant($"{parts.Options} -c default_transaction_read_only=on -c statement_timeout={milliseconds}").Trim(),
            Timeout = (int)Math.Ceiling(Math.Min(LongestConnect.TotalSeconds, timeout.TotalSeconds)),
            CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds),
            Pooling = false,
            Enlist = false,
            IncludeErrorDetail = false,
            ArrayNullabilityMode = ArrayNullabilityMode.Always,
        };
        return complete.ConnectionString;
    }

    /// <summary>For a ledger: connections are kept, and nothing is waited for longer than the deadline.</summary>
    public NpgsqlConnectionStringBuilder LedgerConnection(TimeSpan deadline) => new(parts.ConnectionString)
    {
        ApplicationName = parts.ApplicationName ?? "assay",
        Timezone = "UTC",
        Timeout = (int)Math.Ceiling(Math.Min(LongestConnect.TotalSeconds, deadline.TotalSeconds)),
        CommandTimeout = (int)Math.Ceiling(deadline.TotalSeconds),
        CancellationTimeout = -1,
        KeepAlive = 10,
        Enlist = false,
        IncludeErrorDetail = false,
        // What the executor sees again and again; the bounds keep a pool from growing without end.
        MaxAutoPrepare = 100,
        MaxPoolSize = parts.MaxPoolSize == DefaultPoolSize ? LedgerPoolSize : parts.MaxPoolSize,
    };

    /// <summary>A text from outside without the password.</summary>
    public string Hide(string text) => parts.Password is { Length: > 0 } password ? text.Replace(password, "[password]", StringComparison.Ordinal) : text;

    private static NpgsqlConnectionStringBuilder OfPairs(string text, Func<string, string> fill)
    {
        var written = new DbConnectionStringBuilder { ConnectionString = text };
        var read = new NpgsqlConnectionStringBuilder();
        foreach (string key in written.Keys)
        {
            read[key] = fill((string)written[key]);
        }

        return read.Host is null ? throw new FormatException("no host") : read;
    }

    private static NpgsqlConnectionStringBuilder OfUrl(string text, Func<string, string> fill)
    {
        var url = new Uri(AnyVariable().Replace(text, found => Uri.EscapeDataString(fill(found.Value))));
        string[] login = url.UserInfo.Split(':', 2);
        var read = new NpgsqlConnectionStringBuilder { Host = url.Host.Length > 0 ? url.Host.Trim('[', ']') : throw new FormatException("no host") };
        if (url.Port > 0)
        {
            read.Port = url.Port;
        }

        Set("Username", login[0]);
        Set("Password", login is [_, var password] ? password : "");
        Set("Database", url.AbsolutePath.TrimStart('/'));
        foreach (string pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = pair.Split('=', 2);
            // What psql calls sslmode, application_name and so on.
            Set(sides[0] == "sslmode" ? "SSL Mode" : sides[0].Replace('_', ' '), sides is [_, var value] ? value.Replace("-", "", StringComparison.Ordinal) : "");
        }

        return read;

        void Set(string key, string value)
        {
            if (value.Length > 0)
            {
                read[key] = Uri.UnescapeDataString(value);
            }
        }
    }

    private static string Variable(string place, string name, Func<string, string?> environment) =>
        environment(name) is { Length: > 0 } value
            ? value
            : throw new ConfigurationException($"{place}: the environment variable {name} is not set, which the connection string names. Set it{(place == LedgerPlace ? "" : ", or use `connection_file`")}.");

    [GeneratedRegex(@"^\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex WholeVariable();

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AnyVariable();
}
