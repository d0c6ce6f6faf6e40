using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Assay.Collecting;
using Assay.Collecting.Records;

namespace Assay.Gating.Targets;

/// <summary>What a target is sent for a case: JSON with <c>{{input}}</c> and other fields of the case within its texts, or the whole case.</summary>
public sealed partial class RequestTemplate
{
    private readonly JsonNode? _template;

    private RequestTemplate(JsonNode? template) => _template = template;

    /// <summary>The record of the case as it stands in the data set, without an output.</summary>
    public static RequestTemplate WholeCase { get; } = new(null);

    /// <exception cref="FormatException">Not JSON; says so.</exception>
    public static RequestTemplate Parse(string json)
    {
        try
        {
            return new RequestTemplate(JsonNode.Parse(json) ?? throw new FormatException("is null, but must be a JSON object."));
        }
        catch (JsonException error)
        {
            throw new FormatException($"is not JSON: {error.Message}", error);
        }
    }

    /// <summary>UTF-8.</summary>
    public byte[] Fill(Response response)
    {
        JsonObject record = JsonNode.Parse(ResponseJson.Write(response))!.AsObject();
        record.Remove("output");
        return Encoding.UTF8.GetBytes((_template is null ? record : Filled(_template, record))!.ToJsonString());
    }

    private static JsonNode? Filled(JsonNode? node, JsonObject record) => node switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Filled(m.Value, record)))),
        JsonArray items => new JsonArray([.. items.Select(i => Filled(i, record))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Filled(value.GetValue<string>(), record),
        _ => node?.DeepClone(),
    };

    private static JsonNode? Filled(string text, JsonObject record)
    {
        // A text that is one placeholder and nothing else stands for the value with its own type.
        Match whole = Placeholder().Match(text);
        return whole.Success && whole.Length == text.Length
            ? Field(whole.Groups["field"].Value, record)?.DeepClone()
            : JsonValue.Create(Placeholder().Replace(text, m => Field(m.Groups["field"].Value, record) is { } found ? Text(found) : ""));
    }

    private static JsonNode? Field(string name, JsonObject record) => record[name] ?? (record["metadata"] as JsonObject)?[name];

    private static string Text(JsonNode value) => value switch
    {
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        JsonArray list => string.Join("\n\n", list.OfType<JsonNode>().Select(Text)),
        _ => value.ToJsonString(),
    };

    [GeneratedRegex(@"\{\{\s*(?<field>[A-Za-z0-9_.-]+)\s*\}\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
