using System.Text.Json;

namespace Assay.Cli.Assisting;

/// <summary>One question that an assistant may ask: what it takes, and what answers it. It only reads.</summary>
internal sealed record AssistantTool
{
    public required string Name { get; init; }

    /// <summary>For the model: when to ask it, and what comes back.</summary>
    public required string Description { get; init; }

    public IReadOnlyList<ToolParameter> Parameters { get; init; } = [];

    /// <summary>Writes the members of the answer.</summary>
    public required Func<ToolQuestion, Utf8JsonWriter, CancellationToken, Task> AnswerAsync { get; init; }

    /// <summary>JSON schema of what it takes.</summary>
    public JsonElement Schema
    {
        get
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("type", "object");
                json.WriteStartObject("properties");
                foreach (ToolParameter parameter in Parameters)
                {
                    parameter.WriteSchema(json);
                }

                json.WriteEndObject();
                json.WriteStartArray("required");
                foreach (ToolParameter parameter in Parameters.Where(p => p.IsRequired))
                {
                    json.WriteStringValue(parameter.Name);
                }

                json.WriteEndArray();
                json.WriteBoolean("additionalProperties", false);
                json.WriteEndObject();
            }

            return JsonElement.Parse(buffer.ToArray());
        }
    }
}
