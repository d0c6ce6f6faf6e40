using System.Runtime.CompilerServices;

namespace Assay.Collecting.Files;

/// <summary>The files of a run, found by names and patterns and read one after another.</summary>
public sealed class InputFiles
{
    private InputFiles(IReadOnlyList<InputFile> files) => Files = files;

    /// <summary>In the order of the names given; what one pattern finds is in ordinal order. Each file once.</summary>
    public IReadOnlyList<InputFile> Files { get; }

    /// <param name="names">Files, folders, patterns such as <c>data/**/*.jsonl</c>, or <c>-</c> for JSON Lines from standard input.</param>
    /// <param name="openStandardInput">Null for that of the process.</param>
    /// <exception cref="InputException">A name that leads to no file, or to one that is not read.</exception>
    public static InputFiles Find(IEnumerable<string> names, Func<Stream>? openStandardInput = null)
    {
        InputFile[] files = [.. names.SelectMany(name => InputSearch.Find(name, openStandardInput ?? Console.OpenStandardInput)).DistinctBy(Identity, StringComparer.Ordinal)];
        return files.Length > 0
            ? new InputFiles(files)
            : throw new InputException("input", "no file was named.", $"Name at least one file ({InputEndings.Listed}), or - for standard input.");
    }

    /// <summary>All responses; positions count from 1 over all files.</summary>
    /// <exception cref="InputException">A file that cannot be opened or a record that cannot be read.</exception>
    public IAsyncEnumerable<SourcedResponse> ReadAsync(CancellationToken cancellationToken = default) => ReadAsync(areCases: false, cancellationToken);

    /// <inheritdoc cref="ReadAsync(CancellationToken)"/>
    /// <param name="areCases">They are cases of a data set, which need not have an output.</param>
    /// <exception cref="InputException">A file that cannot be opened or a record that cannot be read.</exception>
    public async IAsyncEnumerable<SourcedResponse> ReadAsync(bool areCases, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long position = 0;
        foreach (InputFile file in Files)
        {
            await using Stream stream = OpenOrThrow(file);
            IAsyncEnumerable<SourcedResponse> responses = file.Format switch
            {
                InputFormat.Table => CsvFile.ReadAsync(stream, file.Name, position, areCases, cancellationToken),
                InputFormat.Json => JsonFile.ReadAsync(stream, file.Name, position, areCases, cancellationToken),
                _ => JsonlFile.ReadAsync(stream, file.Name, position, areCases, cancellationToken),
            };
            await foreach (SourcedResponse response in responses.WithCancellation(cancellationToken))
            {
                position = response.Position;
                yield return response;
            }
        }
    }

    /// <summary>How many records there are, for a progress bar; null where only reading can tell (standard input, a damaged file).</summary>
    /// <exception cref="InputException">A file that cannot be opened.</exception>
    public async Task<long?> CountRecordsAsync(CancellationToken cancellationToken = default)
    {
        if (Files.Any(file => file.Length is null))
        {
            return null;
        }

        long total = 0;
        foreach (InputFile file in Files)
        {
            await using Stream stream = OpenOrThrow(file);
            if (await CountAsync(stream, file, cancellationToken) is not { } count)
            {
                return null;
            }

            total += count;
        }

        return total;
    }

    private static async Task<long?> CountAsync(Stream stream, InputFile file, CancellationToken cancellationToken)
    {
        try
        {
            switch (file.Format)
            {
                case InputFormat.Table:
                    return Math.Max(0, await LineCount.OfAsync(stream, cancellationToken, quoted: true) - 1);
                case InputFormat.Json:
                    return await JsonFile.CountAsync(stream, file.Name, cancellationToken);
                default:
                    await using (Stream? unpacked = WholeGzipStream.IsNamed(file.Name) ? new WholeGzipStream(stream) : null)
                    {
                        return await LineCount.OfAsync(unpacked ?? stream, cancellationToken);
                    }
            }
        }
        catch (Exception error) when (error is InvalidDataException or InputException)
        {
            // Reading names the place of the damage, and only after what stands before it was given out.
            return null;
        }
    }

    internal static Stream OpenOrThrow(InputFile file)
    {
        try
        {
            return file.Open();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(file.Name, $"cannot be opened: {error.Message}", "Check that the file is still there and may be read.");
        }
    }

    private static string Identity(InputFile file) => file.Length is null ? "" : Path.GetFullPath(file.Name);
}
