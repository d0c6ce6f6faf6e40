namespace Assay.Storage;

/// <summary>How far the schema of a ledger is.</summary>
/// <param name="Version">The highest script that was run on it.</param>
/// <param name="Known">The highest one of this program.</param>
/// <param name="Pending">The scripts that were not run on it yet, in their order.</param>
public sealed record StoreSchema(int Version, int Known, IReadOnlyList<int> Pending);
