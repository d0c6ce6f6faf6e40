using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Spending;

namespace Assay.Providers;

/// <summary>What models cost, by <c>provider:model</c>. A model that is not listed has no price, and none is guessed.</summary>
public sealed class PriceList
{
    private static readonly Lazy<PriceList> Embedded = new(PriceFile.ReadEmbedded);

    private readonly Dictionary<ModelReference, ModelPrice> _prices;

    private readonly IReadOnlyDictionary<string, decimal> _batches;

    /// <param name="batches">By provider, the share of a price that a call in a batch costs, unless the model's price says another.</param>
    internal PriceList(
        DateOnly updated, IReadOnlyDictionary<string, string> sources, IReadOnlyDictionary<string, decimal> batches, Dictionary<ModelReference, ModelPrice> prices)
    {
        _batches = batches;
        Updated = updated;
        Sources = sources;
        _prices = prices;
    }

    /// <summary>The prices that come with this version.</summary>
    public static PriceList Builtin => Embedded.Value;

    /// <summary>The day the built-in prices were last looked at.</summary>
    public DateOnly Updated { get; }

    /// <summary>By provider, the page its prices were taken from.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    /// <summary>Reads a price list in the format of the built-in one: YAML with its day, its unit and its sources.</summary>
    /// <exception cref="ConfigurationException">There is no such file, or it has errors; names the line and the remedy.</exception>
    public static PriceList ReadOrThrow(string path)
    {
        try
        {
            return PriceFile.Parse(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"the price list {path} cannot be read: {e.Message}");
        }
    }

    /// <summary>The same list with all prices of another one added or replaced.</summary>
    public PriceList With(PriceList other)
    {
        var prices = new Dictionary<ModelReference, ModelPrice>(_prices);
        foreach ((ModelReference model, ModelPrice price) in other._prices)
        {
            prices[model] = price;
        }

        return new PriceList(other.Updated, Joined(Sources, other.Sources), Joined(_batches, other._batches), prices);
    }

    /// <summary>The same list with some prices added or replaced.</summary>
    /// <param name="overrides">Keys are <c>provider:model</c>.</param>
    /// <exception cref="ProviderConfigurationException">A key is no model reference, or a price is negative.</exception>
    public PriceList With(IReadOnlyDictionary<string, ModelPrice> overrides)
    {
        var prices = new Dictionary<ModelReference, ModelPrice>(_prices);
        foreach ((string key, ModelPrice price) in overrides)
        {
            ModelReference model = ModelReference.TryParse(key) ?? throw new ProviderConfigurationException(
                $"prices.{key}", "is no model reference.", "Write it as provider:model, such as openai:gpt-4o-mini.");
            if (price.Input < 0 || price.CachedInput < 0 || price.Output < 0 || price.CacheWrite < 0 || price.Batch < 0)
            {
                throw new ProviderConfigurationException(
                    $"prices.{key}", "a price is negative.", "Write USD per million tokens, zero or more.");
            }

            prices[model] = price;
        }

        return new PriceList(Updated, Sources, _batches, prices);
    }

    /// <summary>The price under this very name, else under the name without its date or <c>-latest</c>.</summary>
    public ModelPrice? Find(ModelReference model) =>
        (_prices.GetValueOrDefault(model) ?? _prices.GetValueOrDefault(model with { Model = WithoutSnapshot(model.Model) })) is not { } price ? null
        : price.Batch is null && _batches.TryGetValue(model.Provider, out decimal share) ? price with { Batch = share }
        : price;

    private static Dictionary<string, T> Joined<T>(IReadOnlyDictionary<string, T> first, IReadOnlyDictionary<string, T> second) =>
        new([.. first.Where(f => !second.ContainsKey(f.Key)), .. second]);

    private static string WithoutSnapshot(string model)
    {
        if (model.EndsWith("-latest", StringComparison.Ordinal))
        {
            return model[..^"-latest".Length];
        }

        return EndsWithDate(model, "-0000-00-00") ? model[..^"-0000-00-00".Length]
            : EndsWithDate(model, "-00000000") ? model[..^"-00000000".Length]
            : model;
    }

    private static bool EndsWithDate(string model, string shape)
    {
        if (model.Length <= shape.Length)
        {
            return false;
        }

        ReadOnlySpan<char> ending = model.AsSpan(model.Length - shape.Length);
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] == '0' ? !char.IsAsciiDigit(ending[i]) : ending[i] != '-')
            {
                return false;
            }
        }

        return ending[1..3] is "20";
    }
}
