using System.Xml.Linq;

namespace Assay.Tests.Conventions;

public sealed class DependencyTests
{
    /// <summary>What each project may reference. Dependencies point one way, and never sideways.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Assay.Core"] = [],
        ["Assay.Providers"] = ["Assay.Core"],
        ["Assay.Storage"] = ["Assay.Core"],
        ["Assay.Distributed"] = ["Assay.Core"],
        ["Assay.Simulator"] = [],
        ["Assay.Client"] = [],
        ["Assay.Testing"] = ["Assay.Core", "Assay.Providers", "Assay.Storage"],
        ["Assay.Evaluation"] = ["Assay.Core", "Assay.Testing"],
        ["Assay.Server"] = ["Assay.Core", "Assay.Providers", "Assay.Storage", "Assay.Distributed"],
        ["Assay.Cli"] = ["Assay.Core", "Assay.Providers", "Assay.Storage", "Assay.Distributed", "Assay.Simulator", "Assay.Server"],
    };

    /// <summary>What Core must never need: it has no database, broker, web or vendor SDK.</summary>
    private static readonly string[] NotInCore =
        ["Microsoft.AspNetCore", "Microsoft.Data.", "SQLitePCLRaw", "Npgsql", "Dapper", "RabbitMQ", "StackExchange", "OpenAI", "Anthropic", "Azure", "Spectre", "System.CommandLine"];

    [Fact]
    public void Projects_reference_only_what_lies_below_them()
    {
        var forbidden = new List<string>();
        foreach (string project in Projects)
        {
            string name = Path.GetFileNameWithoutExtension(project);
            Assert.True(Allowed.TryGetValue(name, out string[]? allowed), $"{project} is new: say here what it may reference");
            forbidden.AddRange(Includes(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Except(allowed).Select(r => $"{name} -> {r}"));
        }

        Assert.Empty(forbidden);
    }

    [Fact]
    public void Core_stays_free_of_databases_brokers_web_and_vendors()
    {
        const string core = "src/Assay.Core/Assay.Core.csproj";
        IEnumerable<string> needed = [.. Includes(core, "PackageReference"), .. Includes(core, "FrameworkReference")];

        Assert.DoesNotContain(needed, package => NotInCore.Any(n => package.StartsWith(n, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Who_takes_the_client_takes_the_chat_abstractions_and_nothing_else_on()
    {
        const string client = "src/Assay.Client/Assay.Client.csproj";

        Assert.Equal(["Microsoft.Extensions.AI.Abstractions"], [.. Includes(client, "PackageReference"), .. Includes(client, "FrameworkReference")]);
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_place() =>
        Assert.DoesNotContain(
            (string[])[.. Projects, .. Repository.Files("tests", "*.csproj")],
            p => XDocument.Parse(Repository.Read(p)).Descendants("PackageReference").Any(r => r.Attribute("Version") is not null));

    private static IReadOnlyList<string> Projects => Repository.Files("src", "*.csproj");

    private static IEnumerable<string> Includes(string project, string element) =>
        XDocument.Parse(Repository.Read(project)).Descendants(element).Select(e => e.Attribute("Include")!.Value.Replace('\\', '/'));
}
