using System.Globalization;

namespace Assay.Simulator.Batches;

/// <summary>All files and batches, in the order in which they came. What belongs to another key is not there.</summary>
internal sealed class BatchShelf(SimulatorOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, StoredFile> files = new(StringComparer.Ordinal);
    private readonly List<SimulatedBatch> batches = [];
    private long numbers;

    public StoredFile Store(string? owner, string name, string purpose, ReadOnlyMemory<byte> bytes, bool isCutOnce = false)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"file-{Hash(Interlocked.Increment(ref numbers), 1):x16}");
        var file = new StoredFile(id, owner, name, purpose, options.Clock.GetUtcNow(), bytes) { IsCutOnce = isCutOnce };
        lock (gate)
        {
            files[file.Id] = file;
        }

        return file;
    }

    /// <param name="make">Of a number, from 1, and a hash that is its own.</param>
    public SimulatedBatch Begin(Func<long, ulong, SimulatedBatch> make)
    {
        lock (gate)
        {
            var batch = make(batches.Count + 1, Hash(batches.Count + 1, 2));
            batches.Add(batch);
            return batch;
        }
    }

    public StoredFile? File(string? owner, string id)
    {
        lock (gate)
        {
            return files.TryGetValue(id, out var file) && file.Owner == owner ? file : null;
        }
    }

    public SimulatedBatch? Batch(string? owner, string id)
    {
        lock (gate)
        {
            return batches.Find(batch => batch.Id == id && batch.Owner == owner);
        }
    }

    /// <summary>A page of the newest batches whose ids are of a kind, behind or before one of them, and whether there are more.</summary>
    public (IReadOnlyList<SimulatedBatch> Page, bool More) Newest(string? owner, string kind, string? after, string? before, int limit)
    {
        List<SimulatedBatch> own;
        lock (gate)
        {
            own = [.. batches.Where(batch => batch.Owner == owner && batch.Id.StartsWith(kind, StringComparison.Ordinal)).Reverse()];
        }

        if (before is not null && own.FindIndex(batch => batch.Id == before) is >= 0 and var end)
        {
            var from = Math.Max(0, end - limit);
            return (own[from..end], from > 0);
        }

        var start = after is null ? 0 : own.FindIndex(batch => batch.Id == after) + 1;
        return ([.. own.Skip(start).Take(limit)], own.Count - start > limit);
    }

    private ulong Hash(long number, ulong kind) => StableHash.Mix(StableHash.Mix((ulong)options.Seed, kind + 100), (ulong)number);
}
