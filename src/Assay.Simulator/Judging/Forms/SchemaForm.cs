using System.Text.Json;

namespace Assay.Simulator.Judging.Forms;

/// <summary>Makes a form from a JSON schema.</summary>
internal sealed class SchemaForm
{
    /// <summary>A schema that refers to itself ends here.</summary>
    private const int Deepest = 24;

    private readonly JsonElement root;

    private SchemaForm(JsonElement root) => this.root = root;

    public static FormNode Read(ReadOnlyMemory<byte> schema)
    {
        using var document = JsonDocument.Parse(schema);
        return new SchemaForm(document.RootElement).Node(document.RootElement, "", CriterionName.Overall, 0);
    }

    private FormNode Node(JsonElement schema, string name, string scope, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > Deepest)
        {
            return new FormNode.Constant("null");
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Node(Resolve(reference.GetString() ?? ""), name, scope, depth + 1);
        }

        if (schema.TryGetProperty("const", out var constant))
        {
            return new FormNode.Constant(constant.GetRawText());
        }

        var nullable = false;
        if (Alternatives(schema) is { } alternatives)
        {
            nullable = alternatives.Exists(IsNull);
            schema = alternatives.Find(alternative => !IsNull(alternative));
            if (schema.ValueKind != JsonValueKind.Object || schema.TryGetProperty("$ref", out _))
            {
                return Node(schema, name, scope, depth + 1);
            }
        }

        var criterion = new Criterion(FieldName.CriterionOf(name, scope));
        if (schema.TryGetProperty("enum", out var values))
        {
            return Choice(values, name, criterion, nullable || Types(schema).Contains("null"));
        }

        var types = Types(schema);
        return types.FirstOrDefault(type => type != "null") switch
        {
            "object" => Group(schema, criterion.Name, depth),
            "array" => new FormNode.Listing(schema.TryGetProperty("items", out var items) ? Node(items, name, scope, depth + 1) : new FormNode.Reason(criterion)),
            "integer" => new FormNode.Score(criterion, Bounds(schema), Whole: true),
            "number" => new FormNode.Score(criterion, Bounds(schema), Whole: false),
            "boolean" => new FormNode.Flag(criterion),
            "string" when FieldName.IsEvidence(name) => new FormNode.Quote(criterion),
            "string" when FieldName.IsFailureCode(name) => new FormNode.FailureCode(criterion, ["incomplete"], nullable || types.Contains("null") ? null : ""),
            "string" when name is "name" or "criterion" or "id" => new FormNode.Constant(JsonSerializer.Serialize(scope)),
            "string" => new FormNode.Reason(criterion),
            _ => schema.TryGetProperty("properties", out _) ? Group(schema, criterion.Name, depth) : new FormNode.Constant("null"),
        };
    }

    private FormNode.Group Group(JsonElement schema, string scope, int depth)
    {
        var fields = schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().Select(property => new FormField(
                JsonEncodedText.Encode(property.Name), Node(property.Value, property.Name, scope, depth + 1)))
            : [];
        return new FormNode.Group([.. fields]);
    }

    private static FormNode Choice(JsonElement values, string name, Criterion criterion, bool nullable)
    {
        if (values.EnumerateArray().All(value => value.ValueKind == JsonValueKind.Number))
        {
            return new FormNode.NumberChoice(criterion, [.. values.EnumerateArray().Select(value => value.GetDouble()).Order()]);
        }

        string[] labels = [.. values.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!)];
        if (labels.Length == 0)
        {
            return new FormNode.Constant(values.GetArrayLength() > 0 ? values[0].GetRawText() : "null");
        }

        if (!FieldName.IsFailureCode(name))
        {
            return new FormNode.Label(criterion, new LabelSet(labels));
        }

        nullable |= labels.Length < values.GetArrayLength();
        string[] codes = [.. labels.Where(label => !SaysNone(label))];
        var none = labels.FirstOrDefault(SaysNone) ?? (nullable ? null : labels[0]);
        return new FormNode.FailureCode(criterion, codes.Length > 0 ? codes : labels, none);
    }

    private static bool SaysNone(string label) => label.ToLowerInvariant() is "" or "none" or "ok" or "n/a" or "no_failure";

    private static Scale.Range? Bounds(JsonElement schema) =>
        schema.TryGetProperty("minimum", out var least) && schema.TryGetProperty("maximum", out var most)
            && least.ValueKind == JsonValueKind.Number && most.ValueKind == JsonValueKind.Number
            ? new Scale.Range(least.GetDouble(), most.GetDouble())
            : null;

    private static List<string> Types(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString() ?? "")]
        : [type.GetString() ?? ""];

    private static List<JsonElement>? Alternatives(JsonElement schema) =>
        schema.TryGetProperty("anyOf", out var any) || schema.TryGetProperty("oneOf", out any) || schema.TryGetProperty("allOf", out any)
            ? [.. any.EnumerateArray()]
            : null;

    private static bool IsNull(JsonElement schema) => schema.ValueKind != JsonValueKind.Object || Types(schema) is ["null"];

    private JsonElement Resolve(string reference)
    {
        var target = root;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(step, out target))
            {
                return default;
            }
        }

        return target;
    }
}
