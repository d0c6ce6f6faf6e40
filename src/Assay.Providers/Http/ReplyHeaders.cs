using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using Assay.Providers.Errors;
using Assay.Scoring.Judging;

namespace Assay.Providers.Http;

/// <summary>What is wanted from a reply's headers, taken in one pass.</summary>
internal sealed record ReplyHeaders(string? RequestId, TimeSpan? RetryAfter, RateLimits? RateLimits)
{
    private const string OpenAiPrefix = "x-ratelimit-";
    private const string AnthropicPrefix = "anthropic-ratelimit-";

    public static readonly ReplyHeaders None = new(null, null, null);

    public static ReplyHeaders Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        string? requestId = null, retryAfter = null, retryAfterMs = null;
        var limits = new Limits(now);
        foreach ((string sent, HeaderStringValues value) in headers.NonValidated)
        {
            string name = sent.ToLowerInvariant();
            if (name.StartsWith(OpenAiPrefix, StringComparison.Ordinal))
            {
                limits.TakeOpenAi(name.AsSpan(OpenAiPrefix.Length), value.ToString());
            }
            else if (name.StartsWith(AnthropicPrefix, StringComparison.Ordinal))
            {
                limits.TakeAnthropic(name.AsSpan(AnthropicPrefix.Length), value.ToString());
            }
            else if (name is "x-request-id" or "request-id")
            {
                requestId ??= SafeText.Cut(value.ToString(), 200);
            }
            else if (name is "retry-after")
            {
                retryAfter = value.ToString();
            }
            else if (name is "retry-after-ms")
            {
                retryAfterMs = value.ToString();
            }
        }

        TimeSpan? wait = retryAfter is null && retryAfterMs is null ? null : Errors.RetryAfter.Read(retryAfterMs, retryAfter, now);
        return new ReplyHeaders(requestId, wait, limits.Result);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Limits(DateTimeOffset now)
    {
        private long? _requestLimit, _requestsRemaining, _tokenLimit, _tokensRemaining, _inputLimit, _inputRemaining;
        private TimeSpan? _requestsReset, _tokensReset, _inputReset;

        public void TakeOpenAi(ReadOnlySpan<char> name, string value)
        {
            switch (name)
            {
                case "limit-requests": _requestLimit = Count(value); break;
                case "remaining-requests": _requestsRemaining = Count(value); break;
                case "reset-requests": _requestsReset = ResetTime.Read(value, now); break;
                case "limit-tokens": _tokenLimit = Count(value); break;
                case "remaining-tokens": _tokensRemaining = Count(value); break;
                case "reset-tokens": _tokensReset = ResetTime.Read(value, now); break;
            }
        }

        public void TakeAnthropic(ReadOnlySpan<char> name, string value)
        {
            switch (name)
            {
                case "requests-limit": _requestLimit = Count(value); break;
                case "requests-remaining": _requestsRemaining = Count(value); break;
                case "requests-reset": _requestsReset = ResetTime.Read(value, now); break;
                case "tokens-limit": _tokenLimit = Count(value); break;
                case "tokens-remaining": _tokensRemaining = Count(value); break;
                case "tokens-reset": _tokensReset = ResetTime.Read(value, now); break;
                case "input-tokens-limit": _inputLimit = Count(value); break;
                case "input-tokens-remaining": _inputRemaining = Count(value); break;
                case "input-tokens-reset": _inputReset = ResetTime.Read(value, now); break;
            }
        }

        /// <summary>Null when the headers said nothing about limits.</summary>
        public readonly RateLimits? Result
        {
            get
            {
                // The plain token limit is the tightest one in force; a judge's tokens are nearly all input otherwise.
                bool plain = _tokenLimit is not null || _tokensRemaining is not null;
                var limits = new RateLimits
                {
                    RequestLimit = _requestLimit,
                    RequestsRemaining = _requestsRemaining,
                    RequestsReset = _requestsReset,
                    TokenLimit = plain ? _tokenLimit : _inputLimit,
                    TokensRemaining = plain ? _tokensRemaining : _inputRemaining,
                    TokensReset = plain ? _tokensReset : _inputReset,
                };
                return limits == Nothing ? null : limits;
            }
        }

        private static readonly RateLimits Nothing = new();

        private static long? Count(string value) =>
            long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : null;
    }
}
