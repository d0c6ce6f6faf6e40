using System.Security.Cryptography;
using System.Text.Json;

namespace Assay.Scoring.Rubrics;

/// <summary>Criteria and their weights. The version is a hash of what it says, not of how the file is laid out.</summary>
public sealed record Rubric
{
    public required string Name { get; init; }

    public required IReadOnlyList<Criterion> Criteria { get; init; }

    /// <summary>The common scale of the overall score; null when the criteria have no overall score.</summary>
    public Scale? Overall { get; init; }

    /// <summary>The closed list of failure codes the judge may name; empty: it is not asked for one.</summary>
    public IReadOnlyList<FailureCode> FailureCodes { get; init; } = [];

    /// <summary>Criteria that a model is asked about; the others are decided by checks.</summary>
    public IReadOnlyList<Criterion> Asked => [.. Criteria.Where(c => c.Check is null)];

    /// <summary>A rubric of checks, whose overall score is the share of them that hold.</summary>
    public static Rubric OfChecks(string name, params Criterion[] criteria) => new() { Name = name, Criteria = criteria, Overall = new Scale.Numeric(0, 1, Fractions: true) };

    /// <summary>32 hex digits.</summary>
    public string Version => Convert.ToHexStringLower(SHA256.HashData(Definition()))[..32];

    /// <summary>The plainest rubric: one criterion, 1-5, as given on the command line.</summary>
    public static Rubric Inline(string criterion, string question) => new()
    {
        Name = criterion,
        Criteria = [new Criterion { Name = criterion, Question = question, Scale = new Scale.Numeric(1, 5, Fractions: false) }],
        Overall = new Scale.Numeric(1, 5, Fractions: false),
    };

    /// <summary>Null when the rubric declares no overall score, or no criterion weighs anything.</summary>
    public OverallRule? OverallRule => Overall is { } overall && Criteria.Sum(c => c.Weight) > 0
        ? new OverallRule(overall.Min, overall.Max, [.. Criteria.Select(c => new OverallRule.Part(c.Name, c.Scale.Min, c.Scale.Max, c.Weight))])
        : null;

    /// <param name="grades">One value per criterion, in the order of <see cref="Criteria"/>.</param>
    public double? OverallOf(IReadOnlyList<double> grades) => OverallRule?.Of(grades);

    /// <summary>What the version is a hash of, as JSON.</summary>
    public byte[] Definition()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("overall", Overall?.Text);
            json.WriteStartArray("failure_codes");
            foreach (FailureCode code in FailureCodes)
            {
                Write(json, code);
            }

            json.WriteEndArray();
            json.WriteStartArray("criteria");
            foreach (Criterion criterion in Criteria)
            {
                Write(json, criterion);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>A name alone is what it always was: versions of rubrics without meanings are older than them.</summary>
    private static void Write(Utf8JsonWriter json, FailureCode code)
    {
        if (code.Meaning is null)
        {
            json.WriteStringValue(code.Name);
            return;
        }

        json.WriteStartObject();
        json.WriteString(code.Name, code.Meaning);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Criterion criterion)
    {
        json.WriteStartObject();
        json.WriteString("name", criterion.Name);
        json.WriteString("question", criterion.Question);
        json.WriteString("scale", criterion.Scale.Text);
        json.WriteNumber("weight", criterion.Weight);
        json.WriteBoolean("evidence", criterion.Evidence);
        json.WriteStartArray("parts");
        foreach (string part in criterion.Scale switch
        {
            Scale.Labels labels => labels.Values.Select(v => FormattableString.Invariant($"{v.Name}={v.Value}")),
            Scale.Checklist checklist => checklist.Items,
            _ => [],
        })
        {
            json.WriteStringValue(part);
        }

        json.WriteEndArray();
        json.WriteStartObject("anchors");
        foreach (Anchor anchor in criterion.Anchors)
        {
            json.WriteString(anchor.Grade, anchor.Meaning);
        }

        json.WriteEndObject();
        if (criterion.Check is { } check)
        {
            json.WriteStartObject("check");
            json.WriteString("name", check.Name);
            check.WriteDefinition(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
