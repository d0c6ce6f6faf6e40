using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

/// <summary>How the command line tells that something went wrong.</summary>
internal static class Trouble
{
    /// <summary>Holds that stderr is one paragraph without a stack trace that names all of <paramref name="mentioned"/>.</summary>
    public static void AssertTold(AssayProcess.Finished finished, int exitCode, params string[] mentioned)
    {
        Assert.True(finished.ExitCode == exitCode, $"expected exit {exitCode}, got {finished}");
        Assert.StartsWith("assay: ", finished.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n", finished.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", finished.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", finished.Errors, StringComparison.Ordinal);
        foreach (string text in mentioned)
        {
            Assert.Contains(text, finished.Errors, StringComparison.Ordinal);
        }
    }
}
