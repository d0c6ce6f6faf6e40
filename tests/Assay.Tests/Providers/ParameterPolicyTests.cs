using System.Text;
using Assay.Providers;
using Assay.Providers.Errors;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Providers;

public sealed class ParameterPolicyTests
{
    private const string Reply = """{"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}]}""";

    [Theory]
    [InlineData("o1")]
    [InlineData("o1-mini")]
    [InlineData("o3-2025-04-16")]
    [InlineData("o4-mini")]
    [InlineData("gpt-5")]
    [InlineData("gpt-5-nano-2025-08-07")]
    [InlineData("gpt-5.1")]
    [InlineData("gpt-6-sol")]
    [InlineData("openai/o3-mini")]
    public void A_reasoning_model_takes_no_sampling_and_another_token_limit(string model)
    {
        var policy = new ParameterPolicy(model);

        Assert.Equal((false, false, true), (policy.Temperature, policy.TopP, policy.MaxCompletionTokens));
    }

    [Theory]
    [InlineData("gpt-4o-mini")]
    [InlineData("gpt-4.1")]
    [InlineData("gpt-5-chat-latest")]
    [InlineData("gpt-3.5-turbo")]
    [InlineData("gpt-50-lookalike")]
    [InlineData("olmo-2")]
    [InlineData("o1x")]
    [InlineData("qwen3:8b")]
    [InlineData("gpt-oss-20b")]
    [InlineData("claude-sonnet-4-5")]
    public void Any_other_model_takes_both_and_max_tokens(string model)
    {
        var policy = new ParameterPolicy(model);

        Assert.Equal((true, true, false), (policy.Temperature, policy.TopP, policy.MaxCompletionTokens));
    }

    [Theory]
    [InlineData("""{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","param":"max_tokens","code":"unsupported_parameter"}}""", "MaxTokens")]
    [InlineData("""{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."}}""", "MaxTokens")]
    [InlineData("""{"error":{"message":"Unsupported value: 'temperature' does not support 0.0 with this model.","param":"temperature","code":"unsupported_value"}}""", "Temperature")]
    [InlineData("""{"type":"error","error":{"type":"invalid_request_error","message":"`temperature` and `top_p` cannot both be specified for this model."}}""", "TopP")]
    [InlineData("""{"detail":[{"loc":["body","max_completion_tokens"],"msg":"Extra inputs are not permitted"}]}""", "MaxCompletionTokens")]
    [InlineData("""{"error":{"message":"Unrecognized request argument supplied: seed"}}""", "Seed")]
    [InlineData("""{"error":{"message":"response_format is not supported","param":"response_format"}}""", "None")]
    [InlineData("""{"error":{"message":"max_tokens is too large: 50000. This model supports at most 4096 completion tokens."}}""", "None")]
    [InlineData("not json", "None")]
    public void An_error_reply_teaches_what_it_names(string body, string expected) =>
        Assert.Equal(expected, new ParameterPolicy("m").Learn(400, ErrorBody.Read(Encoding.UTF8.GetBytes(body))).ToString());

    [Fact]
    public async Task A_parameter_the_endpoint_does_not_know_is_left_out_of_the_next_call()
    {
        var stub = new StubProvider()
            .Answer("""{"error":{"message":"Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.","param":"max_tokens","code":"unsupported_parameter"}}""", 400)
            .Answer("""{"error":{"message":"Unsupported value: 'temperature' does not support 0 with this model.","param":"temperature","code":"unsupported_value"}}""", 400)
            .Answer(Reply);
        IChatClient client = stub.Client("openai:my-alias");
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = 50 };

        for (int i = 0; i < 2; i++)
        {
            ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("hi", options));
            Assert.Equal((ErrorClass.Transient, TimeSpan.Zero), (error.Class, error.RetryAfter));
        }

        await client.GetResponseAsync("hi", options);
        Assert.Equal("""{"model":"my-alias","messages":[{"role":"user","content":"hi"}],"max_completion_tokens":50}""", stub.LastBody);
    }

    [Fact]
    public async Task A_lesson_that_does_not_help_is_not_repeated()
    {
        const string No = """{"error":{"message":"'max_tokens' is not supported","param":"max_tokens"}}""";
        const string NoEither = """{"error":{"message":"'max_completion_tokens' is not supported","param":"max_completion_tokens"}}""";
        var stub = new StubProvider().Answer(No, 400).Answer(NoEither, 400).Answer(No, 400);
        IChatClient client = stub.Client("openai:m");
        var options = new ChatOptions { MaxOutputTokens = 50 };
        List<ErrorClass> classes = [];

        for (int i = 0; i < 3; i++)
        {
            classes.Add((await Assert.ThrowsAsync<ProviderException>(() => client.GetResponseAsync("hi", options))).Class);
        }

        Assert.Equal([ErrorClass.Transient, ErrorClass.Transient, ErrorClass.Item], classes);
    }
}
