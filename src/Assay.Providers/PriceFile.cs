using System.Globalization;
using Assay.Configuring;
using Assay.Scoring.Judging;
using Assay.Scoring.Spending;

namespace Assay.Providers;

/// <summary>Reads a price list from YAML.</summary>
internal static class PriceFile
{
    private const string Unit = "usd_per_million_tokens";
    private const string Resource = "Assay.Providers.prices.yaml";

    public static PriceList ReadEmbedded()
    {
        using Stream stream = typeof(PriceFile).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is missing from the assembly.");
        using var text = new StreamReader(stream);
        return Parse("prices.yaml", text.ReadToEnd());
    }

    /// <exception cref="ConfigurationException">The file does not say its unit, or a price is missing or negative.</exception>
    public static PriceList Parse(string name, string text)
    {
        YamlFile file = YamlFile.Parse(name, text);
        file.ThrowIfErrors();
        YamlSection root = file.Root!;
        string? updated = root.RequiredText("updated", "Write the day the prices were checked, such as 2026-01-31.");
        if (!DateOnly.TryParseExact(updated, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            && updated is not null)
        {
            root.Error(root.Mark, "`updated` must be a day such as 2026-01-31.");
        }

        string? unit = root.RequiredText("unit", $"Write `unit: {Unit}`.");
        if (unit is not null and not Unit)
        {
            root.Error(root.Mark, $"`unit` is `{unit}`, but prices are read in {Unit} only.");
        }

        var sources = new Dictionary<string, string>();
        var batches = new Dictionary<string, decimal>();
        var prices = new Dictionary<ModelReference, ModelPrice>();
        foreach ((string provider, YamlSection section) in root.Sections("providers"))
        {
            sources[provider] = section.RequiredText("source", "Write the address of the page the prices were taken from.") ?? "";
            if (PriceFields.Batch(section) is { } share)
            {
                batches[provider] = share;
            }

            foreach ((string model, YamlSection price) in section.Sections("models"))
            {
                prices[new ModelReference(provider, model)] = new ModelPrice(Usd(price, "input"), Usd(price, "cached_input"), Usd(price, "output"))
                {
                    CacheWrite = PriceFields.CacheWrite(price),
                    Batch = PriceFields.Batch(price),
                };
                price.Close();
            }

            section.Close();
        }

        root.Close();
        file.ThrowIfErrors();
        return new PriceList(day, sources, batches, prices);
    }

    private static decimal Usd(YamlSection price, string key)
    {
        string? text = price.RequiredText(key, "Write USD per million tokens.");
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal usd) && usd >= 0)
        {
            return usd;
        }

        if (text is not null)
        {
            price.Error(price.Mark, $"`{price.Full(key)}` is {text}, but must be a number of USD per million tokens, zero or more.");
        }

        return 0;
    }
}
