using System.ComponentModel;
using System.Diagnostics;

namespace Assay.Cli.Demo;

/// <summary>The desktop that the process runs on, where there is one.</summary>
internal static class Desktop
{
    /// <summary>Opens an address in the browser, where somebody sits at one; says nothing where that fails.</summary>
    public static void TryOpen(string address, Func<string, string?> environment)
    {
        if (Opener(environment) is not { } opener)
        {
            return;
        }

        try
        {
            using Process? _ = Process.Start(opener is ""
                ? new ProcessStartInfo(address) { UseShellExecute = true }
                : new ProcessStartInfo(opener, [address]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException)
        {
            // The address is on the terminal too.
        }
    }

    /// <summary>The program that opens an address; empty where the system does it itself, null without a desktop.</summary>
    private static string? Opener(Func<string, string?> environment) =>
        environment("CI") is not null || environment("SSH_CONNECTION") is not null ? null
        : OperatingSystem.IsWindows() ? ""
        : OperatingSystem.IsMacOS() ? "open"
        : environment("DISPLAY") is { Length: > 0 } || environment("WAYLAND_DISPLAY") is { Length: > 0 } ? "xdg-open"
        : null;
}
