using System.Globalization;
using System.Text;
using Assay.Scoring.Caching;
using StackExchange.Redis;

namespace Assay.Distributed;

/// <summary>The name of an entry in Redis: a prefix that says whose it is and in which format, and the question in hex.</summary>
internal static class EntryName
{
    public const string Prefix = "assay:v1:";

    /// <summary>For SCAN: all names of ours, and nothing else.</summary>
    public const string Pattern = Prefix + "*";

    private static readonly byte[] PrefixBytes = Encoding.ASCII.GetBytes(Prefix);

    public static RedisKey Of(CacheKey key) => Of(key.Question);

    public static RedisKey Of(UInt128 question)
    {
        var name = new byte[PrefixBytes.Length + 32];
        PrefixBytes.CopyTo(name, 0);
        question.TryFormat(name.AsSpan(PrefixBytes.Length), out _, "x32", CultureInfo.InvariantCulture);
        return name;
    }
}
