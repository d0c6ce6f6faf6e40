using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Checking.Json;

namespace Assay.Scoring.Checking;

/// <summary>The output is JSON, and follows a schema where there is one.</summary>
/// <param name="Schema">Null: any JSON will do.</param>
public sealed record JsonCheck(JsonSchema? Schema) : Check
{
    public override string Name => Schema is null ? "json" : "json_schema";

    public override string Question => Schema is null ? "Is the output JSON?" : "Does the output follow the JSON schema?";

    internal override void WriteDefinition(Utf8JsonWriter json) => json.WriteString("schema", Schema?.Text);

    internal override CheckFinding Look(Response response)
    {
        JsonElement value;
        try
        {
            value = JsonElement.Parse(response.Output);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return CheckFinding.Fail($"is not valid JSON{(e is JsonException { LineNumber: { } line, BytePositionInLine: { } column } ? $": line {line + 1}, byte {column + 1}" : "")}");
        }

        return Schema is null ? CheckFinding.Pass("is valid JSON")
            : Schema.FaultOf(value) is { } fault ? CheckFinding.Fail(fault)
            : CheckFinding.Pass("follows the schema");
    }
}
