namespace Assay.Server.Dashboard.Exports;

/// <summary>A table of a page for programs.</summary>
/// <param name="Columns">Names in snake_case.</param>
/// <param name="Rows">One value for each column: text, a number, a time, or null. May be read as they are written.</param>
internal sealed record DataTable(IReadOnlyList<string> Columns, IAsyncEnumerable<IReadOnlyList<object?>> Rows)
{
    public static DataTable Of<T>(IEnumerable<T> rows, params (string Name, Func<T, object?> Value)[] columns) => Of(rows.ToAsyncEnumerable(), columns);

    public static DataTable Of<T>(IAsyncEnumerable<T> rows, params (string Name, Func<T, object?> Value)[] columns) =>
        new([.. columns.Select(c => c.Name)], rows.Select(IReadOnlyList<object?> (row) => [.. columns.Select(c => c.Value(row))]));
}
