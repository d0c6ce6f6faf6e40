using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite.Cache;

/// <summary>Brings the index in memory up to what this and other processes have saved, and adds to it in the file.</summary>
internal sealed class TagTable(SqliteConnection connection, TagIndex index) : IDisposable
{
    /// <summary>Entries per row: their tags just fit into a page.</summary>
    public const int RowEntries = 1_000;

    /// <summary>A key has 32 bits in the index; 0 is none.</summary>
    private const long MostKeys = uint.MaxValue;

    private readonly RawStatement _first = new(connection, "SELECT min(thousand) FROM tags");
    private readonly RawStatement _last = new(connection, "SELECT thousand, length(tags) FROM tags ORDER BY thousand DESC LIMIT 1");
    private readonly RawStatement _from = new(connection, "SELECT thousand, tags FROM tags WHERE thousand >= ?1 ORDER BY thousand");
    private readonly RawStatement _put = new(connection, "INSERT OR REPLACE INTO tags (thousand, tags) VALUES (?1, ?2)");
    private readonly byte[] _row = new byte[RowEntries * sizeof(uint)];

    /// <summary>Where entries may be found; the caller is in a transaction and looks into the rows.</summary>
    public void Find(ReadOnlySpan<uint> tags, List<(int Place, long Key)> found)
    {
        found.Clear();
        lock (index.Lock)
        {
            CatchUp();
            for (int i = 0; i < tags.Length; i++)
            {
                index.Find(tags[i], i, found);
            }
        }
    }

    /// <summary>The key of the entry that is added next, for a transaction that writes.</summary>
    public long NextKey()
    {
        long next = _last.Step() ? (_last.Number(0) * RowEntries) + (_last.Number(1) / sizeof(uint)) : 0;
        _last.Reset();
        return next;
    }

    /// <summary>Writes the tags of new entries, whose keys follow one another.</summary>
    public void Append(long firstKey, IReadOnlyList<uint> tags)
    {
        if (firstKey + tags.Count > MostKeys)
        {
            throw new SqliteException("four thousand million entries were saved in it; delete it, and a new one begins", SQLitePCL.raw.SQLITE_TOOBIG);
        }

        for (int i = 0; i < tags.Count;)
        {
            (long row, long start) = Math.DivRem(firstKey + i, RowEntries);
            int length = i == 0 ? ReadRow(row) : 0;
            if (length != (int)start * sizeof(uint))
            {
                throw new SqliteException("the index does not fit the entries", SQLitePCL.raw.SQLITE_CORRUPT);
            }

            for (; i < tags.Count && length < _row.Length; i++, length += sizeof(uint))
            {
                BinaryPrimitives.WriteUInt32LittleEndian(_row.AsSpan(length), tags[i]);
            }

            _put.Set(1, row).Set(2, _row.AsSpan(0, length)).Execute();
        }
    }

    /// <summary>After the commit: what was appended is found from now on.</summary>
    public void Committed(long firstKey, IReadOnlyList<uint> tags)
    {
        lock (index.Lock)
        {
            // A look-up may have read some of them from the file in between, or have begun anew from an older state of the file: then
            // the next one catches up.
            for (int i = index.NextKey < firstKey ? tags.Count : (int)(index.NextKey - firstKey); i < tags.Count; i++)
            {
                index.Add(tags[i], firstKey + i);
            }
        }
    }

    public void Dispose()
    {
        _first.Dispose();
        _last.Dispose();
        _from.Dispose();
        _put.Dispose();
    }

    private void CatchUp()
    {
        ForgetWhatIsGone();
        _from.Set(1, index.NextKey / RowEntries);
        while (_from.Step())
        {
            long first = _from.Number(0) * RowEntries;
            ReadOnlySpan<byte> tags = _from.Bytes(1);
            for (int i = (int)Math.Max(0, index.NextKey - first); i < tags.Length / sizeof(uint); i++)
            {
                index.Add(BinaryPrimitives.ReadUInt32LittleEndian(tags[(i * sizeof(uint))..]), first + i);
            }
        }
    }

    /// <summary>Once half of the index leads to removed entries, it is read anew.</summary>
    private void ForgetWhatIsGone()
    {
        long first = _first.Step() && !_first.IsNull(0) ? _first.Number(0) : 0;
        _first.Reset();
        if (index.Count == 0 || (first * RowEntries) - index.FirstKey > index.Count / 2)
        {
            index.Begin(first * RowEntries, NextKey() - (first * RowEntries));
        }
    }

    private int ReadRow(long row)
    {
        int length = 0;
        _from.Set(1, row);
        if (_from.Step())
        {
            ReadOnlySpan<byte> tags = _from.Bytes(1);
            length = Math.Min(tags.Length, _row.Length);
            tags[..length].CopyTo(_row);
            _from.Reset();
        }

        return length;
    }
}
