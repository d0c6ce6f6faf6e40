using Assay.Collecting;
using Assay.Scoring.Batching;
using Assay.Scoring.Running;

namespace Assay.Scoring.Judging;

/// <summary>Judges responses: by one model, or by several that come to one verdict. Safe to call from many threads.</summary>
public interface IResponseJudge
{
    /// <summary>The version of the judge, 16 hex digits.</summary>
    string Version { get; }

    /// <summary>How often a provider asked for fewer calls, also for responses that are still waiting.</summary>
    long Throttled { get; }

    /// <inheritdoc cref="EndpointHealth.Trouble"/>
    string? Trouble { get; }

    /// <summary>Runs the checks and renders the prompts; with a cache, joins the calls for the same questions.</summary>
    PendingVerdict Prepare(Response response);

    /// <summary>With what batches brought for it.</summary>
    PendingVerdict Prepare(AcceptedResponse owed);

    /// <summary>Waits until the first call that the response needs may be made.</summary>
    /// <exception cref="OperationCanceledException">Stopped before it was the call's turn.</exception>
    ValueTask TakeTurnAsync(PendingVerdict pending, CancellationToken stop);

    /// <param name="pending">Keeps the slot of its last call until the caller disposes it.</param>
    /// <param name="cancellationToken">Breaks off calls; what was paid by then is in the attempts of what comes back.</param>
    /// <param name="stop">Breaks off waiting between calls; whoever cancels the calls cancels it too.</param>
    Task<Judged> JudgeAsync(PendingVerdict pending, CancellationToken cancellationToken, CancellationToken stop = default);

    /// <summary>What would be asked about a prepared response.</summary>
    IEnumerable<PlannedQuestion> Plan(PendingVerdict pending);

    /// <summary>How its questions are asked by batches; null where they are not.</summary>
    internal IBatchAsking? Batching => null;

    /// <summary>Prepares and judges one response by itself.</summary>
    async Task<Judged> JudgeAsync(Response response, CancellationToken cancellationToken, CancellationToken stop = default)
    {
        using PendingVerdict pending = Prepare(response);
        return await JudgeAsync(pending, cancellationToken, stop);
    }
}
