using System.Globalization;
using System.Text.Json;
using Assay.Simulator.Chat;
using Assay.Simulator.Limits;
using Microsoft.AspNetCore.Http;

namespace Assay.Simulator.Dialects;

/// <summary>Chat Completions as OpenAI and, with its own key header and errors, Azure speak it.</summary>
internal sealed class OpenAiDialect(bool azure) : Dialect
{
    public override string RequestIdHeader => "x-request-id";

    public override string OtherModel => "gpt-3.5-turbo-0125";

    public override string? KeyOf(IHeaderDictionary headers)
    {
        if (azure && headers.TryGetValue("api-key", out var key))
        {
            return key.ToString();
        }

        var authorization = headers.Authorization.ToString();
        return authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization[7..].Trim() : null;
    }

    public override ProviderError? Read(ReadOnlySpan<byte> body, ChatRequest request) => OpenAiRequest.Read(body, request);

    public override ProviderError WrongKey(string? key) =>
        azure ? new(ErrorKind.Authentication, "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.", Code: "401")
        : key is null ? new(ErrorKind.Authentication, "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).")
        : new(ErrorKind.Authentication, $"Incorrect API key provided: {Masked(key)}.", Code: "invalid_api_key");

    public override ProviderError UnknownModel(string model) =>
        azure ? new(ErrorKind.NotFound, "The API deployment for this resource does not exist.", Code: "DeploymentNotFound")
        : new(ErrorKind.NotFound, $"The model `{model}` does not exist or you do not have access to it.", Code: "model_not_found");

    public override ProviderError LimitReached(string model, LimitExceeded exceeded)
    {
        var unit = exceeded.Unit == "tokens" ? "tokens per min (TPM)" : "requests per min (RPM)";
        var message = exceeded.TooLarge
            ? string.Create(CultureInfo.InvariantCulture, $"Request too large for {model} on {unit}: Limit {exceeded.Limit}, Requested {exceeded.Requested}. The input or output tokens must be reduced in order to run successfully.")
            : string.Create(CultureInfo.InvariantCulture, $"Rate limit reached for {model} on {unit}: Limit {exceeded.Limit}, Requested {exceeded.Requested}. Please try again in {ResetDuration.Format(exceeded.RetryAfter)}.");
        return new ProviderError(ErrorKind.RateLimit, message, Code: "rate_limit_exceeded", Type: exceeded.Unit) { RetryAfter = exceeded.RetryAfter };
    }

    public override int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => StatusCodes.Status400BadRequest,
        ErrorKind.Authentication => StatusCodes.Status401Unauthorized,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.RateLimit => StatusCodes.Status429TooManyRequests,
        ErrorKind.Overloaded => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    public override void CountCached(PromptCache cache, ChatRequest request, Reply reply) =>
        reply.CachedTokens = Math.Min(reply.PromptTokens, cache.Touch(request.Model, request.Text));

    public override void WriteReply(Utf8JsonWriter json, ChatRequest request, Reply reply) => OpenAiReply.Write(json, request, reply);

    public override void WriteError(Utf8JsonWriter json, ProviderError error, string requestId)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, error.Type ?? (error.Kind is ErrorKind.Server or ErrorKind.Overloaded ? "server_error" : "invalid_request_error"));
        json.WriteString("param"u8, error.Param);
        json.WriteString("code"u8, error.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public override void WriteLimits(IHeaderDictionary headers, Admission admission, DateTimeOffset now)
    {
        Write(headers, "requests", admission.Requests);
        Write(headers, "tokens", admission.Tokens);
    }

    private static void Write(IHeaderDictionary headers, string unit, LimitReading? reading)
    {
        if (reading is { } bucket)
        {
            headers["x-ratelimit-limit-" + unit] = bucket.Limit.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-remaining-" + unit] = bucket.Remaining.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-reset-" + unit] = ResetDuration.Format(bucket.Reset);
        }
    }

    private static string Masked(string key) => key.Length > 8 ? $"{key[..3]}***{key[^4..]}" : "***";
}
