namespace Assay.Gating;

/// <summary>What it took to have outputs made for a gate, both sides together and apart from what judging took.</summary>
/// <param name="Calls">Requests to the application or its model.</param>
/// <param name="Cached">Cases that the cache answered.</param>
/// <param name="CostUsd">Null where only the application's owner knows.</param>
public sealed record AskedOutputs(long Calls, long Cached, decimal? CostUsd);
