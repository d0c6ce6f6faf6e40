using Assay.Scoring.Judging;

namespace Assay.Scoring.Batching;

/// <summary>What putting verdicts into batches works with, beside what judging works with.</summary>
/// <param name="Models">The ways to the batches of all models that are asked, each once.</param>
public sealed record BatchWork(IReadOnlyList<BatchAccess> Models)
{
    public required LaneTerms Terms { get; init; }

    public BatchRules Rules { get; init; } = BatchRules.Usual;

    /// <summary>Whoever feeds the lane gives out again what stays owed; else it is kept in the lane.</summary>
    public bool IsFed { get; init; }

    /// <summary>Since when a response's deadline counts; null: since it was received.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>How long the last batches took.</summary>
    public IReadOnlyList<TimeSpan> Seen { get; init; } = [];

    public DateTimeOffset? DeadlineOf(DateTimeOffset receivedAt) => Terms.Deadline is { } time ? (AcceptedAt ?? receivedAt) + time : null;

    /// <summary>How long the last batches of any of these models took.</summary>
    public static async Task<IReadOnlyList<TimeSpan>> SeenAsync(IReadOnlyList<BatchAccess> models, IBatchStore store, CancellationToken cancellationToken)
    {
        var seen = new List<TimeSpan>();
        foreach (BatchAccess model in models)
        {
            seen.AddRange(await store.DurationsAsync(model.Endpoint, model.Model, cancellationToken));
        }

        return seen;
    }

    /// <exception cref="ProviderException">The judge asks that model no more, or at another address.</exception>
    public IBatchClient ClientOf(HeldBatch batch) => Models.FirstOrDefault(m => m.Holds(batch))?.Client ?? throw new ProviderException(
        ErrorClass.Judge,
        $"the batch {batch.Token} was sent to {batch.Model} at {batch.Endpoint}, which the judge does not ask as the configuration is now. {batch.Waiting} verdicts wait in it; use the configuration it was sent with, or give it up with `assay batches cancel {batch.Token} --give-up`");
}
