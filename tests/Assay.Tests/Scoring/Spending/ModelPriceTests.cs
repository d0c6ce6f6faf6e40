using Assay.Configuring;
using Assay.Providers;
using Assay.Scoring.Judging;
using Assay.Scoring.Spending;
using Assay.Tests.Providers;

namespace Assay.Tests.Scoring.Spending;

public sealed class ModelPriceTests
{
    private static readonly ModelPrice Sonnet = new(Input: 3, CachedInput: 0.3m, Output: 15) { CacheWrite = 3.75m, Batch = 0.5m };

    [Fact]
    public void Written_and_cached_tokens_have_prices_of_their_own() =>
        Assert.Equal((800 * 3m + 1_000 * 0.3m + 500 * 3.75m + 150 * 15m) / 1e6m, Sonnet.Cost(inputTokens: 2_300, cachedTokens: 1_000, outputTokens: 150, writtenTokens: 500));

    [Fact]
    public void No_call_exceeds_its_most_cost_whatever_of_it_is_written()
    {
        decimal most = Sonnet.MostCost(inputTokens: 2_300, outputTokens: 150);

        Assert.Equal(most, Sonnet.Cost(2_300, 0, 150, writtenTokens: 2_300));
        Assert.True(most > Sonnet.Cost(2_300, 0, 150));
        Assert.Equal(0.0005m, new ModelPrice(1, 0.5m, 4).MostCost(100, 100));
    }

    [Fact]
    public void A_batch_costs_its_share_of_every_part()
    {
        Assert.Equal(Sonnet.Cost(2_300, 1_000, 150, 500) / 2, Sonnet.InBatch().Cost(2_300, 1_000, 150, 500));
        Assert.Equal(Sonnet.MostCost(2_300, 150) / 2, Sonnet.InBatch().MostCost(2_300, 150));
    }

    [Fact]
    public void Without_a_known_share_a_batch_costs_the_same()
    {
        var price = new ModelPrice(1, 1, 2);

        Assert.Equal(price, price.InBatch());
    }

    [Theory]
    [InlineData("openai:gpt-5-mini", 0.5)]
    [InlineData("anthropic:claude-sonnet-4-5-20250929", 0.5)]
    [InlineData("openrouter:any", null)]
    public void Providers_with_a_batch_api_have_a_share_that_overrides_keep(string model, double? share)
    {
        PriceList list = PriceList.Builtin.With(new Dictionary<string, ModelPrice> { ["openrouter:any"] = new(1, 1, 1), ["openai:gpt-5-mini"] = new(9, 9, 9) });

        Assert.Equal((decimal?)share, list.Find(ModelReference.TryParse(model)!)!.Batch);
    }

    [Fact]
    public void A_list_may_say_another_share_and_another_price_for_writing()
    {
        PriceList list = PriceFile.Parse("prices.yaml", """
            updated: 2026-01-01
            unit: usd_per_million_tokens
            providers:
              own:
                source: s
                batch: 0.6
                models:
                  a: { input: 1, cached_input: 1, output: 1 }
                  b: { input: 1, cached_input: 1, output: 1, batch: 0.8, cache_write: 2 }
            """);

        Assert.Equal((0.6m, null), (list.Find(new("own", "a"))!.Batch, list.Find(new("own", "a"))!.CacheWrite));
        Assert.Equal((0.8m, 2m), (list.Find(new("own", "b"))!.Batch, list.Find(new("own", "b"))!.CacheWrite));
    }

    [Fact]
    public void Writing_costs_a_quarter_more_where_prompts_are_marked_and_nothing_where_they_are_not()
    {
        using ChatClientFactory marked = new StubProvider().Factory();
        using ChatClientFactory unmarked = new StubProvider().Factory(new ProviderSettings { Name = "anthropic", Format = WireFormat.Anthropic, PromptCache = false });
        var price = new ModelPrice(4, 1, 8);

        Assert.Equal(5, marked.Priced(new("anthropic", "m"), price).CacheWrite);
        Assert.Equal(7, marked.Priced(new("anthropic", "m"), price with { CacheWrite = 7 }).CacheWrite);
        Assert.Null(marked.Priced(new("openai", "m"), price).CacheWrite);
        Assert.Null(unmarked.Priced(new("anthropic", "m"), price).CacheWrite);
    }
}
