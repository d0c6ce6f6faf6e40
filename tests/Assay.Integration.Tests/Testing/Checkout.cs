using System.Runtime.CompilerServices;

namespace Assay.Integration.Tests.Testing;

/// <summary>Where the files of the repository are, and the data set beside it.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindUp(folder => File.Exists(Path.Combine(folder, "Assay.slnx")))
        ?? throw new InvalidOperationException("The tests run from a build inside the checkout.");

    public static string Example(string name) => Path.Combine(Root, "examples", name);

    /// <summary>A file of the recorded data; skips the test where the data is absent.</summary>
    public static string Recorded(string name)
    {
        string path = Path.Combine(Root, "..", "shared", "data", name);
        if (!File.Exists(path))
        {
            Assert.Skip($"The recorded data is not beside this checkout: ../shared/data/{name}");
        }

        return path;
    }

    // A build with an artifacts folder of its own lies outside the checkout; this source file does not.
    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file) ?? "/";

    private static string? FindUp(Func<string, bool> found)
    {
        foreach (string start in (string[])[AppContext.BaseDirectory, SourceFolder()])
        {
            for (string? folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (found(folder))
                {
                    return folder;
                }
            }
        }

        return null;
    }
}
