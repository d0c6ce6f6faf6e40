using System.Text.Json;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Replies;

/// <summary>The JSON schema a judge's reply must follow: per criterion the reason first, then evidence, then the score.</summary>
public static class ReplySchema
{
    public const string Name = "verdict";

    public const string NoFailure = "none";

    public static JsonElement For(Rubric rubric, IReadOnlyList<Criterion> asked)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            var properties = asked.Select(c => (c.Name, (Action)(() => WriteCriterion(json, c)))).ToList();
            if (rubric.FailureCodes.Count > 0)
            {
                properties.Add(("failure_code", () => WriteEnum(json, [NoFailure, .. rubric.FailureCodes.Select(c => c.Name)])));
            }

            WriteObject(json, properties);
        }

        return JsonElement.Parse(buffer.ToArray());
    }

    private static void WriteCriterion(Utf8JsonWriter json, Criterion criterion)
    {
        var properties = new List<(string, Action)> { ("reason", () => WriteType(json, "string")) };
        if (criterion.Evidence)
        {
            properties.Add(("evidence", () =>
            {
                json.WriteStartObject();
                json.WriteString("type", "array");
                json.WritePropertyName("items");
                WriteType(json, "string");
                json.WriteEndObject();
            }));
        }

        properties.Add(criterion.Scale is Scale.Checklist checklist
            ? ("answers", () => WriteObject(json, [.. checklist.Items.Select((_, i) => ($"{i + 1}", (Action)(() => WriteEnum(json, ["yes", "no"]))))]))
            : ("score", () => WriteScore(json, criterion.Scale)));
        WriteObject(json, properties);
    }

    private static void WriteScore(Utf8JsonWriter json, Scale scale)
    {
        switch (scale)
        {
            case Scale.Numeric numeric:
                json.WriteStartObject();
                json.WriteString("type", numeric.Fractions ? "number" : "integer");
                json.WriteNumber("minimum", numeric.From);
                json.WriteNumber("maximum", numeric.To);
                json.WriteEndObject();
                break;
            case Scale.Labels labels:
                WriteEnum(json, labels.Values.Select(v => v.Name));
                break;
            default:
                WriteEnum(json, ["pass", "fail"]);
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, IReadOnlyList<(string Name, Action WriteValue)> properties)
    {
        json.WriteStartObject();
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach ((string name, Action writeValue) in properties)
        {
            json.WritePropertyName(name);
            writeValue();
        }

        json.WriteEndObject();
        json.WriteStartArray("required");
        foreach ((string name, Action _) in properties)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteBoolean("additionalProperties", false);
        json.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteEndObject();
    }

    private static void WriteEnum(Utf8JsonWriter json, IEnumerable<string> values)
    {
        json.WriteStartObject();
        json.WriteString("type", "string");
        json.WriteStartArray("enum");
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
