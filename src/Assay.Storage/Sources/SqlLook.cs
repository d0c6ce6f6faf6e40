namespace Assay.Storage.Sources;

/// <summary>Takes the rows of a page and tells which of them are new, and where reading goes on.</summary>
internal sealed class SqlLook(SqlCursor before)
{
    private SeenRows seen = SeenRows.FromBytes(before.Seen.ToBytes());
    private SqlPlace? last = before.After;

    /// <summary>False for a row that was read by an earlier look.</summary>
    public bool TryTake(SqlRow row)
    {
        ulong hash = row.Hash();
        bool isNew = !before.Seen.Contains(hash) && !seen.Contains(hash);
        if (row.Cursor is SqlValue.Text && row.Cursor != last?.Cursor && row.Cursor != before.High)
        {
            // Of texts only equal ones are read again.
            seen = new SeenRows();
        }

        seen.Add(SqlCursor.Ordinal(row.Cursor), hash);
        if (row is { Cursor: { } cursor, Id: { } id })
        {
            last = new SqlPlace(cursor, id);
        }

        return isNew;
    }

    /// <summary>Whether any row had a place to go on behind.</summary>
    public bool HasMoved => last != before.After;

    public SqlCursor Paused() => new() { High = before.High, After = last, Seen = seen };

    public SqlCursor Ended(Func<SqlValue?, SqlValue> lookFrom)
    {
        SqlValue? high = last is null || (before.High is not null && SqlCursor.Ordinal(last.Cursor) < SqlCursor.Ordinal(before.High)) ? before.High : last.Cursor;
        return new SqlCursor { High = high, After = null, Seen = high is null or SqlValue.Text ? seen : seen.From(SqlCursor.Ordinal(lookFrom(high))) };
    }
}
