using System.Text.Json;

namespace Assay.Server.Dashboard.Pages;

/// <summary>What a stored response says, for showing it.</summary>
public sealed record ResponseText
{
    public string Input { get; private init; } = "";

    public string Output { get; private init; } = "";

    /// <summary>What else was put out for the same input, and was compared with the output; null where nothing was.</summary>
    public string? Rival { get; private init; }

    /// <summary>False: what was said is not kept.</summary>
    public bool IsThere { get; private init; }

    public IReadOnlyList<string> Context { get; private init; } = [];

    public string? Reference { get; private init; }

    public IReadOnlyList<(string Role, string Content)> Conversation { get; private init; } = [];

    /// <summary>Release, time and metadata, as texts.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields { get; private init; } = [];

    /// <param name="body">Canonical JSON.</param>
    public static ResponseText Of(string body)
    {
        JsonElement json = JsonElement.Parse(body);
        var fields = new List<(string, string)>();
        foreach (string name in (string[])["release", "occurred_at"])
        {
            if (json.TryGetProperty(name, out JsonElement value))
            {
                fields.Add((name, Plain(value)));
            }
        }

        if (json.TryGetProperty("metadata", out JsonElement metadata))
        {
            fields.AddRange(metadata.EnumerateObject().Select(f => (f.Name, Plain(f.Value))));
        }

        return new ResponseText
        {
            Input = Text(json, "input") ?? "",
            Output = Text(json, "output") ?? "",
            Rival = json.TryGetProperty("rival", out JsonElement rival) ? Text(rival, "output") : null,
            IsThere = json.TryGetProperty("output", out _),
            Reference = Text(json, "reference"),
            Context = [.. List(json, "context").Select(Plain)],
            Conversation = [.. List(json, "conversation").Select(t => (Text(t, "role") ?? "", Text(t, "content") ?? ""))],
            Fields = fields,
        };
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement[] List(JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [];

    private static string Plain(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
