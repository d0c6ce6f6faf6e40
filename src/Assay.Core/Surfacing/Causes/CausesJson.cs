using System.Text.Json;
using Assay.Scoring.Judging;

namespace Assay.Surfacing.Causes;

/// <summary>Causes as members of a JSON object.</summary>
public static class CausesJson
{
    /// <param name="report">Null where there is nothing to explain.</param>
    /// <param name="shown">What a name that comes from outside is shown as; null: as it is.</param>
    public static void Write(Utf8JsonWriter json, CauseReport? report, Func<string, string>? shown = null)
    {
        shown ??= text => text;
        if (report is not null)
        {
            json.WriteString("judge", shown(report.Judge));
            json.WriteString("judge_version", report.JudgeVersion);
            Names(json, "other_versions", report.OtherVersions, shown);
            if (report.Release is { } release)
            {
                json.WriteString("release", shown(release));
            }

            if (report.Within.Count > 0)
            {
                json.WritePropertyName("within");
                Slice(json, report.Within, shown);
            }

            if (report.Before is { } before)
            {
                json.WriteString("before", before);
            }

            json.WriteString("from", report.From);
            json.WriteString("to", report.To);
            EstimateJson.Write(json, "mean", report.Scores.Mean());
            EstimateJson.Write(json, "change", report.Change);
            json.WriteNumber("looked_at", report.LookedAt);
            json.WriteNumber("texts_read", report.TextsRead);
            WriteChanged(json, report.Changed, shown);
        }

        json.WriteStartArray("causes");
        foreach (Cause cause in report?.Causes ?? [])
        {
            json.WriteStartObject();
            json.WriteString("kind", cause.Kind.ToSnakeCase());
            json.WriteString("label", shown(cause.Label));
            json.WritePropertyName("slice");
            Slice(json, cause.Slice, shown);
            EstimateJson.Write(json, "effect", cause.Effect);
            EstimateJson.Write(json, "lift", cause.Lift);
            EstimateJson.Write(json, "share_of_drop", cause.ShareOfDrop);
            json.WriteNumber("support", cause.Support);
            json.WriteNumber("q", cause.Q);
            Names(json, "examples", cause.Examples, shown);
            Names(json, "terms", cause.Terms, shown);
            Names(json, "reasons", cause.Reasons, shown);
            json.WriteStartObject("failures");
            foreach ((string code, double share) in cause.Failures)
            {
                json.WriteNumber(shown(code), share);
            }

            json.WriteEndObject();
            json.WriteStartArray("same_as");
            foreach (IReadOnlyList<Facet> other in cause.SameAs)
            {
                Slice(json, other, shown);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteChanged(Utf8JsonWriter json, IReadOnlyList<Novelty> changed, Func<string, string> shown)
    {
        json.WriteStartArray("changed");
        foreach (Novelty novelty in changed)
        {
            json.WriteStartObject();
            json.WriteString("field", shown(novelty.Field));
            json.WriteString("value", shown(novelty.Value));
            if (novelty.Since is { } since)
            {
                json.WriteString("since", since);
            }

            if (novelty.Share is { } share)
            {
                json.WriteNumber("share", share);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Slice(Utf8JsonWriter json, IReadOnlyList<Facet> facets, Func<string, string> shown)
    {
        json.WriteStartObject();
        foreach ((string field, string value) in facets.Select(f => (f.Field, f.Value)))
        {
            json.WriteString(shown(field), shown(value));
        }

        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, string name, IReadOnlyList<string> values, Func<string, string> shown)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(shown(value));
        }

        json.WriteEndArray();
    }
}
