using System.Security.Authentication;
using StackExchange.Redis;

namespace Assay.Distributed;

/// <summary>What the Redis client throws, as a text for people.</summary>
internal static class RedisTrouble
{
    /// <summary>Whether an exception tells of the store, and not of a mistake in this program.</summary>
    public static bool IsTrouble(Exception e) =>
        e is RedisConnectionException or RedisServerException or RedisCommandException or RedisTimeoutException or TimeoutException or ObjectDisposedException;

    /// <summary>What no waiting mends: the address is wrong, not the network.</summary>
    public static string? Misconfiguration(RedisAddress address, Exception e)
    {
        if (Chain(e).OfType<AuthenticationException>().FirstOrDefault() is { } tls)
        {
            return $"{address} cannot be trusted: {tls.Message.TrimEnd('.')}. Add its certificate to those that this machine trusts, or name the host that the certificate names.";
        }

        if (IsRefusedLogin(e))
        {
            return $"{address} refuses the password. Correct it in --cache {(address.Tls ? "rediss" : "redis")}://:PASSWORD@...";
        }

        return e is RedisCommandException
            ? $"{address} has no database {address.Database}. Correct the number at the end of --cache, or leave it out."
            : null;
    }

    public static string Describe(RedisAddress address, Exception e, TimeSpan limit) => $"The cache {address} " + e switch
    {
        _ when Chain(e).OfType<AuthenticationException>().Any() => "cannot be trusted: its certificate is not valid here.",
        _ when IsRefusedLogin(e) => "refuses the password.",
        _ when ConnectionFailures(e).Contains(ConnectionFailureType.InternalFailure) || ConnectionFailures(e).Contains(ConnectionFailureType.ProtocolFailure) =>
            "does not answer as a Redis does.",
        RedisConnectionException => "cannot be reached.",
        TimeoutException or RedisTimeoutException => FormattableString.Invariant($"did not answer within {limit.TotalMilliseconds:0} ms."),
        _ => $"cannot be used: {address.Hide(e.Message).TrimEnd('.')}.",
    };

    private static bool IsRefusedLogin(Exception e) =>
        ConnectionFailures(e).Contains(ConnectionFailureType.AuthenticationFailure)
        || (e is RedisServerException && (e.Message.StartsWith("NOAUTH", StringComparison.Ordinal) || e.Message.StartsWith("WRONGPASS", StringComparison.Ordinal)));

    private static IEnumerable<ConnectionFailureType> ConnectionFailures(Exception e) => Chain(e).OfType<RedisConnectionException>().Select(f => f.FailureType);

    /// <summary>An exception and all that led to it.</summary>
    private static IEnumerable<Exception> Chain(Exception e)
    {
        IEnumerable<Exception> causes = e is AggregateException several ? several.InnerExceptions : e.InnerException is { } inner ? [inner] : [];
        return causes.SelectMany(Chain).Prepend(e);
    }
}
