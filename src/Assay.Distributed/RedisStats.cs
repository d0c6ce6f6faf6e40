using Assay.Scoring.Caching;
using StackExchange.Redis;

namespace Assay.Distributed;

/// <summary>Adds up what a scan comes across. What is no entry counts for nothing.</summary>
internal sealed class RedisStats(DateTimeOffset now)
{
    private readonly Dictionary<string, long> _byJudgeVersion = new(StringComparer.Ordinal);
    private long _expired;
    private decimal _worthUsd;
    private DateTimeOffset? _oldest;

    public void Add(IEnumerable<RedisValue> values)
    {
        foreach (RedisValue value in values)
        {
            if (!ReplyBytes.TryReadHead(value, out CachedReply reply))
            {
                continue;
            }

            if (reply.ExpiresAt <= now)
            {
                _expired++;
                continue;
            }

            _byJudgeVersion[reply.JudgeVersion] = _byJudgeVersion.GetValueOrDefault(reply.JudgeVersion) + 1;
            _worthUsd += reply.CostUsd;
            _oldest = _oldest is { } oldest && oldest <= reply.SavedAt ? oldest : reply.SavedAt;
        }
    }

    /// <summary>A shared Redis does not tell how many of its bytes are ours.</summary>
    public CacheStats Sum() => new(
        _byJudgeVersion.Values.Sum(), _expired, Bytes: null, _worthUsd, _oldest,
        [.. _byJudgeVersion.Select(v => (JudgeVersion: v.Key, Entries: v.Value)).OrderByDescending(v => v.Entries).ThenBy(v => v.JudgeVersion, StringComparer.Ordinal)]);
}
