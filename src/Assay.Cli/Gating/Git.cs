using System.ComponentModel;
using System.Diagnostics;

namespace Assay.Cli.Gating;

/// <summary>Git, as this machine has it.</summary>
internal static class Git
{
    /// <summary>Starts it in the current folder, with nothing to read. Whoever starts it ends it.</summary>
    /// <exception cref="Win32Exception">There is none, or it cannot be run.</exception>
    public static Process Start(params IEnumerable<string> arguments)
    {
        Process git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false })!;
        git.StandardInput.Close();
        return git;
    }

    /// <summary>Ends it with what it started, where it has not ended.</summary>
    public static void End(Process git)
    {
        if (!git.HasExited)
        {
            git.Kill(entireProcessTree: true);
        }
    }
}
