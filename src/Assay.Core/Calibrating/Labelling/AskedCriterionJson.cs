using System.Text;
using System.Text.Json;
using Assay.Scoring.Rubrics;

namespace Assay.Calibrating.Labelling;

/// <summary>Criteria that people are asked about, as the ledger keeps them.</summary>
public static class AskedCriterionJson
{
    public static string Write(IReadOnlyList<AskedCriterion> criteria)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (AskedCriterion criterion in criteria)
            {
                Write(json, criterion);
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    public static void Write(Utf8JsonWriter json, AskedCriterion criterion)
    {
        json.WriteStartObject();
        json.WriteString("name", criterion.Name);
        if (criterion.Question is { } question)
        {
            json.WriteString("question", question);
        }

        json.WriteNumber("min", criterion.Scale.Min);
        json.WriteNumber("max", criterion.Scale.Max);
        switch (criterion.Scale)
        {
            case Scale.Numeric numeric:
                json.WriteBoolean("fractions", numeric.Fractions);
                break;
            default:
                json.WriteStartObject("labels");
                foreach (ScaleLabel label in criterion.Scale.Names)
                {
                    json.WriteNumber(label.Name, label.Value);
                }

                json.WriteEndObject();
                break;
        }

        if (criterion.Anchors.Count > 0)
        {
            json.WriteStartObject("anchors");
            foreach (Anchor anchor in criterion.Anchors)
            {
                json.WriteString(anchor.Grade, anchor.Meaning);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static IReadOnlyList<AskedCriterion> Read(string json) => [.. JsonElement.Parse(json).EnumerateArray().Select(Read)];

    private static AskedCriterion Read(JsonElement json)
    {
        string? question = json.TryGetProperty("question", out JsonElement asked) ? asked.GetString() : null;
        Scale scale = json.TryGetProperty("labels", out JsonElement labels)
            ? Named([.. labels.EnumerateObject().Select(l => new ScaleLabel(l.Name, l.Value.GetDouble()))])
            : new Scale.Numeric(json.GetProperty("min").GetDouble(), json.GetProperty("max").GetDouble(), json.GetProperty("fractions").GetBoolean());
        return new AskedCriterion(json.GetProperty("name").GetString()!, question, scale)
        {
            Anchors = json.TryGetProperty("anchors", out JsonElement anchors) ? [.. anchors.EnumerateObject().Select(a => new Anchor(a.Name, a.Value.GetString()!))] : [],
        };
    }

    /// <summary>Labels as a scale: pass and fail are one of their own.</summary>
    public static Scale Named(IReadOnlyList<ScaleLabel> labels) => labels.SequenceEqual(new Scale.PassFail().Names) ? new Scale.PassFail() : new Scale.Labels(labels);
}
