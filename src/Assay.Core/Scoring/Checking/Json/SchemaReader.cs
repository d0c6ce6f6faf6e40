using System.Text.Json;
using Assay.Configuring;

namespace Assay.Scoring.Checking.Json;

/// <summary>Reads a schema, with the places inside it that it refers to.</summary>
internal sealed class SchemaReader(JsonElement whole)
{
    private static readonly string[] KnownTypes = ["string", "number", "integer", "boolean", "object", "array", "null"];

    private static readonly string[] Bounds =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
    ];

    /// <summary>They ask nothing of a value.</summary>
    private static readonly string[] Notes =
        ["$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "format"];

    private static readonly string[] Others =
        ["type", "enum", "const", "pattern", "required", "properties", "additionalProperties", "items", "allOf", "anyOf", "oneOf", "not", "$ref"];

    private readonly Dictionary<string, SchemaNode> _byPlace = new(StringComparer.Ordinal);

    /// <summary>The keywords that ask something of a value.</summary>
    public static IEnumerable<string> Keywords => Others.Concat(Bounds);

    /// <exception cref="FormatException">Says where in the schema.</exception>
    public SchemaNode Read()
    {
        SchemaNode root = NodeAt("#", whole);
        foreach ((string place, SchemaNode node) in _byPlace.ToArray())
        {
            if (MeetsItself(node, node, []))
            {
                throw Error(place, "refers to itself without going deeper, and would never end.");
            }
        }

        return root;
    }

    private static bool MeetsItself(SchemaNode node, SchemaNode wanted, HashSet<SchemaNode> seen) =>
        node.Beside.Any(beside => ReferenceEquals(beside, wanted) || (seen.Add(beside) && MeetsItself(beside, wanted, seen)));

    private SchemaNode NodeAt(string place, JsonElement schema)
    {
        if (_byPlace.TryGetValue(place, out SchemaNode? known))
        {
            return known;
        }

        var node = _byPlace[place] = new SchemaNode();
        switch (schema.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                node.Always = schema.ValueKind == JsonValueKind.True;
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty keyword in schema.EnumerateObject())
                {
                    Read(node, keyword.Name, keyword.Value, place);
                }

                break;
            default:
                throw Error(place, "must be an object of keywords, or true or false.");
        }

        return node;
    }

    private void Read(SchemaNode node, string keyword, JsonElement value, string place)
    {
        string inside = $"{place}/{keyword}";
        switch (keyword)
        {
            case "type":
                node.Types = value.ValueKind == JsonValueKind.String ? [value.GetString()!] : Texts(value, inside);
                if (node.Types.FirstOrDefault(t => !KnownTypes.Contains(t)) is { } unknown)
                {
                    throw Error(inside, $"`{unknown}` is no type. {Nearest(unknown, KnownTypes)}");
                }

                break;
            case "enum":
                node.OneOfValues.Add(List(value, inside));
                break;
            case "const":
                node.OneOfValues.Add([value]);
                break;
            case "pattern":
                node.Pattern = Expression(value, inside);
                break;
            case "required":
                node.Required = Texts(value, inside);
                break;
            case "properties":
                foreach (JsonProperty property in Object(value, inside).EnumerateObject())
                {
                    node.Properties[property.Name] = NodeAt($"{inside}/{Escaped(property.Name)}", property.Value);
                }

                break;
            case "additionalProperties":
                node.AdditionalProperties = NodeAt(inside, value);
                break;
            case "items":
                node.Items = NodeAt(inside, value);
                break;
            case "allOf":
                node.AllOf.AddRange(Nodes(value, inside));
                break;
            case "anyOf":
                node.AnyOf = Nodes(value, inside);
                break;
            case "oneOf":
                node.OneOf = Nodes(value, inside);
                break;
            case "not":
                node.Not = NodeAt(inside, value);
                break;
            case "$ref":
                node.AllOf.Add(Referred(value, inside));
                break;
            case "$defs" or "definitions":
                // They are read where something refers to them, and here so that a mistake in them is told.
                foreach (JsonProperty definition in Object(value, inside).EnumerateObject())
                {
                    NodeAt($"{inside}/{Escaped(definition.Name)}", definition.Value);
                }

                break;
            case var _ when Bounds.Contains(keyword):
                node.Bounds[keyword] = Bound(keyword, value, inside);
                break;
            case var _ when !Notes.Contains(keyword):
                throw Error(place, $"`{keyword}` is not supported. {Nearest(keyword, [.. Keywords, .. Notes])}");
        }
    }

    private SchemaNode Referred(JsonElement value, string inside)
    {
        string reference = value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Error(inside, "must be a text such as #/$defs/name.");
        if (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal))
        {
            throw Error(inside, $"`{reference}` leads out of this schema, and nothing is fetched. Write #/$defs/NAME.");
        }

        JsonElement target = whole;
        foreach (string part in reference.Split('/').Skip(1))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            target = target.ValueKind == JsonValueKind.Object && target.TryGetProperty(name, out JsonElement next) ? next
                : target.ValueKind == JsonValueKind.Array && int.TryParse(name, out int i) && i >= 0 && i < target.GetArrayLength() ? target[i]
                : throw Error(inside, $"`{reference}` leads nowhere.");
        }

        return NodeAt(Uri.UnescapeDataString(reference), target);
    }

    private List<SchemaNode> Nodes(JsonElement value, string inside) => [.. List(value, inside).Select((schema, i) => NodeAt($"{inside}/{i}", schema))];

    private static System.Text.RegularExpressions.Regex Expression(JsonElement value, string inside)
    {
        try
        {
            return RegexCheck.Linear(value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Error(inside, "must be a text."));
        }
        catch (FormatException e) when (e.InnerException is not null)
        {
            throw Error(inside, e.Message);
        }
    }

    private static double Bound(string keyword, JsonElement value, string inside)
    {
        bool isCount = keyword[3..] is "Length" or "Items" or "Properties";
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double bound) && double.IsFinite(bound)
            && (!isCount || (bound >= 0 && bound == Math.Floor(bound))) && (keyword != "multipleOf" || bound > 0)
            ? bound
            : throw Error(inside, isCount ? "must be a whole number, 0 or more." : keyword == "multipleOf" ? "must be a number above 0." : "must be a number.");
    }

    private static JsonElement Object(JsonElement value, string inside) => value.ValueKind == JsonValueKind.Object ? value : throw Error(inside, "must be an object.");

    private static JsonElement[] List(JsonElement value, string inside) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? [.. value.EnumerateArray()] : throw Error(inside, "must be a list with at least one entry.");

    private static string[] Texts(JsonElement value, string inside) => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)
        ? [.. value.EnumerateArray().Select(v => v.GetString()!)]
        : throw Error(inside, "must be a list of texts.");

    private static string Nearest(string given, string[] known) =>
        NearestName.Of(given, known) is { } nearest ? $"Did you mean `{nearest}`?" : $"Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.";

    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static FormatException Error(string place, string message) => new($"at {place}: {message}");
}
