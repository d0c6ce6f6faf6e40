using System.Text.Json;
using Assay.Scoring.Judging;

namespace Assay.Storage;

/// <summary>The grades that one voter of a panel gave, as ledgers keep them: a JSON list.</summary>
internal static class VoteScoresColumn
{
    /// <returns>UTF-8.</returns>
    public static byte[] Write(IReadOnlyList<CriterionScore> scores)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (CriterionScore score in scores)
            {
                json.WriteStartObject();
                json.WriteString("criterion", score.Criterion);
                json.WriteNumber("score", score.Value);
                if (score.Label is { } label)
                {
                    json.WriteString("label", label);
                }

                if (score.Reason is { } reason)
                {
                    json.WriteString("reason", reason);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    public static IReadOnlyList<CriterionScore> Read(string json) =>
    [
        .. JsonElement.Parse(json).EnumerateArray().Select(s => new CriterionScore(
            s.GetProperty("criterion").GetString()!, s.GetProperty("score").GetDouble(), TextOrNull(s, "label"), TextOrNull(s, "reason"), [])),
    ];

    private static string? TextOrNull(JsonElement score, string name) => score.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
