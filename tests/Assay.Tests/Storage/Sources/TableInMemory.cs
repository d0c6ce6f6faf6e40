using System.Globalization;
using System.Text;
using Assay.Storage.Sources;

namespace Assay.Tests.Storage.Sources;

/// <summary>Rows (cursor, id) that are asked for as a database is.</summary>
internal sealed class TableInMemory : ISourceDatabase
{
    public List<(long Cursor, long Id)> Rows { get; } = [];

    public Task<SqlPage> ReadAsync(PagedQuery query, CancellationToken cancellationToken)
    {
        (long Cursor, long Id) after = query.After is { } place ? (Whole(place.Cursor), Whole(place.Id)) : (long.MinValue, long.MinValue);
        long upper = query.Upper is { } highest ? Whole(highest) : long.MaxValue;
        SqlRow[] rows = [.. Rows.Where(r => r.Cursor >= Whole(query.From) && r.CompareTo(after) > 0 && r.Cursor <= upper).Order().Take(query.Limit).Select(Row)];
        return Task.FromResult(new SqlPage(rows, rows.Length == query.Limit, rows.Length == query.Limit && query.After is null ? new SqlValue.Whole(Rows.Max(r => r.Cursor)) : null));
    }

    private static long Whole(SqlValue value) => ((SqlValue.Whole)value).Value;

    private static SqlRow Row((long Cursor, long Id) row)
    {
        string json = string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{row.Id}},"input":"q","output":"a"}""");
        return new SqlRow(new SqlValue.Whole(row.Cursor), new SqlValue.Whole(row.Id), Encoding.UTF8.GetBytes(json), row.Id % 7 == 0 ? new RowProblem("Seven.", "Take another.") : null);
    }
}
