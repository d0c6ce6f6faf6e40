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

    [Fact]
    public async Task What_to_remove_must_be_said_in_one_way()
    {
        using var folder = new TemporaryFolder();

        AssayProcess.Finished nothing = await AssayProcess.RunAsync(folder.Path, null, "delete");
        AssayProcess.Finished both = await AssayProcess.RunAsync(folder.Path, null, "delete", "--id", "a", "--user", "b");

        Assert.Equal((2, 2), (nothing.ExitCode, both.ExitCode));
    }
}
