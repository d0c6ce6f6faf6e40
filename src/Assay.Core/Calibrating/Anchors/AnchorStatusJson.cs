using System.Text.Json;
using Assay.Surfacing;

namespace Assay.Calibrating.Anchors;

/// <summary>How judges stand on their anchors, as JSON.</summary>
public static class AnchorStatusJson
{
    /// <param name="trouble">By judge: why its anchors are not scored at the moment.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<AnchorStatus> judges, IReadOnlyDictionary<string, string>? trouble = null)
    {
        json.WriteStartArray("judges");
        foreach (AnchorStatus status in judges)
        {
            Write(json, status, trouble?.GetValueOrDefault(status.Judge.Name));
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, AnchorStatus status, string? trouble)
    {
        json.WriteStartObject();
        json.WriteString("judge", status.Judge.Name);
        json.WriteString("judge_version", status.Judge.Version);
        json.WriteString("anchor_set", status.Terms.Set.Version);
        json.WriteNumber("anchors", status.Terms.Set.Items.Count);
        json.WriteNumber("labelled", status.Terms.Set.Items.Count(i => i.Label is not null));
        json.WriteString("criterion", status.Main.Criterion);
        json.WriteString("summary", status.Summary);
        json.WriteStartObject("baseline");
        json.WriteNumber("number", status.Baseline);
        json.WriteNumber("missing", status.Missing);
        if (status.BaselineAt is { } complete)
        {
            json.WriteString("complete_at", complete);
        }

        json.WriteEndObject();
        if (status.Last is { } last)
        {
            json.WriteStartObject("last_check");
            json.WriteBoolean("moved", last.IsMoved);
            Write(json, last);
            json.WriteString("at", status.LastAt!.Value);
            json.WriteEndObject();
        }

        if (status.Suspicion is { } suspicion)
        {
            json.WriteNumber("suspicion", suspicion);
        }

        if (status.Before is var (version, seam))
        {
            json.WriteStartObject("version_before");
            json.WriteString("judge_version", version);
            Write(json, seam);
            json.WriteEndObject();
        }

        EstimateJson.Write(json, "bias", status.Bias);
        json.WriteStartArray("days");
        foreach ((DateTimeOffset day, Estimate moved) in status.Days)
        {
            json.WriteStartObject();
            json.WriteString("day", day.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            EstimateJson.Write(json, "shift", moved);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("cost_usd", status.CostUsd);
        if (trouble is not null)
        {
            json.WriteString("trouble", trouble);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AnchorShift shift)
    {
        EstimateJson.Write(json, "shift", shift.Difference);
        json.WriteNumber("p", shift.P);
    }
}
