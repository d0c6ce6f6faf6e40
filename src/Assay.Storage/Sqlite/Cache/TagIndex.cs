using System.Numerics;

namespace Assay.Storage.Sqlite.Cache;

/// <summary>
/// Which entries may hold a question: in memory, 32 bits of the question and 32 bits of the key per entry. The rows decide, so an
/// entry that is gone or only looks alike costs one look into its row. A caller holds <see cref="Lock"/>.
/// </summary>
internal sealed class TagIndex
{
    private const int FewestSlots = 1 << 10;

    /// <summary>The tag in the upper half, the key + 1 in the lower; 0 is free. A length that is a power of two, at most three quarters full.</summary>
    private ulong[] _slots = new ulong[FewestSlots];

    public Lock Lock { get; } = new();

    public int Count { get; private set; }

    /// <summary>Where it begins: no entry before this key was left when it was read.</summary>
    public long FirstKey { get; private set; }

    /// <summary>The first key that is not in it yet.</summary>
    public long NextKey { get; private set; }

    public void Add(uint tag, long key)
    {
        if ((Count + 1) * 4L > _slots.Length * 3L)
        {
            Grow();
        }

        Put(_slots, ((ulong)tag << 32) | (uint)(key + 1));
        Count++;
        NextKey = key + 1;
    }

    /// <summary>The keys under a tag go to the end of the list, each with the place of the question in its batch.</summary>
    public void Find(uint tag, int place, List<(int Place, long Key)> found)
    {
        for (int i = Slot(tag, _slots.Length); _slots[i] != 0; i = (i + 1) & (_slots.Length - 1))
        {
            if ((uint)(_slots[i] >> 32) == tag)
            {
                found.Add((place, (uint)_slots[i] - 1L));
            }
        }
    }

    /// <summary>Forgets everything and begins at a key.</summary>
    /// <param name="entries">Room for so many is made at once.</param>
    public void Begin(long firstKey, long entries)
    {
        _slots = new ulong[Math.Max(FewestSlots, (int)BitOperations.RoundUpToPowerOf2((ulong)(entries * 4 / 3) + 1))];
        Count = 0;
        FirstKey = NextKey = firstKey;
    }

    private static void Put(ulong[] slots, ulong entry)
    {
        int i = Slot((uint)(entry >> 32), slots.Length);
        while (slots[i] != 0)
        {
            i = (i + 1) & (slots.Length - 1);
        }

        slots[i] = entry;
    }

    /// <summary>Fibonacci hashing: also tags that lie close together are spread.</summary>
    private static int Slot(uint tag, int slots) => (int)((tag * 2_654_435_769u) >> (32 - BitOperations.Log2((uint)slots)));

    private void Grow()
    {
        var larger = new ulong[_slots.Length * 2];
        foreach (ulong entry in _slots)
        {
            if (entry != 0)
            {
                Put(larger, entry);
            }
        }

        _slots = larger;
    }
}
