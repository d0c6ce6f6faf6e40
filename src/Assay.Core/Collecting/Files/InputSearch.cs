using Assay.Collecting.Records;

namespace Assay.Collecting.Files;

/// <summary>Finds what one name on the command line stands for.</summary>
internal static class InputSearch
{
    private const string StandardInput = "-";

    private static readonly string Endings = $"Files that end in {InputEndings.Listed} are read.";

    public static IEnumerable<InputFile> Find(string name, Func<Stream> openStandardInput)
    {
        if (name == StandardInput)
        {
            return [new InputFile("stdin", null, null) { Format = InputFormat.JsonLines, Open = openStandardInput }];
        }

        // A file whose own name holds a star is meant literally.
        if (File.Exists(name))
        {
            return [Described(name, InputEndings.FormatOf(name) ?? throw new InputException(name, "the ending of the name is not one that is read.", Endings))];
        }

        bool isFolder = Directory.Exists(name);
        if (!isFolder && !FileGlob.IsPattern(name))
        {
            throw new InputException(name, "there is no such file.", $"Check the path. {Endings}{Similar(name)}");
        }

        return Found(name, isFolder);
    }

    private static InputFile[] Found(string name, bool isFolder)
    {
        InputFile[] files;
        try
        {
            files = [.. (isFolder ? FileGlob.FilesIn(name) : FileGlob.Files(name))
                .Select(path => InputEndings.FormatOf(path) is { } format ? Described(path, format) : null)
                .OfType<InputFile>()];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(name, $"cannot be searched: {error.Message}", "Check that the folder may be read.");
        }

        return files.Length > 0
            ? files
            : throw new InputException(
                name,
                isFolder ? "the folder holds no file that is read." : "no file that is read matches this pattern.",
                isFolder ? $"{Endings} Folders inside it are searched with {name.TrimEnd('/')}/**." : Endings);
    }

    private static InputFile Described(string path, InputFormat format)
    {
        FileInfo file = new(path);
        return new InputFile(path, file.Length, new DateTimeOffset(file.LastWriteTimeUtc)) { Format = format, Open = () => OpenFile(path) };
    }

    public static FileStream OpenFile(string path) => new(path, new FileStreamOptions
    {
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.SequentialScan | FileOptions.Asynchronous,
        // Every reader brings a larger buffer of its own.
        BufferSize = 0,
    });

    private static string Similar(string name)
    {
        string folder = Path.GetDirectoryName(name) is { Length: > 0 } given ? given : ".";
        if (!Directory.Exists(folder))
        {
            return $" The folder {folder} does not exist.";
        }

        IEnumerable<string> names = Directory.EnumerateFiles(folder, "*", new EnumerationOptions()).Select(path => Path.GetFileName(path));
        return Misspelling.Closest(names, [Path.GetFileName(name)]) is { } slip ? $" Was {slip.Written} meant?" : "";
    }
}
