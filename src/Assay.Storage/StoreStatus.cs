namespace Assay.Storage;

/// <summary>What a ledger is and how much it holds.</summary>
/// <param name="Kind"><c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="Bytes">On the disk: of a file with its log, of a database the tables and indexes of the ledger.</param>
public sealed record StoreStatus(string Kind, StoreSchema Schema, long Bytes)
{
    /// <summary>Revisions that were received.</summary>
    public long Responses { get; init; }

    /// <summary>What judges ended with: scored and unscored.</summary>
    public long Verdicts { get; init; }

    /// <summary>Calls.</summary>
    public long Attempts { get; init; }

    /// <summary>When the first response was received; null: there is none.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>When the last response was received; null: there is none.</summary>
    public DateTimeOffset? Newest { get; init; }
}
