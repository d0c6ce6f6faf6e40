using Assay.Scoring.Judging;

namespace Assay.Scoring.Batching;

/// <summary>
/// A provider's batch API: requests that may wait, at a lower price. What goes wrong with a batch as a whole is a
/// <see cref="ProviderException"/>, as of a live call; what goes wrong with one request is its result.
/// </summary>
public interface IBatchClient : IDisposable
{
    /// <summary>Begins a batch. Nothing is sent before <see cref="IBatchUpload.SubmitAsync"/>.</summary>
    /// <param name="token">Ours, unique, letters and digits: what the batch is found by when the reply to its submission is lost.</param>
    IBatchUpload Begin(string token);

    /// <summary>Looks for a batch whose submission was begun and never confirmed.</summary>
    /// <param name="notBefore">When its submission was begun.</param>
    Task<BatchFinding> FindAsync(string token, DateTimeOffset notBefore, CancellationToken cancellationToken);

    /// <param name="id">The provider's.</param>
    Task<BatchStatus> StatusAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// The results of a batch that has ended, in whatever order the provider has them. Some may be missing, and there may be some
    /// of ids that were never asked for or twice: whoever reads them checks.
    /// </summary>
    IAsyncEnumerable<BatchResult> ResultsAsync(BatchStatus ended, CancellationToken cancellationToken);

    /// <summary>Asks the provider to end it; what was answered until then is a result and is paid. Of one that has ended nothing changes.</summary>
    Task CancelAsync(string id, CancellationToken cancellationToken);
}
