using System.Diagnostics;

namespace Assay.Integration.Tests.Testing;

/// <summary>A disk of a few megabytes; skips the test where it may not be mounted.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var disk = new SmallDisk();
        if (!await RunAsync("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={megabytes}m"), "tmpfs", disk._folder.Path))
        {
            disk._folder.Dispose();
            Assert.Skip("This machine does not let the test mount a small file system.");
        }

        return disk;
    }

    public string File(string name) => _folder.File(name);

    public async Task GrowAsync(int megabytes) =>
        Assert.True(await RunAsync("mount", "-o", FormattableString.Invariant($"remount,size={megabytes}m"), _folder.Path));

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", _folder.Path);
        _folder.Dispose();
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using Process? process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false });
        await process!.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
