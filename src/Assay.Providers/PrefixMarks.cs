using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace Assay.Providers;

/// <summary>
/// Decides which calls mark their beginning for the provider's prefix cache. Writing it costs more than sending it plain, and is repaid
/// by the next call that finds it: so it is marked only when the same beginning was sent within the time that a cache keeps it, and while
/// one call writes it, others that could not find it yet are sent plain.
/// </summary>
internal sealed class PrefixMarks(TimeProvider clock)
{
    private const int MostPrefixes = 256;

    /// <summary>What the provider keeps for five minutes after its last use, less what a call may take to get there.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(290);

    private readonly ConcurrentDictionary<string, Prefix> _prefixes = new(StringComparer.Ordinal);

    public bool ShouldMark(string prefix)
    {
        Prefix state = Find(prefix);
        long now = clock.GetTimestamp();
        lock (state)
        {
            if (IsWithin(state.Kept, now))
            {
                state.Sent = now;
                return true;
            }

            bool isRepeated = IsWithin(state.Sent, now);
            state.Sent = now;
            if (!isRepeated || IsWithin(state.Writing, now))
            {
                return false;
            }

            state.Writing = now;
            return true;
        }
    }

    /// <summary>A call that marked its beginning is over.</summary>
    /// <param name="usage">Null where it brought no reply.</param>
    public void Finish(string prefix, UsageDetails? usage)
    {
        if (!_prefixes.TryGetValue(prefix, out Prefix? state))
        {
            return;
        }

        bool isKept = usage?.CachedInputTokenCount > 0 || usage?.AdditionalCounts?.GetValueOrDefault(ReplyProperties.CacheWriteCount) > 0;
        lock (state)
        {
            state.Writing = null;
            state.Kept = isKept ? clock.GetTimestamp() : state.Kept;
        }
    }

    private Prefix Find(string prefix)
    {
        if (_prefixes.TryGetValue(prefix, out Prefix? known))
        {
            return known;
        }

        if (_prefixes.Count >= MostPrefixes)
        {
            _prefixes.Clear();
        }

        return _prefixes.GetOrAdd(prefix, static _ => new Prefix());
    }

    private bool IsWithin(long? since, long now) => since is { } time && clock.GetElapsedTime(time, now) < Lifetime;

    private sealed class Prefix
    {
        /// <summary>When it was sent last.</summary>
        public long? Sent { get; set; }

        /// <summary>Since when a call is under way that has the provider keep it.</summary>
        public long? Writing { get; set; }

        /// <summary>When a reply said last that the provider keeps it.</summary>
        public long? Kept { get; set; }
    }
}
