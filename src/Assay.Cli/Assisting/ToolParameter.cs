using System.Text.Json;

namespace Assay.Cli.Assisting;

/// <summary>What a tool can be told.</summary>
internal sealed record ToolParameter(string Name, string Description)
{
    public static readonly ToolParameter Judge = new("judge", "A judge's name, as `judges` lists them. Default: the only one, else the first that scored something.");
    public static readonly ToolParameter Range = new("range", "How far back from now, such as 24h, 7d or 90d. Default: 7d.");
    public static readonly ToolParameter Slice = new("slice", "FIELD:VALUE, such as route:refunds or release:v2. The fields are listed by `judges`.");
    public static readonly ToolParameter Criterion = new("criterion", "Only this criterion. Default: all, or the overall score.");

    public bool IsRequired { get; init; }

    /// <summary>The only texts that are taken; none: any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Where it is a number: its ends.</summary>
    public (double Min, double Max)? Number { get; init; }

    public bool IsWhole { get; init; }

    public static ToolParameter Limit(int usual, int most) => new("limit", $"Rows at most, up to {most}. Default: {usual}.") { Number = (1, most), IsWhole = true };

    public void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteStartObject(Name);
        json.WriteString("type", Number is null ? "string" : IsWhole ? "integer" : "number");
        json.WriteString("description", Description);
        if (Number is var (min, max))
        {
            json.WriteNumber("minimum", min);
            json.WriteNumber("maximum", max);
        }

        if (Values.Count > 0)
        {
            json.WriteStartArray("enum");
            foreach (string value in Values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
