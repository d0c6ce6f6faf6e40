using Assay.Scoring.Running;

namespace Assay.Scoring.Batching;

/// <summary>
/// What waits in a provider's batches, in the ledger. While it waits in one, a response is owed and is not given out. Every method
/// is atomic. What comes of judging is recorded as ever, and closes the items of a <see cref="JudgedResponse"/> in the same transaction.
/// </summary>
public interface IBatchStore : IBatchRecords
{
    /// <summary>
    /// Comes before anything is sent: saves what will be, gives none of it out any more, and holds the money in the batch's own
    /// row, where it outlives the process.
    /// </summary>
    /// <returns>What is held; null, and nothing is saved, where the judge's budget of the day, which others share, leaves less.</returns>
    Task<Held?> PrepareAsync(RunKey run, NewBatch batch, CancellationToken cancellationToken);

    Task NoteSubmittedAsync(string token, string providerId, CancellationToken cancellationToken);

    /// <summary>Somebody asked the provider to end it.</summary>
    Task NoteCancelAskedAsync(long batch, CancellationToken cancellationToken);

    /// <summary>Nothing more will come of it.</summary>
    /// <param name="refusal">The provider refused all of it; null where it has results.</param>
    Task NoteEndedAsync(long batch, string? refusal, CancellationToken cancellationToken);

    /// <summary>The provider never got it: all of it is owed as before, and the money is free.</summary>
    Task TakeBackAsync(long batch, string error, CancellationToken cancellationToken);

    /// <summary>What it brings is not waited for any more. What it holds may be charged, and counts as spent: an attempt of its own, <c>lost</c>.</summary>
    Task GiveUpAsync(long batch, string error, CancellationToken cancellationToken);

    /// <summary>These are known not to be charged: their money is free, while they wait for their verdict.</summary>
    Task FreeAsync(long batch, IReadOnlyList<BatchItem> items, CancellationToken cancellationToken);

    /// <summary>Closes it where none of its items waits any more.</summary>
    /// <returns>Whether it is closed.</returns>
    Task<bool> TrySettleAsync(long batch, int foreign, int duplicates, CancellationToken cancellationToken);

    /// <summary>Those of a run that are open, in the order they were begun.</summary>
    Task<IReadOnlyList<HeldBatch>> OpenAsync(RunKey run, CancellationToken cancellationToken);

    /// <summary>Those that a service began for other versions of the run's judge and that are open, in the order they were begun.</summary>
    Task<IReadOnlyList<HeldBatch>> OlderAsync(RunKey run, CancellationToken cancellationToken);

    Task<IReadOnlyList<BatchItem>> ItemsAsync(long batch, CancellationToken cancellationToken);

    /// <summary>The responses of these that are owed still, with their texts and what earlier batches brought for them.</summary>
    Task<IReadOnlyList<AcceptedResponse>> ResponsesAsync(RunKey run, IReadOnlyList<long> keys, CancellationToken cancellationToken);

    /// <summary>Which of these wait in a batch, and which waited in one of the run's that did not answer.</summary>
    Task<BatchedKeys> WhereAsync(RunKey run, IReadOnlyList<long> keys, CancellationToken cancellationToken);

    /// <summary>How long the last batches of a model at an endpoint took from their submission to their end.</summary>
    Task<IReadOnlyList<TimeSpan>> DurationsAsync(string endpoint, string model, CancellationToken cancellationToken);
}

/// <param name="Tried">A batch did not answer: they are asked live.</param>
/// <param name="Heard">A batch answered a part.</param>
public sealed record BatchedKeys(IReadOnlySet<long> Waiting, IReadOnlySet<long> Tried, IReadOnlySet<long> Heard);
