using System.IO.MemoryMappedFiles;

namespace Assay.Scoring.Serving;

/// <summary>
/// Which responses are being judged at this moment, in a file that is mapped into memory: marking costs no write to the disk,
/// and what was marked when the process died is there for the next one. A power cut may lose it; it is no evidence against a
/// response then.
/// </summary>
public sealed class InFlightMarks : IDisposable
{
    /// <summary>More at the same time than this are judged unmarked.</summary>
    private const int Slots = 16_384;
    private const int SlotSize = 2 * sizeof(long);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Stack<int> _free = new(Enumerable.Range(0, Slots).Reverse());
    private readonly Lock _taking = new();

    private InFlightMarks(MemoryMappedFile file)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, Slots * SlotSize);
        Left = [.. ReadAll()];
    }

    /// <summary>What the process before this one was judging when it died.</summary>
    public IReadOnlyList<InFlight> Left { get; }

    /// <exception cref="IOException">The file cannot be made, or another process has it.</exception>
    public static InFlightMarks Open(string path)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            return new InFlightMarks(MemoryMappedFile.CreateFromFile(stream, mapName: null, Slots * SlotSize, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>What was left has been noted in the ledger: forget it.</summary>
    public void Clear()
    {
        for (int slot = 0; slot < Slots; slot++)
        {
            End(slot, isTaken: false);
        }
    }

    /// <returns>What <see cref="End(int)"/> is told; negative when there is no room to mark it.</returns>
    public int Begin(InFlight judged)
    {
        int slot;
        lock (_taking)
        {
            if (!_free.TryPop(out slot))
            {
                return -1;
            }
        }

        // The key last: without it the slot counts as empty.
        _view.Write(slot * SlotSize, judged.JudgeVersion);
        _view.Write((slot * SlotSize) + sizeof(long), judged.ResponseKey);
        return slot;
    }

    public void End(int slot)
    {
        if (slot >= 0)
        {
            End(slot, isTaken: true);
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private void End(int slot, bool isTaken)
    {
        _view.Write((slot * SlotSize) + sizeof(long), 0L);
        if (isTaken)
        {
            lock (_taking)
            {
                _free.Push(slot);
            }
        }
    }

    private IEnumerable<InFlight> ReadAll()
    {
        for (int slot = 0; slot < Slots; slot++)
        {
            long key = _view.ReadInt64((slot * SlotSize) + sizeof(long));
            if (key > 0)
            {
                yield return new InFlight(_view.ReadInt64(slot * SlotSize), key);
            }
        }
    }
}

/// <summary>A response in a judge version's hands, both by the ledger's own numbers.</summary>
public readonly record struct InFlight(long JudgeVersion, long ResponseKey);
