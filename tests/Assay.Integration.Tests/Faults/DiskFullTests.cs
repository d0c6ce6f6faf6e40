using System.Diagnostics;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Faults;

public sealed class DiskFullTests
{
    [Fact]
    public async Task A_full_disk_stops_the_run_with_a_reason_and_the_same_command_continues_when_there_is_room()
    {
        using var folder = new TemporaryFolder();
        string responses = folder.Write("responses.jsonl", Items.Jsonl(20_000, seed: 8));
        string disk = Directory.CreateDirectory(folder.File("disk")).FullName;
        if (!await RunAsync("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk))
        {
            Assert.Skip("This machine does not let the test mount a small file system.");
        }

        try
        {
            string[] command = ["run", responses, "--judge", "offline:heuristic", "--store", Path.Combine(disk, "ledger.db"), "--json"];
            AssayProcess.Finished full = await AssayProcess.RunAsync(folder.Path, null, command);
            Assert.True(full.ExitCode == 1, full.ToString());
            Assert.Contains("full", full.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", full.Errors, StringComparison.Ordinal);

            Assert.True(await RunAsync("mount", "-o", "remount,size=200m", disk));
            AssayProcess.Finished finished = await AssayProcess.RunAsync(folder.Path, null, command);
            Assert.True(finished.ExitCode == 0, finished.ToString());
            Assert.Equal(20_000, finished.Json.GetProperty("scored").GetInt64());
        }
        finally
        {
            await RunAsync("umount", disk);
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using Process? process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false });
        await process!.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
