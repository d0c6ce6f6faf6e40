using System.Text.Json;
using Assay.Calibrating.Labelling;
using Assay.Scoring.Rubrics;

namespace Assay.Storage;

/// <summary>The criteria of a judge version as ledgers keep them: a JSON list of names and scales with what their grades are called, the overall score first.</summary>
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
                Write(json, Overall, overall, weight: null);
            }

            foreach (Criterion criterion in rubric.Criteria)
            {
                Write(json, criterion.Name, criterion.Scale, rubric.Overall is null ? null : criterion.Weight);
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    public static IReadOnlyList<StoredCriterion> Read(ReadOnlySpan<byte> utf8) =>
        [.. JsonElement.Parse(utf8).EnumerateArray().Select(c => new StoredCriterion(c.GetProperty("name").GetString()!, c.GetProperty("min").GetDouble(), c.GetProperty("max").GetDouble(), Labels(c))
        {
            Weight = c.TryGetProperty("weight", out JsonElement weight) ? weight.GetDouble() : null,
        })];

    /// <summary>What overall scores are called; none on a scale of numbers.</summary>
    public static IReadOnlyList<ScaleLabel> OverallLabels(ReadOnlySpan<byte> utf8) => Read(utf8) is [{ Name: Overall } first, ..] ? first.Labels : [];

    /// <summary>What people can be asked by it. Scales of whole numbers are taken to have nothing in between, but for 0 to 1.</summary>
    public static LabelledJudge Asked(string judge, string version, ReadOnlySpan<byte> utf8)
    {
        IReadOnlyList<StoredCriterion> stored = Read(utf8);
        return new LabelledJudge(judge, version, [.. stored.Where(c => c.Name != Overall).Select(c => new AskedCriterion(c.Name, null, ScaleOf(c)))], ScaleOf(stored[0]))
        {
            Overall = OverallOf(stored),
        };
    }

    private static OverallRule? OverallOf(IReadOnlyList<StoredCriterion> stored) => stored is [{ Name: Overall } overall, ..] && stored.Skip(1).All(c => c.Weight is not null) && stored.Skip(1).Sum(c => c.Weight) > 0
        ? new OverallRule(overall.Min, overall.Max, [.. stored.Skip(1).Select(c => new OverallRule.Part(c.Name, c.Min, c.Max, c.Weight!.Value))])
        : null;

    private static Scale ScaleOf(StoredCriterion criterion) => criterion.Labels.Count > 0
        ? AskedCriterionJson.Named(criterion.Labels)
        : new Scale.Numeric(criterion.Min, criterion.Max, Fractions: criterion.Max - criterion.Min <= 1 || criterion.Min != Math.Floor(criterion.Min) || criterion.Max != Math.Floor(criterion.Max));

    /// <summary>What a score is called; null where it has no name.</summary>
    public static string? LabelOf(IReadOnlyList<ScaleLabel> labels, double? score) => labels.FirstOrDefault(l => l.Value == score)?.Name;

    /// <summary>Judge versions that were stored by earlier releases have none.</summary>
    private static IReadOnlyList<ScaleLabel> Labels(JsonElement criterion) => criterion.TryGetProperty("labels", out JsonElement labels)
        ? [.. labels.EnumerateArray().Select(l => new ScaleLabel(l.GetProperty("name").GetString()!, l.GetProperty("value").GetDouble()))]
        : [];

    private static void Write(Utf8JsonWriter json, string name, Scale scale, double? weight)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("min", scale.Min);
        json.WriteNumber("max", scale.Max);
        if (weight is { } part)
        {
            json.WriteNumber("weight", part);
        }

        if (scale.Names.Count > 0)
        {
            json.WriteStartArray("labels");
            foreach (ScaleLabel label in scale.Names)
            {
                json.WriteStartObject();
                json.WriteString("name", label.Name);
                json.WriteNumber("value", label.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
