namespace Assay.Access;

/// <summary>What a key lets its holder do.</summary>
public enum Scope
{
    /// <summary>Send responses.</summary>
    Ingest,

    /// <summary>See responses, verdicts and figures.</summary>
    Read,

    /// <summary>Give human scores.</summary>
    Label,

    /// <summary>Everything.</summary>
    Admin,
}
