using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Calibrating.Anchors;

/// <summary>What a ledger knows of judges on their anchors. A store that cannot be used throws <see cref="LedgerException"/>.</summary>
public interface IAnchorRecords
{
    /// <summary>In the order in which they were made: every baseline and burst, and of the others the latest.</summary>
    Task<IReadOnlyList<StoredAnchorReading>> ReadingsAsync(AnchorQuery query, CancellationToken cancellationToken);
}

/// <summary>Where the ledger keeps them. They are in no figure of what is judged; what they cost counts like every call.</summary>
public interface IAnchorStore : IAnchorRecords
{
    /// <summary>Saves readings and their attempts, in one transaction. A reading that is there already is not saved again.</summary>
    /// <inheritdoc cref="ILedger.RecordAsync"/>
    Task<Held?> RecordAsync(RunKey run, string set, IReadOnlyList<JudgedAnchor> judged, decimal? reservedUsd, CancellationToken cancellationToken);
}

/// <summary>A reading with the calls that it took.</summary>
public sealed record JudgedAnchor(AnchorReading Reading, Judged Judged);

/// <param name="JudgeVersion">16 hex digits.</param>
public sealed record StoredAnchorReading(string JudgeVersion, AnchorReading Reading);

/// <param name="Judge">Its name.</param>
/// <param name="Set">The version of the set.</param>
public sealed record AnchorQuery(string Judge, string Set)
{
    /// <summary>Null: of every version.</summary>
    public string? JudgeVersion { get; init; }

    /// <summary>How many of those that were scored now and then, the latest.</summary>
    public int AtMost { get; init; } = 5_000;
}
