using System.Text.Json;
using Assay.Integration.Tests.Testing;
using Microsoft.Data.Sqlite;

namespace Assay.Integration.Tests.CommandLine;

/// <summary><c>assay db</c>: where a ledger lies, a copy of it, its schema.</summary>
public sealed class DbTests(EarlierWork work) : IClassFixture<EarlierWork>, IDisposable
{
    private const string LedgerMark = "PRAGMA application_id = 0x41535359; PRAGMA user_version = 1";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Status_tells_what_there_is_and_leaves_no_trace()
    {
        work.CopyTo(_folder);
        string[] files = [.. Directory.EnumerateFiles(_folder.Path)];

        JsonElement status = (await RunAsync(0, "status", "--json", "--store", "ledger.db")).Json;
        AssayProcess.Finished text = await RunAsync(0, "status", "--store", "ledger.db");

        Assert.Equal(("ledger.db", "sqlite"), (status.GetProperty("store").GetString(), status.GetProperty("kind").GetString()));
        Assert.Equal((5, 5, 0), (status.GetProperty("responses").GetInt32(), status.GetProperty("verdicts").GetInt32(), status.GetProperty("pending").GetArrayLength()));
        Assert.Equal(status.GetProperty("latest_schema").GetInt32(), status.GetProperty("schema").GetInt32());
        Assert.True(status.GetProperty("bytes").GetInt64() >= new FileInfo(_folder.File("ledger.db")).Length);
        Assert.True(status.GetProperty("oldest").GetDateTimeOffset() <= status.GetProperty("newest").GetDateTimeOffset());
        Assert.Contains("up to date", text.Output, StringComparison.Ordinal);
        Assert.Equal(files, Directory.EnumerateFiles(_folder.Path));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("migrate")]
    [InlineData("backup", "copy.db")]
    public async Task Where_there_is_no_ledger_none_is_made(params string[] command)
    {
        Trouble.AssertTold(await RunAsync(2, command), 2, "no ledger at assay.db", "--store");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Migrate_brings_an_earlier_ledger_up_to_date_and_status_does_not()
    {
        await EarliestAsync("ledger.db");

        JsonElement before = (await RunAsync(0, "status", "--json", "--store", "ledger.db")).Json;
        JsonElement migrated = (await RunAsync(0, "migrate", "--json", "--store", "ledger.db")).Json;
        JsonElement after = (await RunAsync(0, "status", "--json", "--store", "ledger.db")).Json;
        AssayProcess.Finished again = await RunAsync(0, "migrate", "--store", "ledger.db");

        int latest = before.GetProperty("latest_schema").GetInt32();
        Assert.Equal((1, false), (before.GetProperty("schema").GetInt32(), before.GetProperty("pending").GetArrayLength() == 0));
        Assert.Equal((1, latest), (migrated.GetProperty("from").GetInt32(), migrated.GetProperty("to").GetInt32()));
        Assert.Equal(before.GetProperty("pending").GetArrayLength(), migrated.GetProperty("scripts").GetInt32());
        Assert.Equal((latest, 0), (after.GetProperty("schema").GetInt32(), after.GetProperty("pending").GetArrayLength()));
        Assert.Contains($"up to date: schema {latest}", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_of_an_earlier_ledger_is_as_early()
    {
        await EarliestAsync("ledger.db");

        await RunAsync(0, "backup", "copy.db", "--store", "ledger.db");

        Assert.Equal(1, (await RunAsync(0, "status", "--json", "--store", "copy.db")).Json.GetProperty("schema").GetInt32());
        Assert.Equal(1, (await RunAsync(0, "status", "--json", "--store", "ledger.db")).Json.GetProperty("schema").GetInt32());
    }

    [Fact]
    public async Task A_copy_made_while_a_service_takes_in_and_judges_balances_and_the_service_goes_on()
    {
        using ServiceProcess service = await ServiceProcess.StartOfflineAsync(_folder.Path);
        using var done = new CancellationTokenSource();
        int acknowledged = 0;
        Task sending = Task.Run(async () =>
        {
            for (int n = 0; !done.IsCancellationRequested; n++)
            {
                await service.PostAsync($$"""{"id":"r-{{n}}","input":"Where is parcel {{n}}?","output":"Parcel {{n}} is on its way."}""");
                Volatile.Write(ref acknowledged, n + 1);
            }
        }, TestContext.Current.CancellationToken);
        var copies = new List<(string File, int AtLeast)>();
        for (int copy = 0; copy < 3; copy++)
        {
            int before;
            while ((before = Volatile.Read(ref acknowledged)) <= copies.Select(c => c.AtLeast).DefaultIfEmpty(0).Max() && !sending.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
            }

            await RunAsync(0, "backup", $"copy-{copy}.db");
            copies.Add(($"copy-{copy}.db", before));
        }

        await done.CancelAsync();
        await sending;
        Assert.Equal(acknowledged, (await service.SettledAsync()).GetProperty("scored").GetInt32());

        Assert.True(copies[^1].AtLeast > 0);
        foreach ((string file, int atLeast) in copies)
        {
            JsonElement status = (await RunAsync(0, "status", "--json", "--store", file)).Json;
            Assert.InRange(status.GetProperty("responses").GetInt32(), atLeast, acknowledged);
            AssayProcess.Finished doctor = await AssayProcess.RunAsync(_folder.Path, null, "doctor", "--store", file);
            Assert.True(doctor.ExitCode == 0, doctor.ToString());
        }

        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.part"));
    }

    [Fact]
    public async Task A_file_that_is_there_is_kept_without_force_and_the_ledger_itself_with_it_too()
    {
        work.CopyTo(_folder);
        _folder.Write("precious.db", "precious");
        File.CreateSymbolicLink(_folder.File("link.db"), _folder.File("ledger.db"));
        _folder.Write("open.db-wal", "somebody's");

        Trouble.AssertTold(await RunAsync(2, "backup", "precious.db", "--store", "ledger.db"), 2, "precious.db exists", "--force");
        Assert.Equal("precious", File.ReadAllText(_folder.File("precious.db")));
        Trouble.AssertTold(await RunAsync(2, "backup", "ledger.db", "--force", "--store", "ledger.db"), 2, "is the ledger itself");
        Trouble.AssertTold(await RunAsync(2, "backup", "ledger.db", "--force", "--store", "link.db"), 2, "is the ledger itself");
        Trouble.AssertTold(await RunAsync(2, "backup", "open.db", "--store", "ledger.db"), 2, "open.db-wal");
        Trouble.AssertTold(await RunAsync(2, "backup", "nowhere/copy.db", "--store", "ledger.db"), 2, "folder does not exist");
        Trouble.AssertTold(await RunAsync(2, "backup", ".", "--store", "ledger.db"), 2, "is a folder");
        await RunAsync(0, "backup", "precious.db", "--force", "--store", "ledger.db");

        Assert.Equal(5, (await RunAsync(0, "status", "--json", "--store", "precious.db")).Json.GetProperty("responses").GetInt32());
        File.Delete(_folder.File("ledger.db"));
        File.Move(_folder.File("precious.db"), _folder.File("ledger.db"));
        await work.AssertIntactAsync(_folder);
    }

    [Fact]
    public async Task A_copy_may_be_read_by_those_who_may_read_the_ledger()
    {
        if (OperatingSystem.IsWindows())
        {
            // Files have other rights there.
            return;
        }

        work.CopyTo(_folder);
        const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.SetUnixFileMode(_folder.File("ledger.db"), Mine);

        await RunAsync(0, "backup", "copy.db", "--store", "ledger.db");

        Assert.Equal(Mine, File.GetUnixFileMode(_folder.File("copy.db")));
    }

    [Fact]
    public async Task What_is_no_ledger_is_neither_copied_nor_brought_up_to_date()
    {
        await ExecuteAsync("other.db", "CREATE TABLE others (n INTEGER)");

        foreach (string[] command in (string[][])[["status"], ["migrate"], ["backup", "copy.db"]])
        {
            Trouble.AssertTold(await RunAsync(1, [.. command, "--store", "other.db"]), 1, "not an Assay ledger", "--store");
        }

        Assert.False(File.Exists(_folder.File("copy.db")));
    }

    /// <summary>A ledger as the first release made it.</summary>
    private Task EarliestAsync(string name) =>
        ExecuteAsync(name, File.ReadAllText(Path.Combine(Checkout.Root, "src", "Assay.Storage", "Sqlite", "Migrations", "0001-ledger.sql")) + LedgerMark);

    private async Task ExecuteAsync(string name, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.File(name)};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are constants and scripts of the repository.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<AssayProcess.Finished> RunAsync(int exitCode, params string[] arguments)
    {
        AssayProcess.Finished finished = await AssayProcess.RunAsync(_folder.Path, null, ["db", .. arguments]);
        Assert.True(finished.ExitCode == exitCode, finished.ToString());
        return finished;
    }
}
