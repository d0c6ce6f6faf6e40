namespace Assay.Simulator.Chat;

/// <summary>Which beginnings of prompts were seen before, as providers' prefix caches tell.</summary>
internal sealed class PromptCache
{
    /// <summary>Providers cache from 1,024 tokens, in steps of 128.</summary>
    private const int Least = 1024;
    private const int Step = 128;
    private const int Kept = 1 << 16;

    private readonly HashCache<bool> seen = new(Kept);

    /// <summary>Tokens of the longest beginning seen before; the whole prompt is remembered.</summary>
    public int Touch(ReadOnlySpan<char> prompt)
    {
        const int characters = Step * TokenCount.BytesPerToken;
        var cached = 0;
        var hash = 0UL;
        for (var end = characters; end <= prompt.Length; end += characters)
        {
            hash = StableHash.Of(prompt[(end - characters)..end], hash);
            var tokens = end / TokenCount.BytesPerToken;
            if (tokens >= Least && !Remember(hash))
            {
                cached = tokens;
            }
        }

        return cached;
    }

    /// <summary>Tokens of a beginning marked for caching, and whether it was seen before.</summary>
    public (int Tokens, bool Seen) TouchMarked(ReadOnlySpan<char> beginning)
    {
        var tokens = beginning.Length / TokenCount.BytesPerToken;
        return tokens < Least ? default : (tokens, !Remember(StableHash.Of(beginning, Least)));
    }

    private bool Remember(ulong hash) => !seen.TryGet(hash, out _) && seen.Add(hash, value: true);
}
