using Assay.Providers.Endpoints;
using Assay.Providers.Errors;
using Assay.Providers.Http;
using Assay.Scoring.Judging;

namespace Assay.Providers.Batches;

/// <summary>What went wrong with a batch as a whole.</summary>
internal sealed class BatchErrors(ProviderEndpoint endpoint, ProviderErrors errors)
{
    private const int MaxMessage = 300;

    /// <param name="id">Of the batch or file that was asked for; null where it was none.</param>
    public ProviderException Classify(HttpReply reply, string? id)
    {
        ErrorBody body = ErrorBody.Read(reply.Body);
        return reply.Status switch
        {
            404 when id is not null => Error(ErrorClass.Item, $"knows no batch or file {id} with this key: it belongs to another account, or was removed", reply),
            404 or 405 or 501 => Error(ErrorClass.Judge, "has no batch API at this address: ask it live, with --lane live", reply),
            _ => errors.Classify(reply.Status, reply.Headers, body),
        };
    }

    public ProviderException NoBatch(HttpReply reply, Exception? inner = null) => Bad($"answered {reply.Status} with something that is not a batch", inner);

    /// <param name="after">How many results were read before.</param>
    public ProviderException BrokenResults(bool isHalf, int after, Exception inner) => Bad(
        FormattableString.Invariant($"gave results {(isHalf ? "that end in the middle of a line" : "with a line that is none")}, after {after} that are good; the rest can be fetched again"), inner);

    public static ProviderException LargerThanABatch(int bytes) => new(ErrorClass.Item, FormattableString.Invariant($"One request of {bytes} bytes is larger than a whole batch may be."))
    {
        Reason = UnscoredReason.ContextTooLong,
    };

    /// <summary>It was not answered, and is not charged.</summary>
    public ProviderException Unanswered(string why) => new(ErrorClass.Transient, SafeText.Clean($"{endpoint.Name} ({endpoint.Address}) did not answer it: {why}.", endpoint.Secrets, MaxMessage));

    public string Clean(string text) => SafeText.Clean(text, endpoint.Secrets, MaxMessage);

    private ProviderException Bad(string what, Exception? inner) => new(ErrorClass.Transient, Clean($"{endpoint.Name} ({endpoint.Address}) {what}."), inner);

    private ProviderException Error(ErrorClass errorClass, string what, HttpReply reply) => new(errorClass, Clean($"{endpoint.Name} ({endpoint.Address}) {what} [{reply.Status}]."))
    {
        StatusCode = reply.Status,
        Reason = errorClass == ErrorClass.Item ? UnscoredReason.Rejected : null,
        RequestId = reply.Headers.RequestId,
        RateLimits = reply.Headers.RateLimits,
    };
}
