using System.Text.RegularExpressions;
using Assay.Tests.Conventions;

namespace Assay.Tests.Testing;

/// <summary>Samples of a guide that stand in a source file too, where they are compiled: a region is a block of the page, word for word.</summary>
internal static partial class CompiledSamples
{
    public static void AssertAre(string page, string source)
    {
        string[] compiled = [.. Region().Matches(Text(source)).Select(m => Dedented(m.Groups["code"].Value))];
        string[] shown = [.. Block().Matches(Text(page)).Select(m => m.Groups["code"].Value.TrimEnd())];

        Assert.NotEmpty(shown);
        Assert.Equal(compiled.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    private static string Text(string path) => Repository.Read(path).ReplaceLineEndings("\n");

    private static string Dedented(string code)
    {
        string[] lines = code.TrimEnd().Split('\n');
        int indent = lines.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length > 0 ? l[indent..] : l));
    }

    [GeneratedRegex(@"#region \w+\n(?<code>.*?)\n *#endregion", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Region();

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Block();
}
