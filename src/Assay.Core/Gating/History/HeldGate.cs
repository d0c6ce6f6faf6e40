namespace Assay.Gating.History;

/// <summary>A gate that was held, as the ledger keeps it: figures and ids, and no text of a response.</summary>
/// <param name="Report">The JSON object that <c>assay gate --json</c> gives.</param>
public sealed record HeldGate(DateTimeOffset MadeAt, GateOrigin Origin, string Report)
{
    /// <summary>By which the ledger knows it; 0 before it is kept.</summary>
    public long Number { get; init; }

    /// <summary>What the report holds, read once.</summary>
    public GateFigures Figures => field ??= GateFigures.Read(Report);
}

/// <summary>Of which state of the application's sources the outputs are; null where nobody knows.</summary>
/// <param name="Commit">Its hash.</param>
public sealed record GateOrigin(string? Branch, string? Commit)
{
    public static readonly GateOrigin Unknown = new(null, null);

    /// <summary>As people know it by sight.</summary>
    public string? ShortCommit => Commit is { Length: > 10 } ? Commit[..10] : Commit;
}
