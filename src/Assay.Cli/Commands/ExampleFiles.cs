using System.Reflection;
using Assay.Configuring;

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

    /// <summary>Writes all of them. Hidden ones, which are aids for editors, may be renewed; of others, what stands there already with other content stays.</summary>
    /// <exception cref="ConfigurationException">A file of the user's own is in the way; nothing was written.</exception>
    public static async Task WriteAsync(string example, string folder)
    {
        IReadOnlyList<string> names = In(example);
        foreach (string name in names.Where(n => !n.StartsWith('.')))
        {
            string path = Path.Combine(folder, name);
            byte[] ours = await ReadAsync(example, name);
            byte[] there = File.Exists(path) ? await File.ReadAllBytesAsync(path) : ours;
            if (!there.AsSpan().SequenceEqual(ours))
            {
                throw new ConfigurationException($"{path} exists already, and nothing is overwritten. Name an empty folder.");
            }
        }

        foreach (string name in names)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, await ReadAsync(example, name));
        }
    }

    /// <summary>The text of one, such as <c>demo/assay.yaml</c>.</summary>
    public static string Text(string path)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(path)!);
        return reader.ReadToEnd();
    }

    private static async Task<byte[]> ReadAsync(string example, string name)
    {
        await using Stream from = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{example}/{name}")!;
        using var bytes = new MemoryStream();
        await from.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
