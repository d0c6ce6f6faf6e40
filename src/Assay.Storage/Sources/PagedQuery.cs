using Assay.Configuring;

namespace Assay.Storage.Sources;

/// <summary>The user's query, asked for so many rows behind a place. Rows with the same cursor are told apart by their ids, so a page may end between them.</summary>
/// <param name="From">The value of <c>@cursor</c>.</param>
/// <param name="After">The last row of the page before; null where a look begins.</param>
/// <param name="Upper">The highest cursor to read; null where the look has none.</param>
internal sealed record PagedQuery(SourceQuery Settings, SqlValue From, SqlPlace? After, SqlValue? Upper, int Limit)
{
    public const string FromParameter = "cursor";
    public const string CursorParameter = "assay_cursor";
    public const string IdParameter = "assay_id";
    public const string UpperParameter = "assay_upper";
    public const string LimitParameter = "assay_limit";

    public string Sql
    {
        get
        {
            string cursor = Cursor;
            string id = $"assay_rows.{Quoted(Settings.Id)}";
            string behind = After is null ? "" : $" AND ({cursor} > @{CursorParameter} OR ({cursor} = @{CursorParameter} AND {id} > @{IdParameter}))";
            string upTo = Upper is null ? "" : $" AND {cursor} <= @{UpperParameter}";
            return $"""
                SELECT * FROM (
                {Asked}
                ) AS assay_rows
                WHERE {cursor} IS NOT NULL{behind}{upTo}
                ORDER BY {cursor}, {id}
                LIMIT @{LimitParameter}
                """;
        }
    }

    /// <summary>Asks for the highest cursor that there is now.</summary>
    public string HighestSql => $"""
        SELECT {Cursor} FROM (
        {Asked}
        ) AS assay_rows
        WHERE {Cursor} IS NOT NULL
        ORDER BY {Cursor} DESC
        LIMIT 1
        """;

    private string Cursor => $"assay_rows.{Quoted(Settings.Cursor)}";

    private string Asked => Settings.Sql.TrimEnd().TrimEnd(';');

    // Names cannot be parameters.
    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
