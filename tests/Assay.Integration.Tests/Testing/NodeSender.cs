using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Assay.Integration.Tests.Testing;

/// <summary>An application on Node in <c>tests/senders</c>, with the packages that its lock file names. Skips the test where they are not installed.</summary>
internal static class NodeSender
{
    /// <summary>Lets the application make the chats and send its spans; the completions it got, in the chats' order.</summary>
    /// <param name="script">Below <c>tests/senders</c>.</param>
    public static async Task<IReadOnlyList<JsonElement>> RunAsync(string script, IReadOnlyDictionary<string, string> environment, IEnumerable<string> chats)
    {
        string path = Path.Combine(Checkout.Root, "tests", "senders", script);
        if (!File.Exists(Path.Combine(Path.GetDirectoryName(path)!, "node_modules", ".package-lock.json")))
        {
            Assert.Skip($"The packages of {script} are not installed: eng/install-services gets them, or says how.");
        }

        using Process process = Start(path, environment, chats);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}: {await errors}");
        return [.. output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line))];
    }

    private static Process Start(string path, IReadOnlyDictionary<string, string> environment, IEnumerable<string> chats)
    {
        var start = new ProcessStartInfo("node", [path, .. chats]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // Whatever this machine says of telemetry, keys and proxies is not of the test.
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("node is not installed: eng/install-services gets it, or says how.");
            throw;
        }
    }
}
