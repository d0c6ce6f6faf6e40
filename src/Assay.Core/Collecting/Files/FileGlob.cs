using System.IO.Enumeration;

namespace Assay.Collecting.Files;

/// <summary>Finds files by a pattern: <c>*</c> and <c>?</c> within a name, <c>**</c> for folders at any depth; hidden files are left out.</summary>
internal static class FileGlob
{
    // A folder that may not be entered is an error: skipping it would judge less than was asked for.
    private static readonly EnumerationOptions Visible = new() { IgnoreInaccessible = false };

    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    private static readonly string[] DirectlyInside = ["*"];

    private static readonly string[] EverywhereBelow = ["**", "*"];

    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');

    /// <summary>In ordinal order, each once.</summary>
    public static IReadOnlyList<string> Files(string pattern)
    {
        string root = Path.GetPathRoot(pattern) ?? "";
        string[] segments = pattern[root.Length..].Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        return [.. Under(root, segments).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The files directly in a folder, in ordinal order.</summary>
    public static IReadOnlyList<string> FilesIn(string folder) => [.. Under(folder, DirectlyInside).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Under(string folder, ArraySegment<string> segments) => segments switch
    {
        ["**"] => Under(folder, EverywhereBelow),
        ["**", .. var rest] => Under(folder, rest).Concat(Folders(folder, "*").Where(IsReal).SelectMany(inner => Under(inner, segments))),
        [var name] => Matches(folder, name, Directory.EnumerateFiles),
        [var name, .. var rest] when IsPattern(name) => Folders(folder, name).SelectMany(inner => Under(inner, rest)),
        [var name, .. var rest] => Under(Path.Combine(folder, name), rest),
        _ => [],
    };

    private static IEnumerable<string> Folders(string folder, string name) => Matches(folder, name, Directory.EnumerateDirectories);

    private static IEnumerable<string> Matches(string folder, string name, Func<string, string, EnumerationOptions, IEnumerable<string>> list)
    {
        string place = folder.Length == 0 ? "." : folder;
        return Directory.Exists(place)
            ? list(place, "*", Visible)
                .Select(path => Path.GetFileName(path))
                .Where(found => FileSystemName.MatchesSimpleExpression(name, found, ignoreCase: OperatingSystem.IsWindows()))
                .Select(found => Path.Combine(folder, found))
            : [];
    }

    // A link may lead back to a folder above it.
    private static bool IsReal(string folder) => new DirectoryInfo(folder).LinkTarget is null;
}
