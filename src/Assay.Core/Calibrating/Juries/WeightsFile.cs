using System.Text.Json;
using Assay.Surfacing;

namespace Assay.Calibrating.Juries;

/// <summary>Weights of a jury's votes, learnt from gold, as a file keeps them: for the judge versions they were learnt on.</summary>
/// <param name="Weights">By the name of the member.</param>
/// <param name="Items">Gold items they were learnt from.</param>
/// <param name="Warning">That the jury did not beat its best member there; null where it did.</param>
public sealed record WeightsFile(IReadOnlyDictionary<string, (string Version, double Weight)> Weights, int Items, string? Warning)
{
    private const string Kind = "jury_weights";

    /// <param name="versions">Of the members, by name.</param>
    public static WeightsFile Of(JuryReport report, IReadOnlyDictionary<string, string> versions) => new(
        report.Members.ToDictionary(m => m.Name, m => (versions[m.Name], Math.Round(m.Weight, 9)), StringComparer.Ordinal), report.N,
        report.BestMember.Gain.Low is > 0 ? null : JuryReading.Unproven(report));

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("kind", Kind);
        json.WriteNumber("items", Items);
        json.WriteStartArray("members");
        foreach ((string name, (string version, double weight)) in Weights)
        {
            json.WriteStartObject();
            json.WriteString("judge", name);
            json.WriteString("judge_version", version);
            json.WriteNumber("weight", weight);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (Warning is not null)
        {
            json.WriteString("warning", Warning);
        }
    }

    /// <exception cref="FormatException">It is no file of weights.</exception>
    public static WeightsFile Read(string text)
    {
        try
        {
            JsonElement json = JsonElement.Parse(text);
            if (json.GetProperty("kind").GetString() != Kind)
            {
                throw new FormatException("it holds something else");
            }

            return new WeightsFile(
                json.GetProperty("members").EnumerateArray().ToDictionary(
                    m => m.GetProperty("judge").GetString()!, m => (m.GetProperty("judge_version").GetString()!, Weight(m.GetProperty("weight").GetDouble())), StringComparer.Ordinal),
                json.GetProperty("items").GetInt32(), json.TryGetProperty("warning", out JsonElement warning) ? warning.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static double Weight(double weight) => weight >= 0 && double.IsFinite(weight) ? weight : throw new FormatException($"a weight is {weight}");
}
