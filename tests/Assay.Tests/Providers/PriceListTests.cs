using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Judging;
using Assay.Scoring.Spending;

namespace Assay.Tests.Providers;

public sealed class PriceListTests
{
    [Theory]
    [InlineData("openai:gpt-4o-mini", 0.15)]
    [InlineData("openai:gpt-4o-mini-2024-07-18", 0.15)]
    [InlineData("openai:gpt-4o-2024-08-06", 2.50)]
    [InlineData("openai:gpt-4o-2024-05-13", 5.00)]
    [InlineData("openai:gpt-5-chat-latest", 1.25)]
    [InlineData("openai:o4-mini-2025-04-16", 1.10)]
    [InlineData("anthropic:claude-sonnet-4-5-20250929", 3.00)]
    [InlineData("anthropic:claude-sonnet-4-20250514", 3.00)]
    [InlineData("anthropic:claude-3-5-haiku-latest", 0.80)]
    [InlineData("anthropic:claude-opus-4-1-20250805", 15.00)]
    [InlineData("anthropic:claude-opus-4-5", 5.00)]
    public void A_model_and_its_snapshots_have_a_price(string model, double input) =>
        Assert.Equal((decimal)input, Find(PriceList.Builtin, model)?.Input);

    [Theory]
    [InlineData("openai:gpt-4o-minimal")]
    [InlineData("openai:gpt-4o-audio-preview")]
    [InlineData("openai:gpt-5-pro")]
    [InlineData("openai:gpt-4o-2024")]
    [InlineData("openai:gpt-4o-1999-01-01")]
    [InlineData("azure:gpt-4o")]
    [InlineData("openrouter:gpt-4o")]
    [InlineData("openai:claude-opus-4-5")]
    [InlineData("openai:-2024-07-18")]
    public void A_name_that_merely_looks_alike_has_none(string model) => Assert.Null(Find(PriceList.Builtin, model));

    [Fact]
    public void Every_price_is_plausible_and_sourced()
    {
        Assert.True(PriceList.Builtin.Updated > new DateOnly(2025, 1, 1));
        Assert.All(PriceList.Builtin.Sources.Values, source => Assert.StartsWith("https://", source, StringComparison.Ordinal));
        ModelPrice mini = Find(PriceList.Builtin, "openai:gpt-4o-mini")!;
        Assert.Equal(new ModelPrice(0.15m, 0.075m, 0.60m) { Batch = 0.5m }, mini);
    }

    [Fact]
    public void An_override_wins_and_the_builtin_list_stays()
    {
        PriceList list = PriceList.Builtin.With(new Dictionary<string, ModelPrice>
        {
            ["openai:gpt-4o-mini"] = new(1, 1, 1),
            ["azure:my-deployment"] = new(2, 2, 2),
        });

        Assert.Equal(1, Find(list, "openai:gpt-4o-mini-2024-07-18")!.Input);
        Assert.Equal(2, Find(list, "azure:my-deployment")!.Input);
        Assert.Equal(0.15m, Find(PriceList.Builtin, "openai:gpt-4o-mini")!.Input);
    }

    [Fact]
    public void An_override_that_cannot_be_meant_is_refused()
    {
        Assert.Throws<ProviderConfigurationException>(() => PriceList.Builtin.With(new Dictionary<string, ModelPrice> { ["gpt-4o"] = ModelPrice.Free }));
        ProviderConfigurationException negative = Assert.Throws<ProviderConfigurationException>(
            () => PriceList.Builtin.With(new Dictionary<string, ModelPrice> { ["openai:x"] = new(1, 1, -1) }));
        Assert.Equal("prices.openai:x", negative.Place);
    }

    [Theory]
    [InlineData("updated: 2026-01-01\nproviders: {}", "unit")]
    [InlineData("updated: 2026-01-01\nunit: eur_per_token\nproviders: {}", "eur_per_token")]
    [InlineData("unit: usd_per_million_tokens\nproviders: {}", "updated")]
    [InlineData("updated: yesterday\nunit: usd_per_million_tokens", "2026-01-31")]
    [InlineData("updated: 2026-01-01\nunit: usd_per_million_tokens\nproviders: {a: {source: s, models: {m: {input: -1, cached_input: 0, output: 1}}}}", "providers.a.models.m.input")]
    [InlineData("updated: 2026-01-01\nunit: usd_per_million_tokens\nproviders: {a: {source: s, models: {m: {input: 1, cached_input: 0}}}}", "output")]
    [InlineData("updated: 2026-01-01\nunit: usd_per_million_tokens\nproviders: {a: {models: {}}}", "source")]
    public void A_price_file_with_a_fault_says_where(string yaml, string expected) =>
        Assert.Contains(
            expected, Assert.Throws<ConfigurationException>(() => PriceFile.Parse("prices.yaml", yaml)).Message, StringComparison.Ordinal);

    private static ModelPrice? Find(PriceList list, string model) => list.Find(ModelReference.TryParse(model)!);
}
