using Assay.Cli.Commands;
using Assay.Configuring;
using YamlDotNet.RepresentationModel;

namespace Assay.Cli.Demo;

/// <summary>What is said in the made-up shop in one language: what customers ask by route, and what its assistant answers.</summary>
internal sealed record ShopTexts
{
    public const string Folder = "demo/texts/";

    public required string Language { get; init; }

    /// <summary>Of all responses.</summary>
    public required double Share { get; init; }

    public required IReadOnlyList<string> Products { get; init; }

    public required IReadOnlyList<string> Amounts { get; init; }

    public required IReadOnlyList<string> Places { get; init; }

    /// <summary>Before and after a question, before and after an answer; empty ones among them.</summary>
    public required IReadOnlyList<string> Begins { get; init; }

    public required IReadOnlyList<string> Ends { get; init; }

    public required IReadOnlyList<string> Openings { get; init; }

    public required IReadOnlyList<string> Closings { get; init; }

    /// <summary>Before the second question of a chat.</summary>
    public required IReadOnlyList<string> Also { get; init; }

    /// <summary>Bad answers that any question may get now and then.</summary>
    public required IReadOnlyList<string> Slips { get; init; }

    public required IReadOnlyList<string> Refusals { get; init; }

    /// <summary>A question with much pasted below it.</summary>
    public required string Pasted { get; init; }

    /// <summary>By route: what is answered once a release has broken it.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Broken { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<ShopTopic>> Routes { get; init; }

    /// <summary>Those that the executable carries with it.</summary>
    public static IReadOnlyList<ShopTexts> All() =>
        [.. ExampleFiles.In("demo").Select(name => $"demo/{name}").Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(name => Read(name, ExampleFiles.Text(name)))];

    /// <exception cref="ConfigurationException">Something is missing.</exception>
    public static ShopTexts Read(string name, string yaml)
    {
        YamlFile file = YamlFile.Parse(name, yaml);
        file.ThrowIfErrors();
        YamlSection root = file.Root!;
        const string remedy = "Write it as the other languages do.";
        var texts = new ShopTexts
        {
            Language = root.RequiredText("language", remedy) ?? "",
            Share = root.Number("share", 0, 1) ?? 0,
            Products = root.Texts("products"),
            Amounts = root.Texts("amounts"),
            Places = root.Texts("places"),
            Begins = root.Texts("begins"),
            Ends = root.Texts("ends"),
            Openings = root.Texts("openings"),
            Closings = root.Texts("closings"),
            Also = root.Texts("also"),
            Slips = root.Texts("slips"),
            Refusals = root.Texts("refusals"),
            Pasted = root.RequiredText("pasted", remedy) ?? "",
            Broken = root.Section("broken") is { } broken ? broken.Entries().ToDictionary(e => e.Key, e => broken.Texts(e.Key), StringComparer.Ordinal) : new Dictionary<string, IReadOnlyList<string>>(),
            Routes = (root.Section("routes")?.Entries() ?? []).ToDictionary(r => r.Key, r => Topics(file, r.Key, r.Value), StringComparer.Ordinal),
        };
        root.Close();
        file.ThrowIfErrors();
        return texts;
    }

    private static IReadOnlyList<ShopTopic> Topics(YamlFile file, string route, YamlNode topics) =>
        [.. ((YamlSequenceNode)topics).Cast<YamlMappingNode>().Select(topic => ShopTopic.Read(new YamlSection(file, topic, route)))];
}
