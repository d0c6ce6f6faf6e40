namespace Assay.Collecting.Sources.Folders;

/// <summary>The marks of all files of a folder. As text about 45 characters a file; names and contents are in it as hashes only.</summary>
internal sealed class FolderCursor
{
    private const byte Form = 1;

    private readonly Dictionary<ulong, FileMark> marks = [];

    /// <summary>The file in which a batch became full; the next one begins with or behind it, so that no file starves the others.</summary>
    public ulong Last { get; set; }

    public FileMark? this[FolderFile file]
    {
        get => marks.GetValueOrDefault(file.Key);
        set
        {
            if (value is null)
            {
                marks.Remove(file.Key);
            }
            else
            {
                marks[file.Key] = value;
            }
        }
    }

    /// <summary>The same for the files that are still there.</summary>
    public FolderCursor Of(IEnumerable<FolderFile> files)
    {
        var kept = new FolderCursor { Last = Last };
        foreach (FolderFile file in files)
        {
            kept[file] = this[file];
        }

        return kept;
    }

    /// <summary>The files in the order in which their turn comes.</summary>
    public IEnumerable<FolderFile> InTurn(IReadOnlyList<FolderFile> files)
    {
        int last = Enumerable.Range(0, files.Count).FirstOrDefault(i => files[i].Key == Last, -1);
        int first = last >= 0 && this[files[last]] is FileMark.Reading ? last : last + 1;
        return files.Skip(first).Concat(files.Take(first));
    }

    /// <exception cref="FormatException">Not the cursor of a folder.</exception>
    public static FolderCursor Parse(string? text)
    {
        var cursor = new FolderCursor();
        if (text is null)
        {
            return cursor;
        }

        try
        {
            using var reader = new BinaryReader(new MemoryStream(Convert.FromBase64String(text)));
            if (reader.ReadByte() != Form)
            {
                throw new FormatException("another form");
            }

            cursor.Last = reader.ReadUInt64();
            for (int count = reader.Read7BitEncodedInt(); count > 0; count--)
            {
                cursor.marks[reader.ReadUInt64()] = ReadMark(reader);
            }

            return cursor;
        }
        catch (EndOfStreamException e)
        {
            throw new FormatException("cut off", e);
        }
    }

    public override string ToString()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Form);
        writer.Write(Last);
        writer.Write7BitEncodedInt(marks.Count);
        foreach ((ulong key, FileMark mark) in marks.OrderBy(m => m.Key))
        {
            writer.Write(key);
            Write(writer, mark);
        }

        return Convert.ToBase64String(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(BinaryWriter writer, FileMark mark)
    {
        (byte kind, long[] numbers) = mark switch
        {
            FileMark.Growing g => ((byte)0, (long[])[g.Offset, g.Lines, g.HeadLength]),
            FileMark.Noticed n => ((byte)1, [n.At]),
            FileMark.Reading r => ((byte)2, [r.Records]),
            _ => ((byte)3, []),
        };
        writer.Write(kind);
        foreach (long number in (long[])[mark.Size, mark.Written, .. numbers])
        {
            writer.Write7BitEncodedInt64(number);
        }

        if (mark is FileMark.Growing growing)
        {
            writer.Write(growing.Head);
        }
    }

    private static FileMark ReadMark(BinaryReader reader)
    {
        byte kind = reader.ReadByte();
        long size = reader.Read7BitEncodedInt64();
        long written = reader.Read7BitEncodedInt64();
        return kind switch
        {
            0 => new FileMark.Growing(size, written, reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), HeadLength: (int)reader.Read7BitEncodedInt64(), Head: reader.ReadUInt64()),
            1 => new FileMark.Noticed(size, written, reader.Read7BitEncodedInt64()),
            2 => new FileMark.Reading(size, written, reader.Read7BitEncodedInt64()),
            3 => new FileMark.Done(size, written),
            _ => throw new FormatException("no such mark"),
        };
    }
}
