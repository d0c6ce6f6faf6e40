using System.Text.Json;

namespace Assay.Surfacing.Regressions;

/// <summary>Regressions as members of a JSON object.</summary>
public static class RegressionsJson
{
    /// <param name="shown">What a name that comes from outside is shown as; null: as it is.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Regression> regressions, Func<string, string>? shown = null)
    {
        shown ??= text => text;
        json.WriteStartArray("regressions");
        foreach (Regression one in regressions)
        {
            json.WriteStartObject();
            json.WriteString("judge", shown(one.Judge));
            json.WriteString("judge_version", one.JudgeVersion);
            json.WriteString("criterion", shown(one.Criterion));
            if (one.Slice is { } slice)
            {
                json.WriteStartObject("slice");
                json.WriteString(shown(slice.Field), shown(slice.Value));
                json.WriteEndObject();
            }

            json.WriteString("release", one.Release is { } release ? shown(release) : null);
            json.WriteString("compared_with", one.Before is { } before ? shown(before) : null);
            json.WriteString("begin", one.Begin);
            EstimateJson.Write(json, "before", one.Baseline.Mean());
            EstimateJson.Write(json, "since", one.Scores.Mean());
            EstimateJson.Write(json, "change", one.Change);
            if (one.MixShift is { } mix)
            {
                json.WriteNumber("mix_shift", mix);
                json.WriteNumber("within", one.Within);
            }

            json.WriteNumber("evidence", one.Evidence);
            json.WriteNumber("q", one.Q);
            json.WriteBoolean("alarm", one.IsAlarm);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
