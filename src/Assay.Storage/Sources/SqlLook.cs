namespace Assay.Storage.Sources;

/// <summary>Takes the rows of a page and tells which of them are new, and where reading goes on.</summary>
/// <remarks>Uses up what <paramref name="before"/> has seen.</remarks>
internal sealed class SqlLook(SqlCursor before)
{
    private readonly SeenRows seen = before.Seen;
    private SqlPlace? last = before.After;

    /// <summary>Whether any row had a place to go on behind.</summary>
    public bool HasMoved => last != before.After;

    /// <summary>False for a row that was read by an earlier look.</summary>
    public bool TryTake(SqlRow row)
    {
        if (row.Cursor is SqlValue.Text && row.Cursor != last?.Cursor)
        {
            // Of texts only those equal to the highest are read again.
            seen.Clear();
        }

        if (row is { Cursor: { } cursor, Id: { } id })
        {
            last = new SqlPlace(cursor, id);
        }

        return seen.TryPass(row.Hash(), SqlCursor.Ordinal(row.Cursor));
    }

    /// <param name="upper">Where this look is to end.</param>
    public SqlCursor Paused(SqlValue? upper) => new() { High = before.High, After = last, Upper = upper, Seen = seen };

    /// <param name="lookFrom">Where the next look begins, by the highest cursor.</param>
    public SqlCursor Ended(Func<SqlValue?, SqlValue> lookFrom)
    {
        bool isLower = before.High is not null && (last is null || SqlCursor.Ordinal(last.Cursor) < SqlCursor.Ordinal(before.High));
        SqlValue? high = isLower ? before.High : last?.Cursor;
        return new SqlCursor { High = high, Seen = seen.Turn(SqlCursor.Ordinal(lookFrom(high))) };
    }
}
