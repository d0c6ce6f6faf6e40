using System.Text.RegularExpressions;

namespace Assay.Tests.Conventions;

public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_relative_link_leads_somewhere()
    {
        var broken = new List<string>();
        foreach (string page in Pages)
        {
            string folder = Path.GetDirectoryName(page) ?? "";
            broken.AddRange(Targets(Repository.Read(page)).Where(t => !Exists(Path.Combine(folder, t))).Select(t => $"{page}: {t}"));
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_path_that_is_named_exists() =>
        Assert.Empty(Pages.SelectMany(page => Named(Repository.Read(page)).Where(path => !Exists(path)).Select(path => $"{page}: {path}")));

    [Fact]
    public void Links_and_paths_are_found_in_a_page()
    {
        const string page = """
            See [how](how-it-works.md#path "title"), [there](../src/), [web](https://x/y.md), [here](#top), ![](a%20b.png)
            and `src/Assay.Core/Response.cs`, `docs/guide.md`, `assay run`, `src/Assay.Core`, `tests/**/*.cs`, `other/file.md`.
            ```
            [no link](nowhere.md)
            ```
            """;

        Assert.Equal(["how-it-works.md", "../src/", "a b.png"], Targets(page));
        Assert.Equal(["src/Assay.Core/Response.cs", "docs/guide.md", "src/Assay.Core"], Named(page));
    }

    private static IEnumerable<string> Pages =>
        new[] { "README.md", "CONTRIBUTING.md" }.Where(p => File.Exists(Path.Combine(Repository.Root, p))).Concat(Repository.Files("docs", "*.md"));

    private static IEnumerable<string> Targets(string page) =>
        Link().Matches(Fenced().Replace(page, "")).Select(m => m.Groups["target"].Value.Split('#')[0])
            .Where(t => t.Length > 0 && !t.Contains(':', StringComparison.Ordinal))
            .Select(Uri.UnescapeDataString);

    private static IEnumerable<string> Named(string page) => NamedPath().Matches(page).Select(m => m.Groups["path"].Value);

    private static bool Exists(string path) => Path.Exists(Path.Combine(Repository.Root, path));

    [GeneratedRegex(@"^\s*```.*?^\s*```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(\s+""[^""]*"")?\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<path>(src|tests|docs|examples|eng|bench)/[^`\s*{}<>]+\.[A-Za-z0-9]+)`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NamedPath();
}
