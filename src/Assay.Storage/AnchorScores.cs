using System.Text;
using System.Text.Json;

namespace Assay.Storage;

/// <summary>Scores of an anchor as ledgers keep them: an object of JSON, by criterion.</summary>
internal static class AnchorScores
{
    public static string Write(IReadOnlyDictionary<string, double> scores)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach ((string criterion, double score) in scores)
            {
                json.WriteNumber(criterion, score);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static IReadOnlyDictionary<string, double> Read(string json) =>
        JsonElement.Parse(json).EnumerateObject().ToDictionary(s => s.Name, s => s.Value.GetDouble(), StringComparer.Ordinal);
}
