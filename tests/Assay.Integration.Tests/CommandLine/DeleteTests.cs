using System.Text;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary><c>assay delete</c> leaves nothing behind in the ledger's files.</summary>
public sealed class DeleteTests
{
    [Fact]
    public async Task What_is_removed_by_id_or_user_is_nowhere_in_the_ledger_and_the_rest_stays_sound()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("responses.jsonl", """
            {"id":"one","input":"Secret question alpha?","output":"Secret answer alpha.","user":"u1"}
            {"id":"two","input":"Secret question beta?","output":"Secret answer beta.","user":"u2"}
            {"id":"three","input":"Secret question gamma?","output":"Secret answer gamma.","user":"u2"}
            {"id":"four","input":"Open question?","output":"Open answer.","user":"u3"}
            """);
        await AssayProcess.RunAsync(folder.Path, null, "run", file, "--judge", "offline:heuristic");

        AssayProcess.Finished byId = await AssayProcess.RunAsync(folder.Path, null, "delete", "--id", "one", "--json");
        AssayProcess.Finished byUser = await AssayProcess.RunAsync(folder.Path, null, "delete", "--user", "u2", "--json");
        AssayProcess.Finished nobody = await AssayProcess.RunAsync(folder.Path, null, "delete", "--user", "u9", "--json");
        AssayProcess.Finished young = await AssayProcess.RunAsync(folder.Path, null, "delete", "--older-than", "1d", "--json");

        Assert.Equal([1, 2, 0, 0], new[] { byId, byUser, nobody, young }.Select(d => d.Json.GetProperty("removed").GetInt32()));
        foreach (string stored in Directory.EnumerateFiles(folder.Path, "assay.*"))
        {
            Assert.DoesNotContain("Secret", await File.ReadAllTextAsync(stored, Encoding.Latin1, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        AssayProcess.Finished doctor = await AssayProcess.RunAsync(folder.Path, null, "doctor");
        Assert.True(doctor.ExitCode == 0, doctor.ToString());
        Assert.Contains("1 responses", doctor.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_removed_is_in_the_cache_no_more_unless_that_is_left_alone(bool isLeftAlone)
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        string file = folder.Write("responses.jsonl", """
            {"id":"one","input":"Question alpha?","output":"Answer alpha."}
            {"id":"two","input":"Question beta?","output":"Answer beta.","user":"u2"}
            {"id":"three","input":"Question gamma?","output":"Answer gamma."}
            """);
        await AssayProcess.RunAsync(folder.Path, provider.Environment, "run", file, "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is it right?");

        AssayProcess.Finished before = await AssayProcess.RunAsync(folder.Path, null, "cache", "stats", "--json");
        AssayProcess.Finished deleted = await AssayProcess.RunAsync(folder.Path, null, ["delete", "--user", "u2", "--json", .. isLeftAlone ? ["--no-cache"] : (string[])[]]);
        AssayProcess.Finished after = await AssayProcess.RunAsync(folder.Path, null, "cache", "stats", "--json");

        Assert.Equal((3, 1, isLeftAlone ? 3 : 2), (before.Json.GetProperty("entries").GetInt32(), deleted.Json.GetProperty("removed").GetInt32(), after.Json.GetProperty("entries").GetInt32()));
    }

    [Fact]
    public async Task What_a_cache_that_cannot_be_reached_may_hold_keeps_responses_from_being_removed()
    {
        using var folder = new TemporaryFolder();
        await using LoggedProvider provider = await LoggedProvider.StartAsync();
        string file = folder.Write("responses.jsonl", """{"id":"one","input":"Question alpha?","output":"Answer alpha."}""");
        await AssayProcess.RunAsync(folder.Path, provider.Environment, "run", file, "--judge", "openai:gpt-4o-mini", "--criterion", "accuracy", "--rubric", "Is it right?");

        AssayProcess.Finished refused = await AssayProcess.RunAsync(folder.Path, null, "delete", "--id", "one", "--cache", "redis://127.0.0.1:1");
        AssayProcess.Finished removed = await AssayProcess.RunAsync(folder.Path, null, "delete", "--id", "one", "--json");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Nothing more was removed", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(1, removed.Json.GetProperty("removed").GetInt32());
    }

    [Fact]
    public async Task What_to_remove_must_be_said_in_one_way()
    {
        using var folder = new TemporaryFolder();

        AssayProcess.Finished nothing = await AssayProcess.RunAsync(folder.Path, null, "delete");
        AssayProcess.Finished both = await AssayProcess.RunAsync(folder.Path, null, "delete", "--id", "a", "--user", "b");

        Assert.Equal((2, 2), (nothing.ExitCode, both.ExitCode));
    }
}
