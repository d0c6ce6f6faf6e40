using System.Text.Json;
using Assay.Scoring.Running;
using Assay.Surfacing;

namespace Assay.Cli.Assisting.Tools;

/// <summary>What a judge said of one response, criterion by criterion.</summary>
internal static class ScoresJson
{
    public static void Write(Utf8JsonWriter json, ResultRow row, int length)
    {
        json.WriteStartArray("scores");
        foreach ((string criterion, double score, string? label, string? reason, IReadOnlyList<string> evidence) in row.Scores)
        {
            json.WriteStartObject();
            json.Name("criterion", criterion);
            json.WriteNumber("score", score);
            if (label is not null)
            {
                json.Name("label", label);
            }

            json.Text("reason", reason, length);
            if (evidence.Count > 0)
            {
                json.WriteStartArray("evidence");
                foreach (string quote in evidence.Take(5))
                {
                    json.WriteStringValue(HarmlessText.Block(quote, length / 2));
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
