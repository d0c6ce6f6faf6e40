using Assay.Configuring;

namespace Assay.Storage.Sources;

/// <summary>The user's query, asked for so many rows behind a place. Rows with the same cursor are told apart by their ids, so a page may end between them.</summary>
/// <param name="From">The value of <c>@cursor</c>.</param>
/// <param name="After">The last row of the page before; null where a look begins.</param>
internal sealed record PagedQuery(SourceQuery Settings, SqlValue From, SqlPlace? After, int Limit)
{
    public const string FromParameter = "cursor";
    public const string CursorParameter = "assay_cursor";
    public const string IdParameter = "assay_id";
    public const string LimitParameter = "assay_limit";

    public string Sql
    {
        get
        {
            string cursor = $"assay_rows.{Quoted(Settings.Cursor)}";
            string id = $"assay_rows.{Quoted(Settings.Id)}";
            string behind = After is null ? "" : $" AND ({cursor} > @{CursorParameter} OR ({cursor} = @{CursorParameter} AND {id} > @{IdParameter}))";
            return $"""
                SELECT * FROM (
                {Settings.Sql.TrimEnd().TrimEnd(';')}
                ) AS assay_rows
                WHERE {cursor} IS NOT NULL{behind}
                ORDER BY {cursor}, {id}
                LIMIT @{LimitParameter}
                """;
        }
    }

    // Names cannot be parameters.
    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
