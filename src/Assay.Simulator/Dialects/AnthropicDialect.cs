using System.Globalization;
using System.Text.Json;
using Assay.Simulator.Chat;
using Assay.Simulator.Limits;
using Microsoft.AspNetCore.Http;

namespace Assay.Simulator.Dialects;

/// <summary>Messages as Anthropic speaks it.</summary>
internal sealed class AnthropicDialect : Dialect
{
    public override string RequestIdHeader => "request-id";

    public override string OtherModel => "claude-3-haiku-20240307";

    public override string? KeyOf(IHeaderDictionary headers) =>
        headers.TryGetValue("x-api-key", out var key) ? key.ToString() : null;

    public override ProviderError? Read(ReadOnlySpan<byte> body, ChatRequest request) => AnthropicRequest.Read(body, request);

    public override ProviderError WrongKey(string? key) =>
        new(ErrorKind.Authentication, key is null ? "x-api-key header is required" : "invalid x-api-key");

    public override ProviderError UnknownModel(string model) => new(ErrorKind.NotFound, $"model: {model}");

    public override ProviderError LimitReached(string model, LimitExceeded exceeded) =>
        new(ErrorKind.RateLimit, string.Create(CultureInfo.InvariantCulture, $"This request would exceed your organization's rate limit of {exceeded.Limit} {exceeded.Unit} per minute."))
        {
            RetryAfter = exceeded.RetryAfter,
        };

    public override int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => StatusCodes.Status400BadRequest,
        ErrorKind.Authentication => StatusCodes.Status401Unauthorized,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.RateLimit => StatusCodes.Status429TooManyRequests,
        ErrorKind.Overloaded => 529,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Only what the request marks with <c>cache_control</c> is cached.</summary>
    public override void CountCached(PromptCache cache, ChatRequest request, Reply reply)
    {
        var (tokens, seen) = cache.TouchMarked(request.Model, request.Text[..request.CacheBreakpoint], LeastCached(request.Model));
        tokens = Math.Min(tokens, reply.PromptTokens);
        (reply.CachedTokens, reply.CacheWrittenTokens) = seen ? (tokens, 0) : (0, tokens);
    }

    public override void WriteReply(Utf8JsonWriter json, ChatRequest request, Reply reply) => AnthropicReply.Write(json, request, reply);

    public override void WriteError(Utf8JsonWriter json, ProviderError error, string requestId)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, TypeOf(error.Kind));
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
    }

    public override void WriteLimits(IHeaderDictionary headers, Admission admission, DateTimeOffset now)
    {
        Write(headers, "requests", admission.Requests, now);
        if (admission.Tokens is { } tokens)
        {
            // Anthropic tells remaining tokens to the nearest thousand.
            var rounded = tokens with { Remaining = Math.Min(tokens.Limit, (tokens.Remaining + 500) / 1000 * 1000) };
            Write(headers, "tokens", rounded, now);
            Write(headers, "input-tokens", rounded, now);
        }
    }

    private static void Write(IHeaderDictionary headers, string unit, LimitReading? reading, DateTimeOffset now)
    {
        if (reading is { } bucket)
        {
            headers[$"anthropic-ratelimit-{unit}-limit"] = bucket.Limit.ToString(CultureInfo.InvariantCulture);
            headers[$"anthropic-ratelimit-{unit}-remaining"] = bucket.Remaining.ToString(CultureInfo.InvariantCulture);
            headers[$"anthropic-ratelimit-{unit}-reset"] = (now + bucket.Reset).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        }
    }

    private static int LeastCached(string model) =>
        model.Contains("haiku-4", StringComparison.Ordinal) || model.Contains("opus-4-5", StringComparison.Ordinal) || model.Contains("opus-4-6", StringComparison.Ordinal) ? 4096
        : model.Contains("haiku", StringComparison.Ordinal) || model.Contains("sonnet-4-6", StringComparison.Ordinal) ? 2048
        : 1024;

    private static string TypeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest or ErrorKind.Conflict => "invalid_request_error",
        ErrorKind.Authentication => "authentication_error",
        ErrorKind.NotFound => "not_found_error",
        ErrorKind.TooLarge => "request_too_large",
        ErrorKind.RateLimit => "rate_limit_error",
        ErrorKind.Overloaded => "overloaded_error",
        _ => "api_error",
    };
}
