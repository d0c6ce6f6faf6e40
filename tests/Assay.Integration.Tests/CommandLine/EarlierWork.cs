using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>A ledger with the outcomes of an earlier, good run, made once for all tests of a class.</summary>
public sealed class EarlierWork : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private string _exported = "";

    public async ValueTask InitializeAsync()
    {
        string responses = _folder.Write("good.jsonl", Faults.Items.Jsonl(5, seed: 1));
        AssayProcess.Finished run = await AssayProcess.RunAsync(_folder.Path, null, "run", responses, "--judge", "offline:heuristic", "--store", "ledger.db");
        Assert.True(run.ExitCode == 0, run.ToString());
        _exported = await ExportAsync(_folder.Path);
        Assert.Equal(5, _exported.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Puts a copy of the ledger into a test's own folder, as <c>ledger.db</c>.</summary>
    internal void CopyTo(TemporaryFolder folder)
    {
        foreach (string file in Directory.EnumerateFiles(_folder.Path, "ledger.db*"))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }
    }

    /// <summary>Holds that the ledger still has what the earlier run brought, as it was.</summary>
    internal async Task AssertIntactAsync(TemporaryFolder folder) =>
        Assert.StartsWith(_exported, await ExportAsync(folder.Path), StringComparison.Ordinal);

    private static async Task<string> ExportAsync(string folder)
    {
        AssayProcess.Finished export = await AssayProcess.RunAsync(folder, null, "export", "--store", "ledger.db");
        Assert.True(export.ExitCode == 0, export.ToString());
        return export.Output;
    }
}
