using System.Text.RegularExpressions;
using Assay.Tests.Conventions;

namespace Assay.Tests.Server.Outbound;

public sealed partial class OutboundSamplesTests
{
    [Fact]
    public void The_sample_of_the_guide_is_the_one_that_is_tested()
    {
        string compiled = Region().Match(Source("tests/Assay.Tests/Server/Outbound/OutboundSamples.cs")).Groups["code"].Value;
        string shown = Block().Match(Source("docs/guides/outbound.md")).Groups["code"].Value;

        Assert.Equal(compiled.Split('\n').Select(l => l.Trim()), shown.TrimEnd().Split('\n'));
        Assert.Equal(3, shown.TrimEnd().Split('\n').Length);
    }

    private static string Source(string path) => Repository.Read(path).ReplaceLineEndings("\n");

    [GeneratedRegex(@"#region verify\n(?<code>.*?)\n *#endregion", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Region();

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Block();
}
