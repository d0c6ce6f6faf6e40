using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Assay.Distributed;

/// <summary>Goes over all entries of ours in a Redis, in portions: memory stays bounded, and others are served in between.</summary>
internal sealed class RedisScan(IDatabase database, TimeSpan limit, TimeProvider clock)
{
    private const int LookedAtOnce = 500;

    /// <summary>Portions of names. A name may come twice where Redis reorders its table meanwhile.</summary>
    public async IAsyncEnumerable<RedisKey[]> NamesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string cursor = "0";
        do
        {
            RedisResult answer = await database.ExecuteAsync("SCAN", cursor, "MATCH", EntryName.Pattern, "COUNT", LookedAtOnce).WaitAsync(limit, clock, cancellationToken);
            var parts = (RedisResult[])answer;
            cursor = (string)parts[0];
            if ((RedisKey[])parts[1] is { Length: > 0 } names)
            {
                yield return names;
            }
        }
        while (cursor != "0");
    }

    /// <summary>Their values; null where there is none any more, or it is no text.</summary>
    public async Task<RedisValue[]> ValuesAsync(RedisKey[] names, CancellationToken cancellationToken) =>
        await database.StringGetAsync(names).WaitAsync(limit, clock, cancellationToken);
}
