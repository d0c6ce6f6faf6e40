using System.Diagnostics;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>The example loop as a user runs it: a repository of its own, a commit that changes the prompt, and the script that gates the difference.</summary>
public sealed class GateLoopTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LoggedProvider? _provider;

    private LoggedProvider Provider => _provider!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await LoggedProvider.StartAsync();
        string example = Checkout.Example("gate-loop");
        foreach (string file in Directory.EnumerateFiles(example, "*", SearchOption.AllDirectories))
        {
            string copy = _folder.File(Path.GetRelativePath(example, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Assert.Equal(0, (await RunAsync("git", "init", "-q", "-b", "main")).ExitCode);
        await CommitAsync("The prompt as it is in production");
        Assert.Equal(0, (await RunAsync("git", "checkout", "-q", "-b", "change")).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_change_that_makes_answers_worse_fails_with_a_summary_and_a_report()
    {
        File.Copy(_folder.File("worse.yaml"), _folder.File("prompts/answer.yaml"), overwrite: true);
        await CommitAsync("Save tokens");

        (int exitCode, string output) = await GateAsync();

        Assert.True(exitCode == 3, output);
        Assert.Contains("prompts/answer.yaml against git:", output, StringComparison.Ordinal);
        string summary = await File.ReadAllTextAsync(_folder.File("summary.md"), Cancel);
        Assert.StartsWith("## ❌ Gate failed", summary, StringComparison.Ordinal);
        Assert.Contains("overall fell by ", summary, StringComparison.Ordinal);
        Assert.Contains("answers of prompts/answer.yaml version ", summary, StringComparison.Ordinal);
        await using FileStream junit = File.OpenRead(_folder.File("gate-answer.yaml.xml"));
        Assert.Empty(JUnitSchema.Problems(junit));
        Assert.Contains("::error title=assay gate%3A fail::", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_again_asks_nobody_and_comes_to_the_same()
    {
        File.Copy(_folder.File("worse.yaml"), _folder.File("prompts/answer.yaml"), overwrite: true);
        await CommitAsync("Save tokens");
        (int first, _) = await GateAsync();
        long asked = Provider.RequestCount;
        string before = await File.ReadAllTextAsync(_folder.File("gate-answer.yaml.xml"), Cancel);

        (int second, string output) = await GateAsync();

        Assert.Equal((3, 3, asked), (first, second, Provider.RequestCount));
        Assert.Contains("0 calls for answers, 74 from the cache", output, StringComparison.Ordinal);
        Assert.Contains(" 0 calls, ", output, StringComparison.Ordinal);
        Assert.Equal(WithoutTimes(before), WithoutTimes(await File.ReadAllTextAsync(_folder.File("gate-answer.yaml.xml"), Cancel)));
    }

    [Fact]
    public async Task A_change_of_words_passes_and_no_change_asks_nothing()
    {
        (int unchanged, string output) = await GateAsync();
        Assert.True(unchanged == 0 && Provider.RequestCount == 0, output);

        File.Copy(_folder.File("reworded.yaml"), _folder.File("prompts/answer.yaml"), overwrite: true);
        await CommitAsync("Say it otherwise");
        (int reworded, output) = await GateAsync();

        Assert.True(reworded == 0, output);
        Assert.StartsWith("## ✅ Gate passed", await File.ReadAllTextAsync(_folder.File("summary.md"), Cancel), StringComparison.Ordinal);
        // Both sides were asked; what was answered alike was judged once.
        Assert.Equal(3 * 37, Provider.RequestCount);
    }

    [Fact]
    public async Task A_prompt_that_is_new_must_hold_the_bars_and_one_of_several_that_falls_fails_all()
    {
        File.Copy(_folder.File("reworded.yaml"), _folder.File("prompts/new.yaml"));
        await CommitAsync("Another prompt");
        (int added, string output) = await GateAsync();
        Assert.True(added == 0, output);

        File.Copy(_folder.File("worse.yaml"), _folder.File("prompts/answer.yaml"), overwrite: true);
        await CommitAsync("Save tokens");
        (int both, output) = await GateAsync();

        Assert.True(both == 3, output);
    }

    private static string WithoutTimes(string xml) => System.Text.RegularExpressions.Regex.Replace(xml, "time(stamp)?=\"[^\"]*\"", "", System.Text.RegularExpressions.RegexOptions.NonBacktracking | System.Text.RegularExpressions.RegexOptions.ExplicitCapture);

    private async Task<(int ExitCode, string Output)> GateAsync()
    {
        File.Delete(_folder.File("summary.md"));
        return await RunAsync("bash", "gate.sh", "main");
    }

    private async Task CommitAsync(string message)
    {
        Assert.Equal(0, (await RunAsync("git", "add", ".")).ExitCode);
        Assert.Equal(0, (await RunAsync("git", "-c", "user.name=n", "-c", "user.email=n@example.com", "commit", "-q", "-m", message)).ExitCode);
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("ASSAY__", StringComparison.Ordinal) || k.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in Provider.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["ASSAY"] = $"dotnet {AssayProcess.Executable}";
        start.Environment["GITHUB_ACTIONS"] = "true";
        start.Environment["GITHUB_STEP_SUMMARY"] = _folder.File("summary.md");
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancel);
        string errors = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output + errors);
    }
}
