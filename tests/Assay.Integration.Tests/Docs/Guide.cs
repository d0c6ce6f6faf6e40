using System.Runtime.CompilerServices;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Docs;

/// <summary>A page that is written for users, with its fenced blocks.</summary>
internal sealed record Guide(string Name, string Text)
{
    private const string Fence = "```";

    /// <summary>Above this source file; the runner starts beside the binaries, which another artifacts path puts outside the checkout.</summary>
    private static string Root { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), "..", "..", "..")) is var root && File.Exists(Path.Combine(root, "Assay.slnx"))
        ? root
        : Checkout.Root;

    /// <summary>README.md and every page of docs/guides that exists, by its path from the root.</summary>
    public static IReadOnlyList<string> Names =>
    [
        .. new[] { "README.md" }.Where(name => File.Exists(Path.Combine(Root, name))),
        .. Directory.EnumerateFiles(Path.Combine(Root, "docs", "guides"), "*.md").Select(file => $"docs/guides/{Path.GetFileName(file)}").Order(StringComparer.Ordinal),
    ];

    public static Guide Read(string name) => new(name, File.ReadAllText(Path.Combine(Root, name)).ReplaceLineEndings("\n"));

    /// <summary>The text of a file that `assay init` writes.</summary>
    public static string StartFile(string name) => File.ReadAllText(Path.Combine(Root, "examples", "start", name));

    /// <summary>The blocks marked with a language, as (line of the opening fence, text).</summary>
    public IEnumerable<(int Line, string Text)> Blocks(string language)
    {
        string[] lines = Text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            int end = Array.FindIndex(lines, i + 1, line => line.StartsWith(Fence, StringComparison.Ordinal));
            Assert.True(end > i, $"{Name}:{i + 1}: the block is never closed");
            if (lines[i][Fence.Length..].Trim() == language)
            {
                yield return (i + 1, string.Join('\n', lines[(i + 1)..end]));
            }

            i = end;
        }
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file) ?? "/";
}
