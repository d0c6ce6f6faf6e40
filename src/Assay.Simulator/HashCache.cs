using System.Collections.Concurrent;

namespace Assay.Simulator;

/// <summary>Values by a 64-bit hash of what they were made from; emptied when full, as its content is cheap to make again.</summary>
internal sealed class HashCache<T>(int capacity)
{
    private readonly ConcurrentDictionary<ulong, T> values = new();
    private int count;

    public bool TryGet(ulong key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value) => values.TryGetValue(key, out value);

    /// <summary>False when the key was there already.</summary>
    public bool Add(ulong key, T value)
    {
        if (!values.TryAdd(key, value))
        {
            return false;
        }

        if (Interlocked.Increment(ref count) > capacity)
        {
            values.Clear();
            Volatile.Write(ref count, 0);
        }

        return true;
    }
}
