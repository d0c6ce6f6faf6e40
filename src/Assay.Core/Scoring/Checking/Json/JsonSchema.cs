using System.Text.Json;

namespace Assay.Scoring.Checking.Json;

/// <summary>
/// A JSON schema: the part of draft 2020-12 that fits the answers of a model. What it does not know is refused when it is read,
/// so nothing that is asked for is passed over in silence; its expressions are searched for without going back, so no value can
/// make it hang; it fetches nothing.
/// </summary>
public sealed class JsonSchema
{
    private readonly SchemaNode _root;

    private JsonSchema(string text, SchemaNode root) => (Text, _root) = (text, root);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <exception cref="FormatException">It is no schema, or uses what is not known here; says where in it.</exception>
    public static JsonSchema Parse(JsonElement schema) => new(schema.GetRawText(), new SchemaReader(schema).Read());

    /// <summary>The first way in which a value does not follow the schema, with its place such as <c>$.items[2].price</c>; null where it follows.</summary>
    public string? FaultOf(JsonElement value) => _root.FaultOf(value, "$");
}
