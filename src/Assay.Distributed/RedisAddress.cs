using System.Globalization;
using System.Security.Authentication;
using Assay.Configuring;
using StackExchange.Redis;

namespace Assay.Distributed;

/// <summary>Where a Redis is and how to get in: <c>redis://[user][:password@]host[:port][/db]</c>, or <c>rediss://</c> for TLS.</summary>
internal sealed class RedisAddress
{
    private const int DefaultPort = 6379;

    private readonly string? _password;

    private RedisAddress(string host, int port, int database, string? password, bool tls)
    {
        (Host, Port, Database, _password, Tls) = (host, port, database, password, tls);
    }

    public string Host { get; }

    public int Port { get; }

    public int Database { get; }

    public bool Tls { get; }

    /// <exception cref="ConfigurationException">It is no such address. The message repeats nothing of it: any part may be the password.</exception>
    public static RedisAddress Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("redis" or "rediss"))
        {
            throw Malformed("it cannot be read");
        }

        if (uri.Host.Length == 0)
        {
            throw Malformed("the host is missing");
        }

        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw Malformed("nothing may follow the number of the database");
        }

        string path = uri.AbsolutePath.TrimStart('/');
        int database = 0;
        if (path.Length > 0 && !int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out database))
        {
            throw Malformed("what follows the host is not the number of a database");
        }

        if (uri.Port == 0)
        {
            throw Malformed("0 is no port");
        }

        string[] login = uri.UserInfo.Split(':', 2);
        if (login[0] is not ("" or "default"))
        {
            throw Malformed("it names a user, and only the password of Redis's default user can be sent. Leave the name out");
        }

        return new RedisAddress(
            uri.IdnHost, uri.Port < 0 ? DefaultPort : uri.Port, database,
            login is [_, { Length: > 0 } password] ? Uri.UnescapeDataString(password) : null,
            uri.Scheme == "rediss");
    }

    public ConfigurationOptions Options(TimeSpan connectLimit, TimeSpan callLimit)
    {
        var options = new ConfigurationOptions
        {
            ClientName = "assay",
            Password = _password,
            DefaultDatabase = Database,
            Ssl = Tls,
            // A Redis that is not there now may come later: the client goes on trying.
            AbortOnConnectFail = false,
            ConnectRetry = 1,
            ConnectTimeout = (int)connectLimit.TotalMilliseconds,
            SyncTimeout = (int)callLimit.TotalMilliseconds,
            KeepAlive = 5,
            // Without them the client opens no second connection.
            CommandMap = CommandMap.Create(["SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE"], available: false),
        };
        if (Tls)
        {
            options.SslHost = Host;
            options.SslProtocols = SslProtocols.None;
        }

        options.EndPoints.Add(Host, Port);
        return options;
    }

    /// <summary>A text from outside without the password.</summary>
    public string Hide(string text) => _password is null ? text : text.Replace(_password, "[password]", StringComparison.Ordinal);

    /// <summary>For people: without the password.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Tls ? "rediss" : "redis")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}/{Database}");

    private static ConfigurationException Malformed(string problem) => new(
        $"The address of the Redis cache is malformed: {problem}. Write --cache redis://:PASSWORD@HOST:PORT/DATABASE (all but the host may be left out; rediss:// for TLS; "
        + "in the password, characters such as / # ? @ : % are percent-encoded).");
}
