namespace Assay.Simulator.Chat;

internal enum ErrorKind
{
    InvalidRequest,
    Authentication,
    NotFound,
    Conflict,
    TooLarge,
    RateLimit,
    Server,
    Overloaded,
}

/// <summary>An error as providers send it, in no dialect yet.</summary>
/// <param name="Type">OpenAI's <c>type</c> where it is not told by the kind.</param>
internal sealed record ProviderError(ErrorKind Kind, string Message, string? Param = null, string? Code = null, string? Type = null)
{
    public TimeSpan? RetryAfter { get; init; }

    public static ProviderError BadRequest(string message, string? param = null, string? code = null) =>
        new(ErrorKind.InvalidRequest, message, param, code);

    public static ProviderError TooLong(int window, int tokens) =>
        BadRequest(FormattableString.Invariant($"This model's maximum context length is {window} tokens, but the messages have {tokens}. Please reduce their length."), "messages", "context_length_exceeded");

    public static ProviderError Unsupported(string param, string value) =>
        BadRequest($"{value} is not supported with this model", param, "unsupported_parameter");
}
