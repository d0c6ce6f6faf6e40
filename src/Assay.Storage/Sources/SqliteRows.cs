using System.Globalization;
using Assay.Collecting.Sources;
using Assay.Configuring;
using Assay.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Assay.Storage.Sources;

/// <summary>The rows of a SQLite file, opened for reading only.</summary>
internal sealed class SqliteRows(string source, string path, TimeProvider clock) : ISourceDatabase
{
    /// <summary>A writer may hold the file for a moment. While SQLite waits for it, it cannot be interrupted.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    public async Task<SqlPage> ReadAsync(PagedQuery query, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(query.Settings.Timeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // SQLite works on the thread that asks.
            return await Task.Run(() => Read(query, stop.Token), CancellationToken.None);
        }
        catch (SqliteException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SqliteTrouble.Of(source, path, e, deadline.IsCancellationRequested ? query.Settings.Timeout : null);
        }
    }

    private SqlPage Read(PagedQuery query, CancellationToken stop)
    {
        if (!File.Exists(path))
        {
            throw new SourceException(SourceFailure.Configuration, source, $"there is no file {path}.", "Correct `path`, which is relative to the configuration.");
        }

        using var database = Database.Open(path, SqliteOpenMode.ReadOnly);
        using CancellationTokenRegistration interrupt = stop.Register(() => raw.sqlite3_interrupt(database.Handle));
        _ = raw.sqlite3_busy_timeout(database.Handle, (int)Math.Min(LongestWait.TotalMilliseconds, query.Settings.Timeout.TotalMilliseconds / 2));
        using var statement = new Statement(database, query.Sql);
        Bind(statement, query);
        var columns = RowColumns.Of(source, statement.Columns, query.Settings);
        using var page = new PageBuilder(columns, query.Limit);
        // What is interrupted before it runs would run all the same.
        while (!page.IsFull && !stop.IsCancellationRequested && statement.Read())
        {
            page.StartRow();
            for (int i = 0; i < columns.Names.Count; i++)
            {
                Take(page, columns, statement, i);
            }

            page.EndRow();
        }

        SqlValue? highest = page.IsFull && query.After is null ? Highest(database, query) : null;
        return stop.IsCancellationRequested ? throw new SqliteException("interrupted", raw.SQLITE_INTERRUPT) : page.Build(highest);
    }

    private static SqlValue? Highest(Database database, PagedQuery query)
    {
        using var statement = new Statement(database, query.HighestSql);
        Bind(statement, query);
        return !statement.Read() ? null
            : statement.Kind(0) == raw.SQLITE_INTEGER ? new SqlValue.Whole(statement.Long(0))
            : SqlValue.OfText(statement.Text(0));
    }

    private static void Bind(Statement statement, PagedQuery query)
    {
        Set(PagedQuery.FromParameter, query.From);
        Set(PagedQuery.LimitParameter, new SqlValue.Whole(query.Limit));
        Set(PagedQuery.CursorParameter, query.After?.Cursor);
        Set(PagedQuery.IdParameter, query.After?.Id);
        Set(PagedQuery.UpperParameter, query.Upper);

        void Set(string name, SqlValue? value)
        {
            int place = statement.Place($"@{name}");
            if (place == 0 || value is null)
            {
                return;
            }

            if (value is SqlValue.Whole whole)
            {
                statement.Set(place, whole.Value);
            }
            else
            {
                statement.Set(place, value.Written);
            }
        }
    }

    private void Take(PageBuilder page, RowColumns columns, Statement row, int column)
    {
        bool places = column == columns.Cursor || column == columns.Id;
        switch (row.Kind(column))
        {
            case raw.SQLITE_NULL:
                page.Null(column);
                break;
            case raw.SQLITE_INTEGER:
                if (places)
                {
                    page.Place(column, new SqlValue.Whole(row.Long(column)));
                }

                page.Value(column, row.Long(column).ToString(CultureInfo.InvariantCulture));
                break;
            case raw.SQLITE_FLOAT when column == columns.Cursor:
                throw new SourceException(SourceFailure.Configuration, source, $"the cursor \"{columns.Names[column]}\" is a fraction, which cannot be kept exactly.", "Use a column of whole numbers, times or texts.");
            case raw.SQLITE_FLOAT when double.IsFinite(row.Double(column)):
                page.Value(column, row.Double(column).ToString("R", CultureInfo.InvariantCulture));
                break;
            case raw.SQLITE_FLOAT:
                page.Text(column, row.Double(column).ToString(CultureInfo.InvariantCulture));
                break;
            case raw.SQLITE_TEXT:
                if (places && page.Fits(column, row.Bytes(column).Length))
                {
                    page.Place(column, SqlValue.OfText(row.Text(column)));
                }

                page.Text(column, row.Bytes(column));
                break;
            default:
                page.Reject($"\"{columns.Names[column]}\" holds bytes, not text.", "Leave the column out of the query, or convert it, for example with hex(...).");
                break;
        }
    }
}
