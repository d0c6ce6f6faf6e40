namespace Assay.Collecting.Files;

/// <summary>The endings that are read.</summary>
internal static class InputEndings
{
    public const string Listed = ".jsonl, .ndjson, .jsonl.gz, .csv, .tsv and .json";

    private static readonly (string Ending, InputFormat Format)[] Known =
    [
        (".jsonl", InputFormat.JsonLines),
        (".ndjson", InputFormat.JsonLines),
        (".jsonl.gz", InputFormat.JsonLines),
        (".csv", InputFormat.Table),
        (".tsv", InputFormat.Table),
        (".json", InputFormat.Json),
    ];

    public static InputFormat? FormatOf(string path)
    {
        foreach ((string ending, InputFormat format) in Known)
        {
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return format;
            }
        }

        return null;
    }
}
