namespace Assay.Simulator.Batches;

/// <summary>One request of a batch, its body as a live call would send it.</summary>
internal readonly record struct BatchItem(string CustomId, ReadOnlyMemory<byte> Body);
