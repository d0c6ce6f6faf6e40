using Assay.Providers.Endpoints;
using Assay.Providers.Http;
using Assay.Scoring.Judging;

namespace Assay.Providers.Errors;

/// <summary>Turns an error reply into the error its handling depends on. Pure: status, headers and body decide.</summary>
internal sealed class ProviderErrors(ProviderEndpoint endpoint, string model)
{
    private const int MaxMessage = 300;

    public ProviderException Classify(int status, ReplyHeaders headers, ErrorBody body)
    {
        switch (status)
        {
            case >= 300 and < 400:
                return Error(ErrorClass.Judge, "points to another address, and redirects are not followed: check base_url");
            case 401:
                return Error(ErrorClass.Judge, RefusedKey);
            case 402:
                return Error(ErrorClass.Judge, "wants the account's billing settled");
            case 403 when ErrorWording.IsRefused(body):
                return Item(UnscoredReason.Refused, "refused the content");
            case 403:
                return Error(ErrorClass.Judge, RefusedKey);
            case 404 when ErrorWording.IsUnsupportedForm(body):
                return Form();
            case 404 when ErrorWording.NamesModel(body):
                return Error(ErrorClass.Judge, UnknownModel);
            case 404 or 405 or 410 or 426:
                return Error(ErrorClass.Judge, "has nothing that answers at this path: check base_url");
            case 407:
                return Error(ErrorClass.Judge, "is behind a proxy that wants a login");
            case 413:
                return Item(UnscoredReason.ContextTooLong, "finds the request too large");
            case 429 when ErrorWording.IsNoCredit(body):
                return Error(ErrorClass.Judge, "says that the account has no quota left");
            case 429:
                return Error(ErrorClass.Throttle, "asks for fewer calls");
            case 503 when headers.RetryAfter is not null:
                return Error(ErrorClass.Throttle, "asks to come back later");
            case 529:
                return Error(ErrorClass.Throttle, "is overloaded");
            case 408 or 409 or 421 or 425 or 499 or >= 500:
                return Error(ErrorClass.Transient, "failed");
            default:
                return Rejected();
        }

        ProviderException Rejected()
        {
            if (ErrorWording.IsContextTooLong(body))
            {
                return Item(UnscoredReason.ContextTooLong, "finds the prompt too long");
            }

            if (ErrorWording.IsRefused(body))
            {
                return Item(UnscoredReason.Refused, "refused the content");
            }

            if (ErrorWording.IsNoCredit(body))
            {
                return Error(ErrorClass.Judge, "says that the account has no quota left");
            }

            if (ErrorWording.IsUnknownModel(body))
            {
                return Error(ErrorClass.Judge, UnknownModel);
            }

            return ErrorWording.IsUnsupportedForm(body) ? Form() : Item(UnscoredReason.Rejected, "rejects the request");
        }

        ProviderException Form() => new(ErrorClass.Item, Message("cannot give the form of reply that was asked for"))
        {
            StatusCode = status,
            Reason = UnscoredReason.Rejected,
            UnsupportedForm = true,
            RequestId = headers.RequestId,
            RateLimits = headers.RateLimits,
        };

        ProviderException Item(UnscoredReason reason, string what) => new(ErrorClass.Item, Message(what))
        {
            StatusCode = status,
            Reason = reason,
            RequestId = headers.RequestId,
            RateLimits = headers.RateLimits,
        };

        ProviderException Error(ErrorClass errorClass, string what) => new(errorClass, Message(what))
        {
            StatusCode = status,
            RetryAfter = errorClass is ErrorClass.Throttle or ErrorClass.Transient ? headers.RetryAfter : null,
            RequestId = headers.RequestId,
            RateLimits = headers.RateLimits,
        };

        string Message(string what)
        {
            string said = body.Inner.Length > body.Message.Length ? body.Inner : body.Message;
            string start = $"{endpoint.Name} ({endpoint.Address}) {what} [{status}]";
            return SafeText.Clean(said.Length == 0 ? start + "." : $"{start}: {said}", endpoint.Secrets, MaxMessage);
        }
    }

    /// <summary>The endpoint does not know a parameter, and the client will leave it out from now on: worth another call at once.</summary>
    public ProviderException LearntParameter(int status, ReplyHeaders headers, ErrorBody body) =>
        new(ErrorClass.Transient, Quote("does not take a parameter, which is left out from now on", body.Message))
        {
            StatusCode = status,
            RetryAfter = TimeSpan.Zero,
            Adjusted = true,
            RequestId = headers.RequestId,
            RateLimits = headers.RateLimits,
        };

    /// <summary>A success by status that is none by content.</summary>
    public ProviderException NotACompletion(int status, ReplyHeaders headers, string start, Exception? inner = null) =>
        new(
            ErrorClass.Transient,
            Quote(
                $"answered {status} with something that is not a chat completion",
                start.Length == 0 ? "the body is empty" : SafeText.Clean(start, endpoint.Secrets, 120)),
            inner)
        {
            StatusCode = status,
            RequestId = headers.RequestId,
            RateLimits = headers.RateLimits,
        };

    public ProviderException Unreachable(string reason, Exception inner) =>
        new(ErrorClass.Transient, Quote("cannot be reached", reason), inner) { Unreachable = true };

    /// <param name="what">Follows the word "gave".</param>
    public ProviderException BadReply(string what, Exception? inner = null) =>
        new(
            ErrorClass.Transient,
            SafeText.Clean($"{endpoint.Name} ({endpoint.Address}) gave {what}.", endpoint.Secrets, MaxMessage),
            inner);

    /// <summary>Refused before any call was made.</summary>
    public ProviderException FormNotOffered(string form) =>
        new(ErrorClass.Item, $"{endpoint.Name} offers no {form}; a tool call gives the same.")
        {
            Reason = UnscoredReason.Rejected,
            UnsupportedForm = true,
        };

    private string RefusedKey => endpoint.KeyOrigin is { } origin
        ? $"refused the key in {origin}"
        : "wants a key and none is set";

    private string UnknownModel => $"knows no model {model}";

    private string Quote(string what, string said) =>
        SafeText.Clean($"{endpoint.Name} ({endpoint.Address}) {what}: {said}", endpoint.Secrets, MaxMessage);
}
