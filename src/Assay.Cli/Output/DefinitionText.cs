using System.Text.Json;
using Assay.Gating.Prompts;
using Assay.Scoring.Judging;

namespace Assay.Cli.Output;

/// <summary>A difference between two judge definitions, for people: short values on one line, texts line by line.</summary>
internal static class DefinitionText
{
    private const int Width = 80;

    public static IEnumerable<string> Lines(DefinitionChange change)
    {
        string[] a = [.. Text(change.A)];
        string[] b = [.. Text(change.B)];
        if (a.SequenceEqual(b))
        {
            // Nothing, written in two ways.
            return [];
        }

        string path = TerminalText.Clean(change.Path);
        if (a.Length <= 1 && b.Length <= 1 && $"{path}: {Shown(a)} -> {Shown(b)}" is { Length: <= Width } line)
        {
            return [line];
        }

        IReadOnlyList<string> lines = a.Length == 0 ? [.. b.Select(l => $"+{l}")]
            : b.Length == 0 ? [.. a.Select(l => $"-{l}")]
            : LineDiff.Between(string.Join('\n', a), string.Join('\n', b));
        // Where there is one part, it is no news where it stands.
        bool isOnePart = lines.Count(l => l.StartsWith("@@", StringComparison.Ordinal)) == 1;
        return [$"{path}:", .. lines.Skip(isOnePart ? 1 : 0).Select(l => $"  {l}")];
    }

    private static string Shown(string[] lines) => lines is [var line] ? line : "none";

    /// <summary>None where there is nothing.</summary>
    private static IEnumerable<string> Text(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.Object } members => members.EnumerateObject().SelectMany(m => Named(m.Name, m.Value)),
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().SelectMany(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("name", out JsonElement name)
            ? [$"{TerminalText.Clean(name.ToString())}:", .. e.EnumerateObject().Where(m => m.Name != "name").SelectMany(m => Named(m.Name, m.Value)).Select(l => $"  {l}")]
            : Text(e)),
        { ValueKind: JsonValueKind.String } text => text.GetString()!.ReplaceLineEndings("\n").TrimEnd('\n') is { Length: > 0 } lines ? lines.Split('\n').Select(TerminalText.Clean) : [],
        { } plain => [plain.GetRawText()],
    };

    private static IEnumerable<string> Named(string name, JsonElement value) => Text(value).ToArray() switch
    {
        [] => [],
        [var line] when value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) => [$"{TerminalText.Clean(name)}: {line}"],
        var lines => [$"{TerminalText.Clean(name)}:", .. lines.Select(l => $"  {l}")],
    };
}
