using System.Data.Common;
using Npgsql;

namespace Assay.Storage.Postgres;

/// <summary>
/// Statements within one transaction, their parameters <c>$1, $2, ...</c> given by place. Lives as long as the operation that it
/// serves, whose cancellation it holds. Statements that were put off are sent together, with the next one that is not.
/// </summary>
internal sealed class PostgresSession(NpgsqlConnection connection, CancellationToken cancellationToken)
{
    private readonly List<(string Sql, object?[] Values)> _later = [];

    /// <summary>Runs it before the next statement, or at the end of the transaction.</summary>
    public void Later(string sql, params object?[] values) => _later.Add((sql, values));

    /// <returns>How many rows it changed.</returns>
    public async Task<int> ExecuteAsync(string sql, params object?[] values)
    {
        await SendAsync();
        await using NpgsqlCommand command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> row, params object?[] values)
    {
        await SendAsync();
        await using NpgsqlCommand command = Command(sql, values);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>The first column of the only row, of a statement that has one; the default where it has none.</summary>
    public async Task<T?> ValueAsync<T>(string sql, params object?[] values) =>
        (await ListAsync(sql, row => row.IsDBNull(0) ? default : row.GetFieldValue<T>(0), values)) is [var value, ..] ? value : default;

    /// <summary>Sends what was put off.</summary>
    public async Task SendAsync()
    {
        if (_later.Count == 0)
        {
            return;
        }

        await using NpgsqlBatch batch = connection.CreateBatch();
        foreach ((string sql, object?[] values) in _later)
        {
#pragma warning disable CA2100 // Constants of this folder come here; all values are parameters.
            var command = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
            Bind(command.Parameters, values);
            batch.BatchCommands.Add(command);
        }

        _later.Clear();
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, object?[] values)
    {
#pragma warning disable CA2100 // Constants of this folder come here; all values are parameters.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        Bind(command.Parameters, values);
        return command;
    }

    private static void Bind(DbParameterCollection parameters, object?[] values)
    {
        foreach (object? value in values)
        {
            parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }
    }
}
