using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>Outputs of several versions of an application, and what the judge's model replies to each.</summary>
internal static class GateMaterial
{
    public const int Cases = 60;

    public static string[] Judge { get; } = ["--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is it right?"];

    /// <summary>Writes before.jsonl, worse.jsonl, unread.jsonl (of which the judge's replies to one in five cannot be read) and few.jsonl.</summary>
    /// <returns>The file with the replies.</returns>
    public static string Write(TemporaryFolder folder)
    {
        var replies = new List<string>();
        Write(folder, "before", i => 3 + (i % 3), replies);
        Write(folder, "worse", i => 2 + (i * 2 % 3), replies);
        Write(folder, "unread", i => i % 5 == 0 ? null : 3 + (i % 3), replies);
        folder.Write("few.jsonl", string.Join('\n', File.ReadLines(folder.File("before.jsonl")).Take(5)));
        return folder.Write("replay.jsonl", string.Join('\n', replies));
    }

    private static void Write(TemporaryFolder folder, string name, Func<int, int?> grade, List<string> replies)
    {
        var lines = new List<string>();
        for (int i = 0; i < Cases; i++)
        {
            string output = $"Answer {name} to question number {i}.";
            lines.Add(JsonSerializer.Serialize(new { id = $"case-{i}", input = $"What about number {i}?", output, route = i % 2 == 0 ? "orders" : "refunds" }));
            string reply = grade(i) is { } score ? $$$"""{"accuracy":{"reason":"because","score":{{{score}}}}}""" : "I would rather not say.";
            replies.Add(JsonSerializer.Serialize(new { when_request_contains = (string[])[output], reply }));
        }

        folder.Write($"{name}.jsonl", string.Join('\n', lines));
    }
}
