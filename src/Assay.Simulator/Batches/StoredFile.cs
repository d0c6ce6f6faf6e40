namespace Assay.Simulator.Batches;

/// <summary>A file as OpenAI keeps it.</summary>
/// <param name="Owner">The key it was uploaded with; to any other it does not exist.</param>
internal sealed record StoredFile(string Id, string? Owner, string Name, string Purpose, DateTimeOffset CreatedAt, ReadOnlyMemory<byte> Bytes)
{
    private int reads;

    /// <summary>Comes in half the first time it is read.</summary>
    public bool IsCutOnce { get; init; }

    public ReadOnlyMemory<byte> Read() => IsCutOnce && Interlocked.Increment(ref reads) == 1 ? Bytes[..(Bytes.Length / 2)] : Bytes;
}
