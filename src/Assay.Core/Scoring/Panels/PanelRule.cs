using System.Globalization;
using System.Text.Json;

namespace Assay.Scoring.Panels;

/// <summary>When a stage of a panel decides, in words, as the definition of a stored judge version says it.</summary>
public static class PanelRule
{
    /// <param name="definition">Of a judge version.</param>
    /// <returns>Null where there is nothing to decide: of a single judge, and of a jury that asks all its members.</returns>
    public static string? Of(JsonElement definition)
    {
        if (!definition.TryGetProperty("panel", out JsonElement panel) || panel.GetProperty("stages").GetArrayLength() < 2)
        {
            return null;
        }

        return panel.TryGetProperty("band", out JsonElement band) ? string.Create(CultureInfo.InvariantCulture, $"not certified: a stage decides where its score is more than {band.GetProperty("within").GetDouble()} away from {band.GetProperty("around").GetDouble()}")
            : panel.TryGetProperty("thresholds", out JsonElement thresholds) ? $"certified on gold: a stage decides from a certainty of {string.Join(", ", thresholds.EnumerateArray().Select(t => t.ValueKind == JsonValueKind.Null ? "never" : t.GetDouble().ToString("0.###", CultureInfo.InvariantCulture)))} on"
            : "not certified: every stage is asked, and the last decides";
    }
}
