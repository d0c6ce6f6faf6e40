using System.Text.Json;

namespace Assay.Storage;

/// <summary>The quotes behind a score as ledgers keep them: a JSON list.</summary>
internal static class EvidenceColumn
{
    /// <returns>UTF-8; null where there are none.</returns>
    public static byte[]? Write(IReadOnlyList<string> quotes)
    {
        if (quotes.Count == 0)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (string quote in quotes)
            {
                json.WriteStringValue(quote);
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    public static IReadOnlyList<string> Read(string? json) => json is null ? [] : [.. JsonElement.Parse(json).EnumerateArray().Select(q => q.GetString()!)];
}
