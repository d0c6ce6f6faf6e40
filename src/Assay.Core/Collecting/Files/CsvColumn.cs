using Assay.Collecting.Records;

namespace Assay.Collecting.Files;

/// <summary>One column of a table: a field that Assay knows, or metadata.</summary>
/// <param name="Name">As the header names it.</param>
/// <param name="Field">Null for metadata.</param>
/// <param name="Key">The name in the record.</param>
internal sealed record CsvColumn(string Name, ResponseField? Field, string Key)
{
    private const string MetadataPrefix = "metadata.";

    public static CsvColumn Of(string name, int index) => name switch
    {
        // Table writers give their row number a column without a name.
        "" => new CsvColumn($"column_{index + 1}", null, $"column_{index + 1}"),
        _ when name.StartsWith(MetadataPrefix, StringComparison.Ordinal) && name.Length > MetadataPrefix.Length => new CsvColumn(name, null, name[MetadataPrefix.Length..]),
        _ => new CsvColumn(name, FieldDescription.Named(name)?.Field, name),
    };
}
