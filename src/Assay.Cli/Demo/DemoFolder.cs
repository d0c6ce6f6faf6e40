using Assay.Cli.Running;

namespace Assay.Cli.Demo;

/// <summary>Where the demo keeps its ledger: a folder that was named and stays, or a temporary one that is removed with it.</summary>
internal sealed class DemoFolder : IDisposable
{
    private DemoFolder(string path, bool isKept) => (Path, IsKept) = (path, isKept);

    public string Path { get; }

    public bool IsKept { get; }

    public string Ledger => System.IO.Path.Combine(Path, RunOptions.DefaultStore);

    public static DemoFolder Of(string? named) => named is null
        ? new DemoFolder(Directory.CreateTempSubdirectory("assay-demo-").FullName, isKept: false)
        : new DemoFolder(Directory.CreateDirectory(named).FullName, isKept: true);

    public void Dispose()
    {
        if (IsKept)
        {
            return;
        }

        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever looks into it keeps it; the system clears its temporary files.
        }
    }
}
