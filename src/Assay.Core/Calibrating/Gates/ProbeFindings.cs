using System.Text.Json;
using Assay.Surfacing;

namespace Assay.Calibrating.Gates;

/// <summary>What a probe of a judge version found, as far as bars are about it.</summary>
/// <param name="Problem">Why there is nothing; null where there is.</param>
public sealed record ProbeFindings(string File, string? Problem)
{
    /// <summary>Which it was found of.</summary>
    public string? JudgeVersion { get; init; }

    /// <summary>The share of repeats with the same verdict.</summary>
    public Estimate? RepeatConsistency { get; init; }

    /// <summary>The share of planted faults that lower the score.</summary>
    public Estimate? Sensitivity { get; init; }

    /// <param name="text">The report of <c>assay trust probe</c>, as JSON.</param>
    public static ProbeFindings Read(string file, string text)
    {
        try
        {
            JsonElement report = JsonElement.Parse(text);
            return report.ValueKind == JsonValueKind.Object && report.TryGetProperty("judge_version", out JsonElement version) && version.ValueKind == JsonValueKind.String
                ? new ProbeFindings(file, null)
                {
                    JudgeVersion = version.GetString(),
                    RepeatConsistency = Find(report, "repeat_consistency"),
                    Sensitivity = Find(report, "sensitivity"),
                }
                : new ProbeFindings(file, $"{file} is no report of a probe: it does not say which judge_version it is of");
        }
        catch (JsonException)
        {
            return new ProbeFindings(file, $"{file} is no report of a probe: it is no JSON");
        }
    }

    private static Estimate? Find(JsonElement report, string name)
    {
        if (!report.TryGetProperty(name, out JsonElement found) || found.ValueKind != JsonValueKind.Object || Number(found, "value") is not { } value)
        {
            return null;
        }

        (double? low, double? high) = found.TryGetProperty("ci95", out JsonElement ends) && ends.ValueKind == JsonValueKind.Array && ends.GetArrayLength() == 2
            && ends[0].ValueKind == JsonValueKind.Number && ends[1].ValueKind == JsonValueKind.Number
            ? (ends[0].GetDouble(), ends[1].GetDouble())
            : ((double?)null, (double?)null);
        return new Estimate(value, low, high, (long)(Number(found, "n") ?? 0));
    }

    private static double? Number(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : null;
}
