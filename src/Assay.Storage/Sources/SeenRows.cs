using System.Buffers.Binary;

namespace Assay.Storage.Sources;

/// <summary>The rows that the next look, which goes back a little, will meet again, as hashes.</summary>
/// <remarks>
/// At most <see cref="Most"/>, and then the lowest are forgotten first. They are given out again, and their ids tell.
/// </remarks>
internal sealed class SeenRows
{
    public const int Most = 4096;

    private const int EntryLength = 16;

    private readonly Dictionary<ulong, long> ahead = [];
    private readonly Queue<(ulong Row, long Ordinal)> passed = new();
    private readonly HashSet<ulong> known = [];

    public int Count => ahead.Count + passed.Count;

    /// <summary>Notes a row that this look has met; true for one that no look has met before.</summary>
    /// <param name="ordinal">Where the row stands in the order of the cursor.</param>
    public bool TryPass(ulong row, long ordinal)
    {
        bool isNew = !ahead.Remove(row);
        if (!known.Add(row))
        {
            return false;
        }

        passed.Enqueue((row, ordinal));
        if (Count > Most)
        {
            known.Remove(passed.Dequeue().Row);
        }

        return isNew;
    }

    /// <summary>Forgets what this look has met so far.</summary>
    public void Clear()
    {
        passed.Clear();
        known.Clear();
    }

    /// <summary>What this look has met, for the next one, which begins here. What it did not meet again is gone or lies too low.</summary>
    public SeenRows Turn(long lowest)
    {
        var next = new SeenRows();
        foreach ((ulong row, long ordinal) in passed.Where(r => r.Ordinal >= lowest))
        {
            next.ahead[row] = ordinal;
        }

        return next;
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[sizeof(int) + (Count * EntryLength)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, passed.Count);
        Span<byte> rest = bytes.AsSpan(sizeof(int));
        foreach ((ulong row, long ordinal) in passed.Concat(ahead.Select(a => (a.Key, a.Value))))
        {
            BinaryPrimitives.WriteUInt64BigEndian(rest, row);
            BinaryPrimitives.WriteInt64BigEndian(rest[8..], ordinal);
            rest = rest[EntryLength..];
        }

        return bytes;
    }

    /// <exception cref="FormatException">Not written by <see cref="ToBytes"/>.</exception>
    public static SeenRows FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % EntryLength != sizeof(int))
        {
            throw new FormatException("cut off");
        }

        var seen = new SeenRows();
        int met = BinaryPrimitives.ReadInt32BigEndian(bytes);
        for (bytes = bytes[sizeof(int)..]; bytes.Length > 0; bytes = bytes[EntryLength..], met--)
        {
            ulong row = BinaryPrimitives.ReadUInt64BigEndian(bytes);
            long ordinal = BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
            if (met > 0)
            {
                seen.TryPass(row, ordinal);
            }
            else
            {
                seen.ahead[row] = ordinal;
            }
        }

        return seen;
    }
}
