using System.Globalization;
using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Judging;
using Microsoft.Extensions.AI;

namespace Assay.Tests.Providers;

public sealed class KeyCanaryTests
{
    public static TheoryData<int, string> Echoes => new()
    {
        { 401, """{"error":{"message":"Incorrect API key provided: KEY."}}""" },
        { 400, """{"error":{"message":"bad header Authorization: Bearer KEY","code":"KEY"}}""" },
        { 404, "KEY not found" },
        { 429, """{"error":{"message":"key KEY is over its limit","type":"insufficient_quota"}}""" },
        { 500, """{"error":"KEY"}""" },
        { 200, "<html>KEY</html>" },
        { 200, """{"error":{"message":"KEY","code":503}}""" },
        { 302, "KEY" },
    };

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task A_key_that_a_provider_echoes_stands_in_no_message(int status, string body)
    {
        foreach (string model in new[] { "openai:m", "anthropic:m" })
        {
            var stub = new StubProvider().Answer(
                body.Replace("KEY", StubProvider.Key, StringComparison.Ordinal), status, ("x-request-id", "1"));

            ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => stub.Client(model).GetResponseAsync("x"));

            Assert.DoesNotContain(StubProvider.Key, error.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_key_in_a_header_of_the_settings_is_a_secret_too()
    {
        var settings = new ProviderSettings
        {
            Name = "gateway",
            Format = WireFormat.OpenAi,
            BaseUrl = new Uri("https://gateway/v1"),
            Headers = new Dictionary<string, string> { ["X-Auth-Token"] = "gateway-secret-value" },
        };
        var stub = new StubProvider().Answer("no: gateway-secret-value", 403);

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(
            () => stub.Client("gateway:m", settings).GetResponseAsync("x"));

        Assert.DoesNotContain("gateway-secret-value", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_of_the_connection_names_no_key()
    {
        var stub = new StubProvider().Fail(new HttpRequestException(HttpRequestError.ConnectionError, $"refused {StubProvider.Key}"));

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => stub.Client("openai:m").GetResponseAsync("x"));

        Assert.True(error.Unreachable);
        Assert.Contains("https://api.openai.com", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(StubProvider.Key, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk-canary with space")]
    [InlineData("sk-canary\nnext")]
    [InlineData("“sk-canary”")]
    public void A_key_that_cannot_be_sent_is_refused_without_showing_it(string key)
    {
        using var factory = new ChatClientFactory(
            new Dictionary<string, ProviderSettings>(), _ => key, TimeProvider.System, new ProviderLimits(TimeSpan.FromSeconds(1)));

        var error = Assert.ThrowsAny<Exception>(() => factory.Create(new ModelReference("openrouter", "m")));

        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_factory_nor_client_shows_the_key_as_text()
    {
        using ChatClientFactory factory = new StubProvider().Factory();
        IChatClient client = factory.Create(new ModelReference("openai", "m"));

        foreach (object shown in new object[] { factory, client, client.GetService<ChatClientMetadata>()! })
        {
            Assert.DoesNotContain(StubProvider.Key, Convert.ToString(shown, CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }
    }
}
