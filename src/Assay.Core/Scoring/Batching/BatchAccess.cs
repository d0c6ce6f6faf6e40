using Assay.Scoring.Spending;

namespace Assay.Scoring.Batching;

/// <summary>How a judge's model is asked by batches.</summary>
/// <param name="Endpoint">Provider and address.</param>
/// <param name="Price">Of a call in a batch.</param>
public sealed record BatchAccess(IBatchClient Client, ModelPrice Price, string Endpoint);
