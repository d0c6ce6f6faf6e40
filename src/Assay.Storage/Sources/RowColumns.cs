using Assay.Collecting.Records;
using Assay.Collecting.Sources;
using Assay.Configuring;

namespace Assay.Storage.Sources;

/// <summary>Which column of a query is what.</summary>
internal sealed class RowColumns
{
    private RowColumns(IReadOnlyList<string> names, int cursor, int id) => (Names, Cursor, Id) = (names, cursor, id);

    public IReadOnlyList<string> Names { get; }

    public int Cursor { get; }

    public int Id { get; }

    /// <summary>The names in the record: the id's is <c>id</c>, whatever the query calls it.</summary>
    public IEnumerable<string> Fields => Names.Select((name, i) => i == Id ? "id" : name == "id" ? "metadata.id" : name);

    /// <summary>Whether a column is part of the response. A cursor alone is not: it may change where the response does not.</summary>
    public bool IsPart(int column) => column != Cursor || column == Id || RowJson.IsField(Names[column]);

    /// <exception cref="SourceException">Columns are missing or have one name.</exception>
    public static RowColumns Of(string source, IReadOnlyList<string> names, SourceQuery query)
    {
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { Key: string twice })
        {
            throw Wrong($"the query has two columns \"{twice}\".", "Give one of them another name with AS.");
        }

        if (RowJson.Missing([.. names]) is { } missing)
        {
            throw Wrong($"the query has no column \"{missing.Name}\" (its columns: {string.Join(", ", names)}).", $"{missing.Remedy} Name columns with AS.");
        }

        return new RowColumns(names, Index("cursor", query.Cursor), Index("id", query.Id));

        int Index(string key, string column)
        {
            for (int i = 0; i < names.Count; i++)
            {
                if (names[i] == column)
                {
                    return i;
                }
            }

            string hint = NearestName.Of(column, names) is { } nearest ? $" Did you mean `{nearest}`?" : "";
            throw Wrong($"the query has no column \"{column}\", which `{key}` names (its columns: {string.Join(", ", names)}).", $"Select it, or correct `{key}`.{hint}");
        }

        SourceException Wrong(string problem, string remedy) => new(SourceFailure.Configuration, source, problem, remedy);
    }
}
