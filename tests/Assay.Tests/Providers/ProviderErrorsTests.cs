using Assay.Configuring;
using Assay.Providers.Endpoints;
using Assay.Providers.Errors;
using Assay.Providers.Http;
using Assay.Scoring.Judging;

namespace Assay.Tests.Providers;

public sealed class ProviderErrorsTests
{
    private static readonly ProviderEndpoint Endpoint = new("openai", WireFormat.OpenAi, new Uri("https://api.openai.com/v1"))
    {
        KeyOrigin = "OPENAI_API_KEY",
        Secrets = ["abcdef-secret-value"],
    };

    public static TheoryData<int, string, ErrorClass, UnscoredReason?, bool> Table => new()
    {
        { 429, """{"error":{"message":"Rate limit reached for gpt-4o in organization org-x on tokens per min. Visit https://platform.openai.com/account/billing to add a payment method.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}""", ErrorClass.Throttle, null, false },
        { 429, """{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""", ErrorClass.Judge, null, false },
        { 429, """{"error":{"message":"no","type":"insufficient_quota"}}""", ErrorClass.Judge, null, false },
        { 429, """{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your organization's rate limit. Contact sales to check your plan and billing"}}""", ErrorClass.Throttle, null, false },
        { 429, """{"error":{"code":"429","message":"Requests to the ChatCompletions_Create Operation have exceeded call rate limit of your current pricing tier. Please retry after 26 seconds."}}""", ErrorClass.Throttle, null, false },
        { 429, "", ErrorClass.Throttle, null, false },
        { 401, """{"error":{"message":"Incorrect API key provided: sk-abcdefghijklmnop.","type":"invalid_request_error","code":"invalid_api_key"}}""", ErrorClass.Judge, null, false },
        { 401, """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}""", ErrorClass.Judge, null, false },
        { 401, """{"statusCode":401,"message":"Access denied due to invalid subscription key."}""", ErrorClass.Judge, null, false },
        { 402, """{"error":{"message":"Insufficient credits","code":402}}""", ErrorClass.Judge, null, false },
        { 403, """{"type":"error","error":{"type":"permission_error","message":"Your API key does not have permission."}}""", ErrorClass.Judge, null, false },
        { 403, """{"error":{"code":403,"message":"The model requires moderation and your input was flagged for violence."}}""", ErrorClass.Item, UnscoredReason.Refused, false },
        { 404, """{"error":{"message":"The model `gpt-9` does not exist or you do not have access to it.","type":"invalid_request_error","code":"model_not_found"}}""", ErrorClass.Judge, null, false },
        { 404, """{"type":"error","error":{"type":"not_found_error","message":"model: claude-9"}}""", ErrorClass.Judge, null, false },
        { 404, """{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}""", ErrorClass.Judge, null, false },
        { 404, "<html><body>404 Not Found</body></html>", ErrorClass.Judge, null, false },
        { 404, """{"error":{"message":"No endpoints found that support tool use.","code":404}}""", ErrorClass.Item, UnscoredReason.Rejected, true },
        { 405, "", ErrorClass.Judge, null, false },
        { 400, """{"error":{"message":"This model's maximum context length is 128000 tokens. However, your messages resulted in 200000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", ErrorClass.Item, UnscoredReason.ContextTooLong, false },
        { 400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""", ErrorClass.Item, UnscoredReason.ContextTooLong, false },
        { 400, """{"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","param":null,"code":400}""", ErrorClass.Item, UnscoredReason.ContextTooLong, false },
        { 413, """{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}""", ErrorClass.Item, UnscoredReason.ContextTooLong, false },
        { 400, """{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", ErrorClass.Item, UnscoredReason.Refused, false },
        { 400, """{"error":{"message":"blocked","code":"400","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", ErrorClass.Item, UnscoredReason.Refused, false },
        { 400, """{"error":{"message":"Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.","type":"invalid_request_error","param":null,"code":null}}""", ErrorClass.Item, UnscoredReason.Rejected, true },
        { 400, """{"error":{"message":"no","type":"invalid_request_error","param":"tools[0].function.parameters","code":"invalid_function_parameters"}}""", ErrorClass.Item, UnscoredReason.Rejected, true },
        { 400, """{"error":"registry.ollama.ai/library/gemma:2b does not support tools"}""", ErrorClass.Item, UnscoredReason.Rejected, true },
        { 422, """{"detail":[{"loc":["body","tool_choice"],"msg":"unexpected value"}]}""", ErrorClass.Item, UnscoredReason.Rejected, true },
        { 400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}""", ErrorClass.Judge, null, false },
        { 400, """{"error":{"message":"foo/bar is not a valid model ID","code":400}}""", ErrorClass.Judge, null, false },
        { 400, """{"error":{"message":"messages must not be empty","type":"invalid_request_error"}}""", ErrorClass.Item, UnscoredReason.Rejected, false },
        { 422, """{"detail":"no"}""", ErrorClass.Item, UnscoredReason.Rejected, false },
        { 408, "", ErrorClass.Transient, null, false },
        { 409, "", ErrorClass.Transient, null, false },
        { 500, """{"error":{"message":"The server had an error","type":"server_error"}}""", ErrorClass.Transient, null, false },
        { 502, "<html>Bad Gateway</html>", ErrorClass.Transient, null, false },
        { 503, "", ErrorClass.Transient, null, false },
        { 524, "", ErrorClass.Transient, null, false },
        { 529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ErrorClass.Throttle, null, false },
        { 301, "", ErrorClass.Judge, null, false },
        { 307, "", ErrorClass.Judge, null, false },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_error_reply_has_its_class(int status, string body, ErrorClass expected, UnscoredReason? reason, bool unsupportedForm)
    {
        ProviderException error = Classify(status, body);

        Assert.Equal((expected, reason, unsupportedForm), (error.Class, error.Reason, error.UnsupportedForm));
        Assert.Equal(status, error.StatusCode);
        Assert.InRange(error.Message.Length, 20, 300);
        Assert.DoesNotContain("sk-abc", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_key_is_named_by_its_variable()
    {
        ProviderException error = Classify(401, """{"error":{"message":"Incorrect API key provided: abcdef-secret-value, or abcd****wxyz."}}""");

        Assert.Equal(
            "openai (https://api.openai.com) refused the key in OPENAI_API_KEY [401]: Incorrect API key provided: [key], or [key].",
            error.Message);
    }

    [Fact]
    public void An_unknown_model_is_named_with_its_endpoint()
    {
        string message = Classify(404, """{"error":{"message":"no such model","code":"model_not_found"}}""").Message;

        Assert.Contains("https://api.openai.com", message, StringComparison.Ordinal);
        Assert.Contains("gpt-9", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_404_points_to_the_base_url() =>
        Assert.Contains("check base_url", Classify(404, "page not found").Message, StringComparison.Ordinal);

    [Fact]
    public void A_503_with_retry_after_is_a_throttle()
    {
        var headers = new ReplyHeaders("req-1", TimeSpan.FromSeconds(7), null);

        ProviderException error = new ProviderErrors(Endpoint, "gpt-9").Classify(503, headers, ErrorBody.Empty);

        Assert.Equal((ErrorClass.Throttle, TimeSpan.FromSeconds(7), "req-1"), (error.Class, error.RetryAfter, error.RequestId));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(529)]
    public void A_wait_that_was_asked_for_is_kept(int status)
    {
        var headers = new ReplyHeaders(null, TimeSpan.FromSeconds(3), null);

        Assert.Equal(TimeSpan.FromSeconds(3), new ProviderErrors(Endpoint, "m").Classify(status, headers, ErrorBody.Empty).RetryAfter);
    }

    [Fact]
    public void A_message_is_one_line_without_control_characters_and_of_bounded_length()
    {
        string body = "\u001b]0;title\u0007 line one\r\nline two\u202e " + new string('x', 5000);

        string message = Classify(500, body).Message;

        Assert.Equal(300, message.Length);
        Assert.DoesNotContain(message, c => char.IsControl(c) || c == '\u202e');
        Assert.Contains("line one line two", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_split_by_an_invisible_character_is_still_found() =>
        Assert.Equal("x [key] y", SafeText.Clean("x abcdef-sec\u200bret-value y", Endpoint.Secrets, 100));

    [Theory]
    [InlineData("key sk-proj-abcDEF123456 is wrong", "key [key] is wrong")]
    [InlineData("Authorization: Bearer abcdefgh12345678", "Authorization: [key]")]
    [InlineData("a risk-adjusted-measurement stays", "a risk-adjusted-measurement stays")]
    [InlineData("use sk-learn", "use sk-learn")]
    public void What_looks_like_a_key_is_hidden(string text, string expected) =>
        Assert.Equal(expected, SafeText.Clean(text, [], 200));

    private static ProviderException Classify(int status, string body) => new ProviderErrors(Endpoint, "gpt-9")
        .Classify(status, ReplyHeaders.None, ErrorBody.Read(System.Text.Encoding.UTF8.GetBytes(body)));
}
