using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>The first minutes with Assay: no key, no model, no file of one's own.</summary>
public sealed class InitTests : IDisposable
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
}
