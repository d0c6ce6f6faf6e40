using System.Collections.Concurrent;

namespace Assay.Simulator.Chat;

/// <summary>Which beginnings of prompts were seen in the last five minutes, as providers' prefix caches tell.</summary>
internal sealed class PromptCache(TimeProvider clock)
{
    /// <summary>OpenAI caches from 1,024 tokens, in steps of 128.</summary>
    private const int Least = 1024;
    private const int Step = 128;
    private const int Kept = 1 << 16;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<ulong, long> lastUse = new();
    private int count;

    /// <summary>Tokens of the longest beginning seen before; the whole prompt is remembered.</summary>
    public int Touch(string model, ReadOnlySpan<char> prompt)
    {
        const int characters = Step * TokenCount.BytesPerToken;
        var cached = 0;
        var hash = StableHash.Of(model);
        for (var end = characters; end <= prompt.Length; end += characters)
        {
            hash = StableHash.Of(prompt[(end - characters)..end], hash);
            var tokens = end / TokenCount.BytesPerToken;
            if (tokens >= Least && IsKept(hash))
            {
                cached = tokens;
            }
        }

        return cached;
    }

    /// <summary>Tokens of a beginning marked for caching, and whether it was seen before; none where it is too short for the model.</summary>
    public (int Tokens, bool Seen) TouchMarked(string model, ReadOnlySpan<char> beginning, int least)
    {
        var tokens = beginning.Length / TokenCount.BytesPerToken;
        return tokens < least ? default : (tokens, IsKept(StableHash.Of(beginning, StableHash.Of(model, Least))));
    }

    /// <summary>Each use keeps it for another five minutes.</summary>
    private bool IsKept(ulong hash)
    {
        var now = clock.GetTimestamp();
        if (lastUse.TryGetValue(hash, out var last))
        {
            lastUse[hash] = now;
            return clock.GetElapsedTime(last, now) < Lifetime;
        }

        if (Interlocked.Increment(ref count) > Kept)
        {
            lastUse.Clear();
            Volatile.Write(ref count, 0);
        }

        lastUse[hash] = now;
        return false;
    }
}
