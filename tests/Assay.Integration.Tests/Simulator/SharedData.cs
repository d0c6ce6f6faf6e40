namespace Assay.Integration.Tests.Simulator;

/// <summary>Recorded data that stands beside the checkout, not in it.</summary>
internal static class SharedData
{
    public static string FolderOrSkip(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "shared", "data", name);
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        Assert.Skip($"The recorded data set '{name}' is not beside the checkout (shared/data/{name}).");
        return "";
    }
}
