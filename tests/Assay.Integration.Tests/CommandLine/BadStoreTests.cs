using Assay.Integration.Tests.Testing;
using Assay.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>A <c>--store</c> that cannot be worked on: told, and whatever it is stays as it was.</summary>
public sealed class BadStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BadStoreTests() => _folder.Write("responses.jsonl", Faults.Items.Jsonl(2, seed: 2));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run", "responses.jsonl", "--judge", "offline:heuristic")]
    [InlineData("export")]
    [InlineData("why", "r1")]
    [InlineData("doctor")]
    public async Task A_text_file_is_no_ledger_and_stays_as_it_is(params string[] command)
    {
        string notes = _folder.Write("notes.txt", "Remember the milk, and that a ledger is something else than this file.\n");

        AssayProcess.Finished finished = await AssayProcess.RunAsync(_folder.Path, null, [.. command, "--store", "notes.txt"]);

        Trouble.AssertTold(finished, 1, "notes.txt", "not a readable SQLite database", "--store");
        Assert.Equal("Remember the milk, and that a ledger is something else than this file.\n", await File.ReadAllTextAsync(notes, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("run", "responses.jsonl", "--judge", "offline:heuristic")]
    [InlineData("export")]
    public async Task The_database_of_another_program_is_refused_and_not_one_byte_of_it_changes(params string[] command)
    {
        string other = _folder.File("other.db");
        Execute(other, "CREATE TABLE customers (name TEXT); INSERT INTO customers VALUES ('Ada')");
        byte[] before = await File.ReadAllBytesAsync(other, TestContext.Current.CancellationToken);

        AssayProcess.Finished finished = await AssayProcess.RunAsync(_folder.Path, null, [.. command, "--store", "other.db"]);

        Trouble.AssertTold(finished, 1, "other.db is a SQLite database, but not an Assay ledger", "--store");
        Assert.Equal(before, await File.ReadAllBytesAsync(other, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_ledger_of_a_newer_release_is_refused()
    {
        await SqliteLedger.Open(_folder.File("newer.db"), TimeProvider.System).DisposeAsync();
        Execute(_folder.File("newer.db"), "PRAGMA user_version = 9999");

        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, "run", "responses.jsonl", "--judge", "offline:heuristic", "--store", "newer.db");

        Trouble.AssertTold(run, 1, "newer Assay", "9999", "Update Assay");
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_named()
    {
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, "run", "responses.jsonl", "--judge", "offline:heuristic", "--store", "nowhere/ledger.db");

        Trouble.AssertTold(run, 1, "nowhere", "--store");
    }

    [Theory]
    [InlineData("export")]
    [InlineData("why", "r1")]
    [InlineData("doctor")]
    public async Task A_question_to_a_ledger_that_is_not_there_makes_none(params string[] command)
    {
        AssayProcess.Finished finished = await AssayProcess.RunAsync(_folder.Path, null, [.. command, "--store", "nowhere.db"]);

        if (command[0] == "doctor")
        {
            Assert.True(finished.ExitCode == 0, finished.ToString());
            Assert.Contains("none yet", finished.Output, StringComparison.Ordinal);
        }
        else
        {
            Trouble.AssertTold(finished, 2, "no ledger at nowhere.db", "--store");
        }

        Assert.False(File.Exists(_folder.File("nowhere.db")));
    }

    [Fact]
    public async Task A_ledger_that_another_run_works_on_is_refused_but_can_be_read()
    {
        string[] run = ["run", "responses.jsonl", "--judge", "offline:heuristic", "--store", "ledger.db"];
        AssayProcess.Finished before = await AssayProcess.RunAsync(_folder.Path, null, run);
        Assert.True(before.ExitCode == 0, before.ToString());
        await using SqliteLedger working = SqliteLedger.Open(_folder.File("ledger.db"), TimeProvider.System);

        Trouble.AssertTold(await AssayProcess.RunAsync(_folder.Path, null, run), 1, "Another assay process is working on", "ledger.db", "--store");
        AssayProcess.Finished export = await AssayProcess.RunAsync(_folder.Path, null, "export", "--store", "ledger.db");

        Assert.True(export.ExitCode == 0, export.ToString());
        Assert.Equal(2, export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("export")]
    [InlineData("export", "--out", "results.csv")]
    [InlineData("doctor")]
    public async Task A_damaged_ledger_is_told_as_such(params string[] command)
    {
        _folder.Write("many.jsonl", Faults.Items.Jsonl(200, seed: 2));
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, "run", "many.jsonl", "--judge", "offline:heuristic", "--store", "ledger.db");
        Assert.True(run.ExitCode == 0, run.ToString());
        byte[] ledger = await File.ReadAllBytesAsync(_folder.File("ledger.db"), TestContext.Current.CancellationToken);
        ledger.AsSpan(ledger.Length / 4, ledger.Length / 2).Fill(0xff);
        await File.WriteAllBytesAsync(_folder.File("ledger.db"), ledger, TestContext.Current.CancellationToken);

        AssayProcess.Finished finished = await AssayProcess.RunAsync(_folder.Path, null, [.. command, "--store", "ledger.db"]);

        Trouble.AssertTold(finished, 1, "ledger.db is damaged", "Restore a backup");
        Assert.False(File.Exists(_folder.File("results.csv")), "a part of the results was written as if it were all");
    }

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
