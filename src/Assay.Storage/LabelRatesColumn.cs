using System.Text.Json;
using Assay.Calibrating.Labelling;

namespace Assay.Storage;

/// <summary>With what probabilities a queue was drawn, as ledgers keep them.</summary>
internal static class LabelRatesColumn
{
    public static string Write(LabelRates rates) => FormattableString.Invariant($$"""{"random":{{rates.Random:R}},"uncertain":{{rates.Uncertain:R}},"alarm":{{rates.Alarm:R}}}""");

    public static LabelRates Read(string json)
    {
        JsonElement rates = JsonElement.Parse(json);
        return new LabelRates(rates.GetProperty("random").GetDouble(), rates.GetProperty("uncertain").GetDouble(), rates.GetProperty("alarm").GetDouble());
    }
}
