using Assay.Configuring;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Rubrics;

namespace Assay.Integration.Tests.Docs;

/// <summary>What the pages for users show can be typed in as it stands.</summary>
public sealed class SamplesTests
{
    public static TheoryData<string> Pages => [.. Guide.Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_yaml_sample_reads_without_errors(string page)
    {
        var findings = new List<Diagnostic>();
        foreach ((int line, string text) in Guide.Read(page).Blocks("yaml"))
        {
            string place = $"{page}:{line}";
            findings.AddRange(text.Split('\n')[0] switch
            {
                "# assay.yaml" => AssayFileReader.Read(place, text, Guide.StartFile).Diagnostics,
                "# rubric.yaml" => RubricReader.Read(place, text).Diagnostics,
                _ => [],
            });
        }

        Assert.DoesNotContain(findings, f => f.Severity == Severity.Error);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_console_sample_ends_as_it_says(string page)
    {
        IReadOnlyList<SampleCommand> commands = SampleCommand.In(Guide.Read(page));
        using var folder = new TemporaryFolder();
        // Whoever reads the guides has a provider and a key.
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        Dictionary<string, string> environment = provider.Environment;
        environment["TMPDIR"] = folder.Path;
        // A page that tells how to begin begins with nothing; every other one is read in a folder that was begun.
        if (commands.Count > 0 && !commands.Any(c => c.Arguments is ["init"]))
        {
            await AssertEndsAsync(new SampleCommand("assay init", ["init"], 0));
        }

        foreach (SampleCommand command in commands)
        {
            await AssertEndsAsync(command);
        }

        async Task AssertEndsAsync(SampleCommand command)
        {
            AssayProcess.Finished ended = await AssayProcess.RunAsync(folder.Path, environment, [.. command.Arguments]);
            Assert.True(ended.ExitCode == command.ExitCode, $"{command.Place}\n{ended}");
        }
    }

    [Fact]
    public void Samples_are_found_in_the_guides()
    {
        Guide[] guides = [.. Guide.Names.Select(Guide.Read)];

        Assert.Contains(guides, g => SampleCommand.In(g).Count > 0);
        Assert.Contains(guides, g => g.Blocks("yaml").Any());
    }

    [Theory]
    [InlineData("assay run a.jsonl", 0, "run", "a.jsonl")]
    [InlineData("assay run 'a*.jsonl' --rubric \"Is it # right?\"", 0, "run", "a*.jsonl", "--rubric", "Is it # right?")]
    [InlineData("assay why nobody  # exit 2", 2, "why", "nobody")]
    [InlineData("assay test --output \"\"", 0, "test", "--output", "")]
    [InlineData("assay export | head -2", 0, "export")]
    [InlineData("assay export > all.jsonl", 0, "export")]
    public void A_command_is_taken_apart_as_a_shell_would(string line, int exitCode, params string[] arguments)
    {
        SampleCommand command = SampleCommand.Parse("here", line);

        Assert.Equal(arguments, command.Arguments);
        Assert.Equal(exitCode, command.ExitCode);
    }
}
