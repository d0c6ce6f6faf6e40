using System.Text.Json;
using Assay.Calibrating.Anchors;
using Assay.Scoring.Judging;

namespace Assay.Surfacing.Alerts;

/// <summary>What a judge's anchors said of a fall, as JSON.</summary>
internal static class AnchorFindingJson
{
    public static void Write(Utf8JsonWriter json, AnchorFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("attribution", finding.Attribution.ToSnakeCase());
        json.WriteString("statement", finding.Statement);
        EstimateJson.Write(json, "shift", finding.Shift);
        if (finding.JudgeShare is { } share)
        {
            json.WriteNumber("judge_share", share);
        }

        json.WriteNumber("calls", finding.Calls);
        json.WriteString("at", finding.At);
        json.WriteEndObject();
    }

    public static AnchorFinding Read(JsonElement finding) =>
        new(SnakeCase.Parse<Attribution>(finding.GetProperty("attribution").GetString()!), finding.GetProperty("statement").GetString()!, finding.GetProperty("at").GetDateTimeOffset())
        {
            Shift = EstimateJson.ReadDifference(finding, "shift"),
            JudgeShare = finding.TryGetProperty("judge_share", out JsonElement share) ? share.GetDouble() : null,
            Calls = finding.GetProperty("calls").GetInt64(),
        };
}
