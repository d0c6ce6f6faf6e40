using Assay.Scoring.Spending;

namespace Assay.Scoring.Batching;

/// <summary>How a model is asked by batches.</summary>
/// <param name="Price">Of a call in a batch.</param>
/// <param name="Endpoint">Provider and address.</param>
/// <param name="Model">As its provider names it.</param>
public sealed record BatchAccess(IBatchClient Client, ModelPrice Price, string Endpoint, string Model)
{
    /// <summary>A batch is of one model at one endpoint, whoever asks it.</summary>
    public (string Endpoint, string Model) Place => (Endpoint, Model);

    public bool Holds(HeldBatch batch) => Place == (batch.Endpoint, batch.Model);
}
