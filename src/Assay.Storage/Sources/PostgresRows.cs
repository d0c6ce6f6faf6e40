using System.Data;
using System.Net.Sockets;
using Assay.Collecting.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Assay.Storage.Sources;

/// <summary>The rows of a PostgreSQL database, read in a transaction that may not write. Between readings it holds no connection.</summary>
internal sealed class PostgresRows(string source, PostgresAddress address, TimeProvider clock) : ISourceDatabase
{
    public async Task<SqlPage> ReadAsync(PagedQuery query, CancellationToken cancellationToken)
    {
        TimeSpan limit = query.Settings.Timeout;
        using var deadline = new CancellationTokenSource(limit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await ReadPageAsync(query, stop.Token);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or SocketException or IOException or TimeoutException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw PostgresTrouble.Of(source, address, e, deadline.IsCancellationRequested ? limit : null);
        }
    }

    private async Task<SqlPage> ReadPageAsync(PagedQuery query, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(address.ConnectionString(query.Settings.Timeout));
        await connection.OpenAsync(stop);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, stop);
        await using (var readOnly = new NpgsqlCommand("SET TRANSACTION READ ONLY", connection, transaction))
        {
            await readOnly.ExecuteNonQueryAsync(stop);
        }

        using PageBuilder page = await ReadRowsAsync(query, connection, stop);
        return page.Build(page.IsFull && query.After is null ? await HighestAsync(query, connection, stop) : null);
    }

    private async Task<PageBuilder> ReadRowsAsync(PagedQuery query, NpgsqlConnection connection, CancellationToken stop)
    {
        await using NpgsqlCommand command = Command(query.Sql, query, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, stop);
        var columns = RowColumns.Of(source, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], query.Settings);
        var page = new PageBuilder(columns, query.Limit);
        var row = new PostgresRow(source, reader, columns, page);
        while (!page.IsFull && await reader.ReadAsync(stop))
        {
            await row.TakeAsync(stop);
        }

        return page;
    }

    private static async Task<SqlValue?> HighestAsync(PagedQuery query, NpgsqlConnection connection, CancellationToken stop)
    {
        await using NpgsqlCommand command = Command(query.HighestSql, query, connection);
        return await command.ExecuteScalarAsync(stop) is { } value ? PostgresRow.Placed(value) : null;
    }

    private static NpgsqlCommand Command(string sql, PagedQuery query, NpgsqlConnection connection)
    {
#pragma warning disable CA2100 // The query is the configuration's; all values are parameters.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        Add(PagedQuery.FromParameter, query.From);
        Add(PagedQuery.CursorParameter, query.After?.Cursor);
        Add(PagedQuery.IdParameter, query.After?.Id);
        Add(PagedQuery.UpperParameter, query.Upper);
        command.Parameters.Add(new NpgsqlParameter<long>(PagedQuery.LimitParameter, query.Limit));
        return command;

        // Without a type of its own a parameter takes that of the column, and the server reads the text exactly.
        void Add(string name, SqlValue? value)
        {
            if (value is not null)
            {
                command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Unknown) { Value = value.Written });
            }
        }
    }
}
