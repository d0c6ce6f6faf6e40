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

        await using NpgsqlCommand command = Command(query, connection, transaction);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, stop);
        var columns = RowColumns.Of(source, [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], query.Settings);
        using var page = new PageBuilder(columns, query.Limit);
        var row = new PostgresRow(source, reader, columns, page);
        while (!page.IsFull && await reader.ReadAsync(stop))
        {
            await row.TakeAsync(stop);
        }

        return page.Build();
    }

    private static NpgsqlCommand Command(PagedQuery query, NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
#pragma warning disable CA2100 // The query is the configuration's; all values are parameters.
        var command = new NpgsqlCommand(query.Sql, connection, transaction);
#pragma warning restore CA2100
        Add(PagedQuery.FromParameter, query.From);
        command.Parameters.Add(new NpgsqlParameter<long>(PagedQuery.LimitParameter, query.Limit));
        if (query.After is { } after)
        {
            Add(PagedQuery.CursorParameter, after.Cursor);
            Add(PagedQuery.IdParameter, after.Id);
        }

        return command;

        // Without a type of its own a parameter takes that of the column, and the server reads the text exactly.
        void Add(string name, SqlValue value) => command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Unknown) { Value = value.Written });
    }
}
