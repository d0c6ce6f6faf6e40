using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Assay.Scoring.Checking.Json;

/// <summary>One schema inside a schema, with what it asks of a value. What is not asked is null.</summary>
internal sealed class SchemaNode
{
    /// <summary>The schema <c>true</c> or <c>false</c>.</summary>
    public bool? Always { get; set; }

    public IReadOnlyList<string>? Types { get; set; }

    /// <summary>Of <c>enum</c>, or the one of <c>const</c>.</summary>
    public List<IReadOnlyList<JsonElement>> OneOfValues { get; } = [];

    /// <summary>Bounds by keyword, such as <c>minimum</c>.</summary>
    public Dictionary<string, double> Bounds { get; } = new(StringComparer.Ordinal);

    public Regex? Pattern { get; set; }

    public IReadOnlyList<string> Required { get; set; } = [];

    public Dictionary<string, SchemaNode> Properties { get; } = new(StringComparer.Ordinal);

    public SchemaNode? AdditionalProperties { get; set; }

    public SchemaNode? Items { get; set; }

    public List<SchemaNode> AllOf { get; } = [];

    public List<SchemaNode>? AnyOf { get; set; }

    public List<SchemaNode>? OneOf { get; set; }

    public SchemaNode? Not { get; set; }

    /// <summary>Schemas that look at the same value as this one.</summary>
    public IEnumerable<SchemaNode> Beside => [.. AllOf, .. AnyOf ?? [], .. OneOf ?? [], .. Not is null ? [] : (SchemaNode[])[Not]];

    public string? FaultOf(JsonElement value, string path)
    {
        if (Always is { } always)
        {
            return always ? null : $"{path} is not allowed";
        }

        return TypeFault(value, path) ?? ValueFault(value, path) ?? value.ValueKind switch
        {
            JsonValueKind.Number => NumberFault(value.GetDouble(), path),
            JsonValueKind.String => TextFault(value.GetString()!, path),
            JsonValueKind.Array => ArrayFault(value, path),
            JsonValueKind.Object => ObjectFault(value, path),
            _ => null,
        } ?? CombinedFault(value, path);
    }

    private string? TypeFault(JsonElement value, string path) => Types is null || Types.Any(type => IsOf(type, value)) ? null
        : $"{path} is {Name(value)}, and must be {string.Join(" or ", Types)}";

    private string? ValueFault(JsonElement value, string path) =>
        OneOfValues.FirstOrDefault(allowed => !allowed.Any(a => JsonElement.DeepEquals(a, value))) is { } values
            ? $"{path} is {Excerpt.Of(value.GetRawText())}, and must be {Excerpt.Of(string.Join(" or ", values.Select(v => v.GetRawText())))}"
            : null;

    private string? NumberFault(double number, string path) =>
        Bound("minimum") is { } least && number < least ? $"{path} is {Text(number)}, below {Text(least)}"
        : Bound("maximum") is { } most && number > most ? $"{path} is {Text(number)}, above {Text(most)}"
        : Bound("exclusiveMinimum") is { } above && number <= above ? $"{path} is {Text(number)}, not above {Text(above)}"
        : Bound("exclusiveMaximum") is { } below && number >= below ? $"{path} is {Text(number)}, not below {Text(below)}"
        : Bound("multipleOf") is { } step && !IsMultiple(number, step) ? $"{path} is {Text(number)}, not a multiple of {Text(step)}"
        : null;

    private string? TextFault(string text, string path)
    {
        if (Bound("minLength") is not null || Bound("maxLength") is not null)
        {
            int length = text.EnumerateRunes().Count();
            if (CountFault(length, "Length", $"{path} has {length} characters") is { } fault)
            {
                return fault;
            }
        }

        try
        {
            return Pattern is null || Pattern.IsMatch(text) ? null : $"{path} does not match /{Pattern}/: {Excerpt.Quoted(text)}";
        }
        catch (RegexMatchTimeoutException)
        {
            return $"{path} could not be searched for /{Pattern}/ in time";
        }
    }

    private string? ArrayFault(JsonElement array, string path)
    {
        int count = array.GetArrayLength();
        if (CountFault(count, "Items", $"{path} has {count} items") is { } fault || Items is null)
        {
            return CountFault(count, "Items", $"{path} has {count} items");
        }

        int i = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (Items.FaultOf(item, $"{path}[{i++}]") is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private string? ObjectFault(JsonElement value, string path)
    {
        if (Required.FirstOrDefault(name => !value.TryGetProperty(name, out _)) is { } missing)
        {
            return $"{path} has no {Excerpt.Quoted(missing)}";
        }

        int count = value.GetPropertyCount();
        if (CountFault(count, "Properties", $"{path} has {count} properties") is { } fault)
        {
            return fault;
        }

        foreach (JsonProperty property in value.EnumerateObject())
        {
            bool isKnown = Properties.TryGetValue(property.Name, out SchemaNode? schema);
            string place = $"{path}.{Excerpt.Of(property.Name)}";
            if (!isKnown && AdditionalProperties is { Always: false })
            {
                return $"{place} is not known";
            }

            if ((isKnown ? schema : AdditionalProperties)?.FaultOf(property.Value, place) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private string? CombinedFault(JsonElement value, string path)
    {
        foreach (SchemaNode schema in AllOf)
        {
            if (schema.FaultOf(value, path) is { } fault)
            {
                return fault;
            }
        }

        return AnyOf is not null && AnyOf.All(s => s.FaultOf(value, path) is not null) ? $"{path} follows none of anyOf; of the last: {AnyOf[^1].FaultOf(value, path)}"
            : OneOf is not null && OneOf.Count(s => s.FaultOf(value, path) is null) is not 1 and var n ? $"{path} follows {n} of oneOf, and must follow one"
            : Not is not null && Not.FaultOf(value, path) is null ? $"{path} follows what it must not"
            : null;
    }

    private string? CountFault(int count, string of, string said) =>
        Bound($"min{of}") is { } least && count < least ? $"{said}, fewer than {Text(least)}"
        : Bound($"max{of}") is { } most && count > most ? $"{said}, more than {Text(most)}"
        : null;

    private double? Bound(string keyword) => Bounds.TryGetValue(keyword, out double bound) ? bound : null;

    private static bool IsMultiple(double number, double step)
    {
        // What people write has few digits, and is exact as decimals.
        if (Math.Abs(number) < 1e15 && step is > 1e-12 and < 1e15)
        {
            return (decimal)number % (decimal)step == 0;
        }

        return Math.IEEERemainder(number, step) == 0;
    }

    private static bool IsOf(string type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.GetDouble() is var n && n == Math.Floor(n)),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        _ => type == "null",
    };

    private static string Name(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => "number",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
