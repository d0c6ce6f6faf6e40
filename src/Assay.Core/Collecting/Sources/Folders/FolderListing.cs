using Assay.Collecting.Files;

namespace Assay.Collecting.Sources.Folders;

/// <summary>Finds the files of a folder source.</summary>
internal sealed class FolderListing(string source, string folder, string pattern)
{
    /// <summary>What the marks of so many files need is still a cursor that can be stored with every batch.</summary>
    public const int MostFiles = 10_000;

    /// <summary>In ordinal order.</summary>
    /// <exception cref="SourceException">The folder is not there or may not be read, or there are too many files.</exception>
    public IReadOnlyList<FolderFile> Find()
    {
        string full = Path.Combine(folder, pattern);
        string root = Root(full);
        // A folder that is gone is not an empty one: its files may come back with it.
        if (!Directory.Exists(root))
        {
            throw new SourceException(SourceFailure.Transient, source, $"the folder {Path.GetRelativePath(folder, root)} does not exist.", "Create it, or correct `files`.");
        }

        FolderFile[] files;
        try
        {
            files = [.. FileGlob.Files(full).Where(path => InputEndings.FormatOf(path) is not null).Select(Describe).OfType<FolderFile>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(SourceFailure.Transient, source, $"the folder cannot be searched: {e.Message}", "Check that it may be read.");
        }

        return files.Length <= MostFiles
            ? files
            : throw new SourceException(
                SourceFailure.Configuration, source, $"`files` matches {files.Length} files, but at most {MostFiles} are watched.",
                "Narrow the pattern, split it into several sources, or move away files that were read.");
    }

    private FolderFile? Describe(string path)
    {
        // Of a link .NET tells the link's own size and time, which do not change when the file grows.
        FileInfo? file = Target(new FileInfo(path));
        // Files may go while they are listed.
        return file is { Exists: true } ? new FolderFile(path, Path.GetRelativePath(folder, path), file.Length, file.LastWriteTimeUtc.Ticks) : null;
    }

    private static FileInfo? Target(FileInfo file)
    {
        try
        {
            return file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        }
        catch (IOException)
        {
            // Links that lead to one another.
            return null;
        }
    }

    private static string Root(string pattern)
    {
        string root = Path.GetDirectoryName(pattern) ?? pattern;
        while (FileGlob.IsPattern(root))
        {
            root = Path.GetDirectoryName(root) ?? "/";
        }

        return root;
    }
}
