using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>A folder with a jury, a cascade and a jury that compares, of three models whose prices are known, and what they judge.</summary>
internal sealed class PanelFolder : IDisposable
{
    private const string Prices = "prices: {unit: usd_per_million_tokens, 'openai:small': {input: 0.1, output: 0.4}, 'openai:third': {input: 0.5, output: 1}, 'openai:strong': {input: 2, output: 8}}";
    // Replies have about 35 tokens; what is reserved for one is not much more than it takes.
    private const string Rubric = "max_output_tokens: 120, rubric: {criteria: {helpful: {question: Does it help?, scale: 1-5}}}";
    private const string Comparing = "mode: pairwise, rubric: {criteria: {helpful: {question: Which output helps the user more?}}}";

    private readonly TemporaryFolder _folder = new();

    public PanelFolder() => Configure();

    public string Path => _folder.Path;

    public string File(string name) => _folder.File(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <param name="more">More lines under <c>judges</c>.</param>
    /// <param name="head">Lines before it.</param>
    public void Configure(string more = "", string head = "") => Write("assay.yaml", $$$$"""
        {{{{Prices}}}}
        {{{{head}}}}
        judges:
          small: {model: openai:small, {{{{Rubric}}}}}
          third: {model: openai:third, {{{{Rubric}}}}}
          strong: {model: openai:strong, {{{{Rubric}}}}}
          jury: {jury: {members: [small, third, strong]}}
          cascade: {cascade: {stages: [small, {judge: small, samples: 3}, strong, human], band: {around: 3, within: 1}}}
          comparing-small: {model: openai:small, {{{{Comparing}}}}}
          comparing-third: {model: openai:third, {{{{Comparing}}}}}
          comparing: {mode: pairwise, jury: {members: [comparing-small, comparing-third, 'openai:strong'], quorum: 3}}
        {{{{more}}}}
        """);

    /// <summary>The same questions in every file; of the outputs a share evades.</summary>
    public string WriteResponses(string name, int count, double evading = 0) => Write(name, string.Join('\n', Enumerable.Range(0, count).Select(i => Response(i, evading))));

    public static string Response(int i, double evading = 0) => JsonSerializer.Serialize(new { id = $"r{i}", input = Input(i), output = Output(i, evading) });

    public static string Input(int i) => $"What about order {i}?";

    public static string Output(int i, double evading = 0) => $"{(i % 100 < 100 * evading ? "I don't know. " : "")}It comes in {i % 7} days, says the depot ({i}).";

    /// <summary>What the provider would bill for a call, by its own count of tokens.</summary>
    /// <param name="call">A line of its log.</param>
    public static decimal UsdOf(JsonElement call)
    {
        (decimal input, decimal output) = call.GetProperty("model").GetString() switch
        {
            "small" => (0.1m, 0.4m),
            "third" => (0.5m, 1m),
            _ => (2m, 8m),
        };
        return (input * call.GetProperty("input_tokens").GetInt64() + output * call.GetProperty("output_tokens").GetInt64()) / 1_000_000;
    }

    public void Dispose() => _folder.Dispose();
}
