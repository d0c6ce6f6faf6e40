using System.Buffers.Binary;

namespace Assay.Storage.Sources;

/// <summary>The newest rows that were read, as hashes: what the next look, which goes back a little, passes over.</summary>
/// <remarks>Beyond <see cref="Most"/> rows the oldest are forgotten. They are then given out again, and their ids tell.</remarks>
internal sealed class SeenRows
{
    public const int Most = 4096;

    private const int EntryLength = 16;

    private readonly Queue<(long Ordinal, ulong Row)> rows = new();
    private readonly HashSet<ulong> known = [];

    public int Count => rows.Count;

    public bool Contains(ulong row) => known.Contains(row);

    /// <param name="ordinal">Where the row stands in the order of the cursor; never lower than the one before, but for rows that came late.</param>
    public void Add(long ordinal, ulong row)
    {
        if (!known.Add(row))
        {
            return;
        }

        rows.Enqueue((ordinal, row));
        if (rows.Count > Most)
        {
            known.Remove(rows.Dequeue().Row);
        }
    }

    /// <summary>The same in the order of the cursor, without the rows that no look goes back to.</summary>
    public SeenRows From(long lowest)
    {
        var kept = new SeenRows();
        foreach ((long ordinal, ulong row) in rows.Where(r => r.Ordinal >= lowest).OrderBy(r => r.Ordinal))
        {
            kept.Add(ordinal, row);
        }

        return kept;
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[rows.Count * EntryLength];
        Span<byte> rest = bytes;
        foreach ((long ordinal, ulong row) in rows)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, ordinal);
            BinaryPrimitives.WriteUInt64BigEndian(rest[8..], row);
            rest = rest[EntryLength..];
        }

        return bytes;
    }

    public static SeenRows FromBytes(ReadOnlySpan<byte> bytes)
    {
        var seen = new SeenRows();
        for (; bytes.Length >= EntryLength; bytes = bytes[EntryLength..])
        {
            seen.Add(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        }

        return seen;
    }
}
