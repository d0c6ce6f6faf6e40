using System.Text.Json;

namespace Assay.Scoring.Checking;

/// <summary>What does not count when texts are compared. Nothing is passed over unless it is said.</summary>
/// <param name="IgnoreCase">Upper and lower case are the same.</param>
/// <param name="IgnoreSpace">White space at both ends is left out, and any other is one space.</param>
public sealed record TextForm(bool IgnoreCase = false, bool IgnoreSpace = false)
{
    internal StringComparison Comparison => IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    internal string Of(string text) => IgnoreSpace ? string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : text;

    internal void WriteDefinition(Utf8JsonWriter json)
    {
        json.WriteBoolean("ignore_case", IgnoreCase);
        json.WriteBoolean("ignore_space", IgnoreSpace);
    }
}
