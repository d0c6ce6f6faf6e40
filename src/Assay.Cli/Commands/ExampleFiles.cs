using System.Reflection;

namespace Assay.Cli.Commands;

/// <summary>The example files that the executable carries with it.</summary>
internal static class ExampleFiles
{
    /// <summary>Names relative to the example's folder.</summary>
    public static IReadOnlyList<string> In(string example) =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(example + "/", StringComparison.Ordinal))
            .Select(n => n[(example.Length + 1)..])
            .Order(StringComparer.Ordinal),
    ];

    public static async Task WriteAsync(string example, string folder)
    {
        foreach (string name in In(example))
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using Stream from = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{example}/{name}")!;
            await using FileStream to = File.Create(path);
            await from.CopyToAsync(to);
        }
    }
}
