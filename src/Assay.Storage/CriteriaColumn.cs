using System.Text.Json;
using Assay.Scoring.Rubrics;

namespace Assay.Storage;

/// <summary>The criteria of a judge version as ledgers keep them: a JSON list of names and scales, the overall score first.</summary>
internal static class CriteriaColumn
{
    public const string Overall = "overall";

    public static byte[] Write(Rubric rubric)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            if (rubric.Overall is { } overall)
            {
                Write(json, Overall, overall);
            }

            foreach (Criterion criterion in rubric.Criteria)
            {
                Write(json, criterion.Name, criterion.Scale);
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    public static IReadOnlyList<(string Name, double Min, double Max)> Read(ReadOnlySpan<byte> utf8) =>
        [.. JsonElement.Parse(utf8).EnumerateArray().Select(c => (c.GetProperty("name").GetString()!, c.GetProperty("min").GetDouble(), c.GetProperty("max").GetDouble()))];

    private static void Write(Utf8JsonWriter json, string name, Scale scale)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("min", scale.Min);
        json.WriteNumber("max", scale.Max);
        json.WriteEndObject();
    }
}
