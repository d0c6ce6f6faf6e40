using System.Text.Json.Nodes;

namespace Assay.Integration.Tests.Simulator;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record ProviderReply(int Status, IReadOnlyDictionary<string, string> Headers, string? MediaType, string Text)
{
    public JsonNode Body => JsonNode.Parse(Text)!;

    public JsonNode Choice => Body["choices"]![0]!;

    /// <summary>The text of the first choice (OpenAI) or block (Anthropic).</summary>
    public string Content => Body["choices"] is null ? (string)Body["content"]![0]!["text"]! : (string)Choice["message"]!["content"]!;

    public JsonNode Verdict => JsonNode.Parse(Content)!;
}
