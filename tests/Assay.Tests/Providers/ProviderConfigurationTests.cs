using Assay.Configuring;
using Assay.Providers;
using Assay.Providers.Endpoints;
using Assay.Scoring.Judging;

namespace Assay.Tests.Providers;

public sealed class ProviderConfigurationTests
{
    [Theory]
    [InlineData("openai:gpt-4o", "OPENAI_API_KEY")]
    [InlineData("anthropic:claude-haiku-4-5", "ANTHROPIC_API_KEY")]
    [InlineData("openrouter:a/b", "OPENROUTER_API_KEY")]
    [InlineData("azure:dep", "AZURE_OPENAI_ENDPOINT")]
    [InlineData("opnai:gpt-4o", "openai")]
    [InlineData("zzz:gpt-4o", "Known: anthropic, azure, lmstudio, ollama, openai, openrouter.")]
    [InlineData("offline:heuristic", "makes no calls")]
    public void What_is_missing_is_named(string model, string expected) =>
        Assert.Contains(expected, Fails(model, []).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("not a url")]
    [InlineData("ftp://host/v1")]
    [InlineData("https://user:pass@host/v1")]
    [InlineData("sk-abcdefgh12345678")]
    public void A_bad_base_url_is_refused_without_repeating_a_key(string url)
    {
        ProviderConfigurationException error = Fails("openai:m", new() { ["OPENAI_API_KEY"] = "k", ["OPENAI_BASE_URL"] = url });

        Assert.Equal("OPENAI_BASE_URL", error.Place);
        Assert.DoesNotContain("pass", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-abc", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1:11434/v1/chat/completions")]
    [InlineData("0.0.0.0", "http://127.0.0.1:11434/v1/chat/completions")]
    [InlineData("box:1234", "http://box:1234/v1/chat/completions")]
    [InlineData("http://box:1234/", "http://box:1234/v1/chat/completions")]
    [InlineData("https://box/v1", "https://box/v1/chat/completions")]
    public void Ollamas_own_host_notation_is_understood(string? host, string expected) =>
        Assert.Equal(expected, Resolve("ollama", new() { ["OLLAMA_HOST"] = host }).ChatUrl("m").AbsoluteUri);

    [Theory]
    [InlineData("https://host/v1", "https://host/v1/chat/completions")]
    [InlineData("https://host/v1/", "https://host/v1/chat/completions")]
    [InlineData("https://host/v1/chat/completions", "https://host/v1/chat/completions")]
    [InlineData("https://host/v1?tenant=a", "https://host/v1/chat/completions?tenant=a")]
    public void The_chat_path_is_appended_to_the_base_url(string url, string expected) =>
        Assert.Equal(expected, ChatAddress.OpenAi(new Uri(url)).AbsoluteUri);

    [Fact]
    public void Settings_win_over_the_environment()
    {
        var settings = new ProviderSettings
        {
            Name = "openai",
            Format = WireFormat.OpenAi,
            BaseUrl = new Uri("https://gateway/v1"),
            KeyVariable = "GATEWAY_KEY",
            Headers = new Dictionary<string, string> { ["X-Team"] = "quality" },
        };

        ProviderEndpoint endpoint = Resolve(
            "openai",
            new() { ["OPENAI_BASE_URL"] = "https://other/v1", ["OPENAI_API_KEY"] = "a", ["GATEWAY_KEY"] = "b" },
            settings);

        Assert.Equal(("https://gateway", "GATEWAY_KEY"), (endpoint.Address, endpoint.KeyOrigin));
        Assert.Contains(new KeyValuePair<string, string>("Authorization", "Bearer b"), endpoint.Headers);
        Assert.Contains(new KeyValuePair<string, string>("X-Team", "quality"), endpoint.Headers);
    }

    [Fact]
    public void An_own_provider_needs_a_base_url_but_no_key()
    {
        var local = new ProviderSettings { Name = "vllm", Format = WireFormat.OpenAi, BaseUrl = new Uri("http://gpu:8000/v1"), Free = true };

        Assert.Null(Resolve("vllm", [], local).KeyOrigin);
        Assert.Equal(
            "providers.vllm.base_url", Assert.Throws<ProviderConfigurationException>(() => Resolve("vllm", [], local with { BaseUrl = null })).Place);
    }

    [Fact]
    public void A_key_from_the_environment_is_not_sent_to_a_provider_of_another_name()
    {
        var other = new ProviderSettings { Name = "mine", Format = WireFormat.OpenAi, BaseUrl = new Uri("https://elsewhere/v1") };

        ProviderEndpoint endpoint = Resolve("mine", new() { ["OPENAI_API_KEY"] = "canary" }, other);

        Assert.DoesNotContain(endpoint.Headers, header => header.Value.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public void Free_providers_are_known()
    {
        var local = new ProviderSettings { Name = "vllm", Format = WireFormat.OpenAi, BaseUrl = new Uri("http://gpu:8000/v1"), Free = true };
        using ChatClientFactory factory = new StubProvider().Factory(local);

        Assert.True(factory.IsFree(new("vllm", "m")));
        Assert.True(factory.IsFree(new("ollama", "m")));
        Assert.True(factory.IsFree(new("offline", "heuristic")));
        Assert.False(factory.IsFree(new("openai", "gpt-4o")));
        Assert.False(factory.IsFree(new("nobody", "m")));
    }

    private static ProviderEndpoint Resolve(string provider, Dictionary<string, string?> environment, params ProviderSettings[] settings) =>
        new EndpointResolver(settings.ToDictionary(s => s.Name), name => environment.GetValueOrDefault(name)).Resolve(provider);

    private static ProviderConfigurationException Fails(string model, Dictionary<string, string?> environment)
    {
        using var factory = new ChatClientFactory(
            new Dictionary<string, ProviderSettings>(),
            name => environment.GetValueOrDefault(name),
            TimeProvider.System,
            new ProviderLimits(TimeSpan.FromSeconds(1)));
        return Assert.Throws<ProviderConfigurationException>(() => factory.Create(ModelReference.TryParse(model)!));
    }
}
