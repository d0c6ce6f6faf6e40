using Assay.Collecting.Records;
using CsvHelper;

namespace Assay.Collecting.Files;

/// <summary>The columns of a table, in order.</summary>
internal sealed record CsvHeader(IReadOnlyList<CsvColumn> Columns)
{
    public const string Remedy = "The first row must name the columns, such as: id,input,output.";

    public static CsvHeader ReadOrThrow(CsvReader row, RecordPlace place)
    {
        CsvColumn[] columns = [.. Enumerable.Range(0, row.FieldCount).Select(index => CsvColumn.Of(row.GetString(index).Trim(), index))];
        if (columns.GroupBy(column => column.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { Key: string twice })
        {
            throw place.Error($"the header names the column \"{twice}\" twice.", "Rename or remove one of them.");
        }

        return FieldDescription.Missing([.. columns.Where(column => column.Field is not null).Select(column => column.Name), .. place.IsCase ? ["output"] : (string[])[]]) is { } description
            ? throw Missing(description, columns, place)
            : new CsvHeader(columns);
    }

    private static InputException Missing(FieldDescription description, CsvColumn[] columns, RecordPlace place)
    {
        string hint = Misspelling.Closest(columns.Where(column => column.Field is null).Select(column => column.Name), description.Names) is { } slip
            ? $" Was \"{slip.Written}\" meant to be \"{slip.Meant}\"?"
            : columns is [{ Name: var only }] && only.AsSpan().IndexOfAny(";\t|") is >= 0 and int at
                ? $" The columns seem to be separated by {(only[at] == '\t' ? "tabs: name the file .tsv" : $"\"{only[at]}\": save it with commas")}."
                : "";
        return place.Error($"the header row has no column \"{description.Names[0]}\".", $"{Remedy} {description.Remedy}{hint}");
    }
}
