using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Collecting.Records;

namespace Assay.Gating.Data;

/// <summary>Reads a data set: JSON Lines, JSON, CSV and TSV as responses are read, and YAML; an output is not needed, and not kept.</summary>
public static class DataSetFile
{
    private const long LargestYaml = 64 * 1024 * 1024;

    /// <exception cref="InputException">There is no such file, it cannot be read, or it holds no case.</exception>
    public static async Task<DataSet> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var cases = new List<SourcedResponse>();
        await foreach (SourcedResponse one in IsYaml(path) ? FromYamlAsync(path, cancellationToken) : InputFiles.Find([path]).ReadAsync(areCases: true, cancellationToken))
        {
            cases.Add(one with { Response = WithoutOutput(one.Response) });
        }

        return cases.Count > 0 ? new DataSet(cases) : throw new InputException(path, "holds no case.", "Write one record a case, such as {\"id\": \"c1\", \"input\": \"...\"}.");
    }

    private static bool IsYaml(string path) => path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    private static Response WithoutOutput(Response response)
    {
        Response bare = response with { Output = "" };
        return ContentHash.IsIdOf(response) ? bare with { Id = ContentHash.Of(bare).ToResponseId() } : bare;
    }

    private static async IAsyncEnumerable<SourcedResponse> FromYamlAsync(string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long position = 0;
        foreach ((long line, byte[] json) in YamlRecords.Read(path, await TextAsync(path, cancellationToken)))
        {
            yield return new SourcedResponse(ResponseJson.Read(json, new RecordPlace(path, line) { IsCase = true }), path, line, ++position);
        }
    }

    private static async Task<string> TextAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(path).Length > LargestYaml
                ? throw new InputException(path, $"is larger than {LargestYaml >> 20} MiB, and YAML is read whole.", "Write it as JSON Lines.")
                : await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file." : $"cannot be opened: {error.Message}", "Check the path.");
        }
    }
}
