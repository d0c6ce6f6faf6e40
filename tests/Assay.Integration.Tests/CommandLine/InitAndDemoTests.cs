using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>The first minutes with Assay: no key, no model, no file of one's own.</summary>
public sealed class InitAndDemoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_init_writes_runs_as_it_is_without_a_key()
    {
        AssayProcess.Finished init = await AssayProcess.RunAsync(_folder.Path, null, "init");
        Assert.True(init.ExitCode == 0, init.ToString());
        Assert.Contains("assay run responses.jsonl", init.Output, StringComparison.Ordinal);

        AssayProcess.Finished lint = await AssayProcess.RunAsync(_folder.Path, null, "judge", "lint");
        Assert.True(lint.ExitCode == 0, lint.ToString());

        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, "run", "responses.jsonl", "--json");
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal((10, 10), (run.Count("accepted"), run.Count("scored")));
        Assert.True(run.Json.GetProperty("heuristic").GetBoolean());
    }

    [Fact]
    public async Task Init_overwrites_nothing_of_the_users_own()
    {
        _folder.Write("rubric.yaml", "mine");

        AssayProcess.Finished init = await AssayProcess.RunAsync(_folder.Path, null, "init");

        Trouble.AssertTold(init, 2, "rubric.yaml exists already", "assay init FOLDER");
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("rubric.yaml"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(_folder.File("assay.yaml")));
    }

    [Fact]
    public async Task A_second_init_refuses()
    {
        Assert.Equal(0, (await AssayProcess.RunAsync(_folder.Path, null, "init", "start")).ExitCode);

        Trouble.AssertTold(await AssayProcess.RunAsync(_folder.Path, null, "init", "start"), 2, "exists already", "nothing is overwritten");
    }

    [Fact]
    public async Task The_demo_scores_its_example_and_says_where_to_look_next()
    {
        AssayProcess.Finished demo = await AssayProcess.RunAsync(_folder.Path, null, "demo", "--data", "tour");

        Assert.True(demo.ExitCode == 0, demo.ToString());
        foreach (string part in (string[])["accuracy", "95 % interval", "by route", "60 accepted = 58 scored + 2 unscored", "Lowest scored", "empty_output", "no_content", "Where to look next", "assay export --store"])
        {
            Assert.Contains(part, demo.Output, StringComparison.Ordinal);
        }

        string store = Path.Combine("tour", "assay.db");
        AssayProcess.Finished export = await AssayProcess.RunAsync(_folder.Path, null, "export", "--store", store, "--format", "csv");
        Assert.Equal(60, CsvTable.Read(new StringReader(export.Output)).Count);
    }

    [Fact]
    public async Task The_demo_overwrites_nothing_of_the_users_own_but_can_be_repeated()
    {
        _folder.Write("assay.yaml", "mine");
        AssayProcess.Finished refused = await AssayProcess.RunAsync(_folder.Path, null, "demo", "--data", ".");
        Trouble.AssertTold(refused, 2, "assay.yaml exists already", "nothing is overwritten");
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("assay.yaml"), TestContext.Current.CancellationToken));
        Assert.False(File.Exists(_folder.File("rubric.yaml")));

        AssayProcess.Finished first = await AssayProcess.RunAsync(_folder.Path, null, "demo", "--data", "tour");
        AssayProcess.Finished second = await AssayProcess.RunAsync(_folder.Path, null, "demo", "--data", "tour");

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Contains("0 calls", second.Output, StringComparison.Ordinal);
    }
}
