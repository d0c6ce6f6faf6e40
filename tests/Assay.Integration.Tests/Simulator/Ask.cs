using System.Text.Json.Nodes;

namespace Assay.Integration.Tests.Simulator;

/// <summary>Requests as a judge sends them.</summary>
internal static class Ask
{
    public const string Rubric = "You are a judge.\n\n## accuracy\nIs it right?\nscale: 1-5\n\n## tone\nIs it kind?\nscale: 1-10\n";

    public const string TwoCriteria = """
        {"type":"object","properties":{
          "accuracy":{"type":"object","properties":{"reason":{"type":"string"},"evidence":{"type":"array","items":{"type":"string"}},"score":{"type":"integer","minimum":1,"maximum":5}}},
          "tone":{"type":"object","properties":{"reason":{"type":"string"},"failure_code":{"type":["string","null"],"enum":["rude","cold",null]},"score":{"enum":["fail","pass"],"type":"string"}}}}}
        """;

    public const string Winner = """{"type":"object","properties":{"reason":{"type":"string"},"winner":{"type":"string","enum":["A","B","tie"]}}}""";

    public static string Item(string output, string input = "How do I get a refund?", string boundary = "3f9a1c0d5e7b2468") =>
        $"<<<input {boundary}>>>\n{input}\n<<<end input {boundary}>>>\n<<<output {boundary}>>>\n{output}\n<<<end output {boundary}>>>\n";

    public static string Pair(string first, string second, string boundary = "3f9a1c0d5e7b2468") =>
        $"<<<input {boundary}>>>\nWhich plan fits?\n<<<end input {boundary}>>>\n<<<output_1 {boundary}>>>\n{first}\n<<<end output_1 {boundary}>>>\n<<<output_2 {boundary}>>>\n{second}\n<<<end output_2 {boundary}>>>\n";

    public static JsonObject Chat(string user, string system = Rubric) => new()
    {
        ["model"] = "gpt-4o-mini",
        ["messages"] = new JsonArray(Message("system", system), Message("user", user)),
    };

    public static JsonObject Messages(string user, string system = Rubric) => new()
    {
        ["model"] = "claude-sonnet-4-5",
        ["max_tokens"] = 1024,
        ["system"] = system,
        ["messages"] = new JsonArray(Message("user", user)),
    };

    public static JsonObject WithSchema(this JsonObject request, string schema = TwoCriteria) => request.With("response_format", new JsonObject
    {
        ["type"] = "json_schema",
        ["json_schema"] = new JsonObject { ["name"] = "verdict", ["strict"] = true, ["schema"] = JsonNode.Parse(schema) },
    });

    public static JsonObject WithTool(this JsonObject request, string schema = TwoCriteria) => request
        .With("tools", new JsonArray(new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = "report", ["parameters"] = JsonNode.Parse(schema) },
        }))
        .With("tool_choice", new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = "report" } });

    public static JsonObject WithAnthropicTool(this JsonObject request, string schema = TwoCriteria) => request
        .With("tools", new JsonArray(new JsonObject { ["name"] = "report", ["input_schema"] = JsonNode.Parse(schema) }))
        .With("tool_choice", new JsonObject { ["type"] = "tool", ["name"] = "report" });

    public static JsonObject With(this JsonObject request, string field, JsonNode value)
    {
        request[field] = value;
        return request;
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };
}
