using Assay.Configuring;

namespace Assay.Cli.Output;

/// <summary>A file that is named with <c>--out</c>: its ending says what is written, and it appears under its name only when it is whole.</summary>
internal static class OutFile
{
    /// <summary>Finds out before any work is done whether the file can be written at all.</summary>
    /// <exception cref="ConfigurationException">The ending is not known, or there is no such folder.</exception>
    public static void ThrowIfUnwritable(string path, params string[] endings)
    {
        if (!endings.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ConfigurationException($"--out {path} has an ending that is not written. Known: {string.Join(", ", endings)}.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw new ConfigurationException($"--out {path} cannot be written: the folder {folder} does not exist. Make it first, or name another file.");
        }
    }

    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        string part = path + ".part";
        try
        {
            await using (FileStream stream = File.Create(part))
            {
                await write(stream);
            }

            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
