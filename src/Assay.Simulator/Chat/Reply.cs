using System.Buffers;

namespace Assay.Simulator.Chat;

/// <summary>What is answered, in no dialect yet; reused from request to request on one connection.</summary>
internal sealed class Reply
{
    private const int KeptBytes = 1 << 18;

    public ArrayBufferWriter<byte> Bytes { get; private set; } = new(2048);

    public List<ReplyChoice> Choices { get; } = [];

    /// <summary>Identifies the reply; the same for the same seed and request number.</summary>
    public ulong Id { get; set; }

    public string Model { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    public int PromptTokens { get; set; }

    public int CachedTokens { get; set; }

    /// <summary>Tokens newly marked for caching.</summary>
    public int CacheWrittenTokens { get; set; }

    public int OutputTokens
    {
        get
        {
            var tokens = 0;
            foreach (var choice in Choices)
            {
                tokens += TokenCount.OfBytes(choice.Length);
            }

            return tokens;
        }
    }

    public ReadOnlySpan<byte> BytesOf(ReplyChoice choice) => Bytes.WrittenSpan.Slice(choice.Start, choice.Length);

    public void Clear()
    {
        if (Bytes.Capacity > KeptBytes)
        {
            Bytes = new ArrayBufferWriter<byte>(2048);
        }

        Bytes.ResetWrittenCount();
        Choices.Clear();
        (Id, Model, CreatedAt, PromptTokens, CachedTokens, CacheWrittenTokens) = (0, "", default, 0, 0, 0);
    }

    /// <summary>Shortens a choice to at most so many bytes, at a character's boundary.</summary>
    public void Cut(int index, int bytes)
    {
        var choice = Choices[index];
        var kept = BytesOf(choice);
        bytes = Math.Min(bytes, kept.Length);
        while (bytes > 0 && bytes < kept.Length && (kept[bytes] & 0xC0) == 0x80)
        {
            bytes--;
        }

        Choices[index] = choice with { Length = bytes, Ending = Ending.Truncated };
    }
}
