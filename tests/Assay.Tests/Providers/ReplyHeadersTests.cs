using Assay.Providers.Errors;
using Assay.Providers.Http;
using Assay.Scoring.Judging;

namespace Assay.Tests.Providers;

public sealed class ReplyHeadersTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("6m0s", 360)]
    [InlineData("1h2m3.5s", 3723.5)]
    [InlineData("12ms", 0.012)]
    [InlineData("250us", 0.00025)]
    [InlineData("250µs", 0.00025)]
    [InlineData("0s", 0)]
    [InlineData("7.66", 7.66)]
    [InlineData("1d", 86400)]
    [InlineData("2026-05-04T12:00:30Z", 30)]
    [InlineData("2026-05-04T14:00:30+02:00", 30)]
    [InlineData("2026-05-04T11:00:00Z", 0)]
    public void A_reset_is_read(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ResetTime.Read(text, Now));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1s")]
    [InlineData("1x")]
    [InlineData("1.2.3s")]
    [InlineData("s")]
    [InlineData("NaN")]
    public void A_reset_that_cannot_be_read_is_absent(string text) => Assert.Null(ResetTime.Read(text, Now));

    [Theory]
    [InlineData(null, "2", 2)]
    [InlineData(null, "0.001", 0.001)]
    [InlineData(null, " 1.5 ", 1.5)]
    [InlineData("20", null, 0.02)]
    [InlineData("1500", "9", 1.5)]
    [InlineData("junk", "9", 9)]
    [InlineData(null, "-5", 0)]
    [InlineData(null, "315360000", 3600)]
    [InlineData(null, "Mon, 04 May 2026 12:01:00 GMT", 60)]
    [InlineData(null, "Sun, 03 May 2026 12:00:00 GMT", 0)]
    [InlineData(null, "Sun, 04 May 2036 12:00:00 GMT", 3600)]
    public void A_wait_is_read_and_clamped(string? milliseconds, string? value, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Read(milliseconds, value, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    public void A_wait_that_cannot_be_read_is_absent(string? value) => Assert.Null(RetryAfter.Read(null, value, Now));

    [Fact]
    public void OpenAI_limits_are_read()
    {
        ReplyHeaders headers = Read(
            ("x-ratelimit-limit-requests", "10000"),
            ("x-ratelimit-limit-tokens", "200000"),
            ("x-ratelimit-remaining-requests", "9999"),
            ("X-RateLimit-Remaining-Tokens", "199000"),
            ("x-ratelimit-reset-requests", "8.64s"),
            ("x-ratelimit-reset-tokens", "6m0s"),
            ("x-request-id", "req_1"));

        Assert.Equal("req_1", headers.RequestId);
        Assert.Null(headers.RetryAfter);
        Assert.Equal(
            new RateLimits
            {
                RequestLimit = 10000,
                RequestsRemaining = 9999,
                RequestsReset = TimeSpan.FromSeconds(8.64),
                TokenLimit = 200000,
                TokensRemaining = 199000,
                TokensReset = TimeSpan.FromMinutes(6),
            },
            headers.RateLimits);
    }

    [Fact]
    public void Anthropic_limits_are_read()
    {
        ReplyHeaders headers = Read(
            ("anthropic-ratelimit-requests-limit", "50"),
            ("anthropic-ratelimit-requests-remaining", "49"),
            ("anthropic-ratelimit-requests-reset", "2026-05-04T12:00:01Z"),
            ("anthropic-ratelimit-input-tokens-limit", "30000"),
            ("anthropic-ratelimit-input-tokens-remaining", "29000"),
            ("anthropic-ratelimit-input-tokens-reset", "2026-05-04T12:00:02Z"),
            ("anthropic-ratelimit-tokens-limit", "38000"),
            ("anthropic-ratelimit-tokens-remaining", "37000"),
            ("anthropic-ratelimit-tokens-reset", "2026-05-04T12:00:03Z"),
            ("retry-after", "4"),
            ("request-id", "req_2"));

        Assert.Equal(("req_2", TimeSpan.FromSeconds(4)), (headers.RequestId, headers.RetryAfter));
        Assert.Equal(
            new RateLimits
            {
                RequestLimit = 50,
                RequestsRemaining = 49,
                RequestsReset = TimeSpan.FromSeconds(1),
                TokenLimit = 38000,
                TokensRemaining = 37000,
                TokensReset = TimeSpan.FromSeconds(3),
            },
            headers.RateLimits);
    }

    [Fact]
    public void Input_token_limits_stand_in_where_no_plain_ones_are_given() =>
        Assert.Equal(29000, Read(("anthropic-ratelimit-input-tokens-remaining", "29000")).RateLimits!.TokensRemaining);

    [Fact]
    public void Headers_that_say_nothing_give_no_limits() =>
        Assert.Null(Read(("x-ratelimit-limit-requests", "-1"), ("server", "x"), ("x-ratelimit-reset-tokens", "?")).RateLimits);

    private static ReplyHeaders Read(params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach ((string name, string value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return ReplyHeaders.Read(response.Headers, Now);
    }
}
