namespace Assay.Scoring.Batching;

/// <summary>How an owed verdict is obtained.</summary>
public enum Lane
{
    /// <summary>By a call that is answered at once.</summary>
    Live = 0,

    /// <summary>By the provider's batch API, at a lower price and when it pleases.</summary>
    Batch = 1,
}
