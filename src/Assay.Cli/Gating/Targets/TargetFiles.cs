using System.Security.Cryptography;
using System.Text;
using Assay.Configuring;
using Assay.Gating.Targets;

namespace Assay.Cli.Gating.Targets;

/// <summary>What an address or a command is made of, as <c>files</c> declares it.</summary>
internal static class TargetFiles
{
    /// <summary>16 hex digits over the declaration and the content of the files; null where none are declared.</summary>
    /// <param name="folder">That paths are relative to.</param>
    /// <exception cref="ConfigurationException">A name that leads to no file.</exception>
    public static string? VersionOf(TargetSettings settings, string folder)
    {
        if (settings.Files.Count == 0)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, $"{settings.Url}\n{string.Join('\n', settings.Command)}\n{settings.Reply}\n{string.Join('\n', settings.Headers.Order().Select(h => $"{h.Key}: {h.Value}"))}");
        foreach (string path in settings.Files.SelectMany(f => Find(settings.Name, f, folder)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            Add(hash, Path.GetRelativePath(folder, path).Replace('\\', '/'));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static string[] Find(string target, string name, string folder)
    {
        string path = Path.GetFullPath(Path.Combine(folder, name));
        string[] found = File.Exists(path) ? [path]
            : Directory.Exists(path) ? Directory.GetFiles(path, "*", SearchOption.AllDirectories)
            : Path.GetDirectoryName(path) is { } parent && Directory.Exists(parent) ? Directory.GetFiles(parent, Path.GetFileName(path)) : [];
        return found.Length > 0 ? found : throw new ConfigurationException($"targets.{target}.files names {name}, and there is no such file. Name files, folders, or patterns such as src/*.py, beside the configuration.");
    }

    private static void Add(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
}
