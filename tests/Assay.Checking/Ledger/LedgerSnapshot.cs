using Microsoft.Data.Sqlite;

namespace Assay.Checking.Ledger;

/// <summary>
/// A ledger's file as it is at one moment: one reading transaction on a connection of its own, which is closed with it, so that
/// a service that dies and starts again finds the file as if nobody were looking.
/// </summary>
internal sealed class LedgerSnapshot : IDisposable
{
    private static readonly string[] Tables = ["responses", "outcomes", "criterion_scores", "attempts", "tallies"];

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    private LedgerSnapshot(SqliteConnection connection)
    {
        _connection = connection;
        _transaction = connection.BeginTransaction(deferred: true);
    }

    /// <summary>Null where there is no ledger yet, or not the whole of one.</summary>
    public static LedgerSnapshot? TryOpen(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var snapshot = new LedgerSnapshot(connection);
        if (snapshot.Long($"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('{string.Join("', '", Tables)}')") < Tables.Length)
        {
            snapshot.Dispose();
            return null;
        }

        return snapshot;
    }

    /// <summary>Of the responses.</summary>
    public long LargestKey => Long("SELECT coalesce(max(response_key), 0) FROM responses");

    public OutcomeCounts Tallies() => OutcomeCounts.Of(Rows("SELECT state, sum(outcomes) FROM tallies GROUP BY state", r => (r.GetInt64(0), r.GetInt64(1))));

    public long Long(string sql, params ReadOnlySpan<object> parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        return (long)command.ExecuteScalar()!;
    }

    /// <param name="parameters">For <c>$0</c>, <c>$1</c> and so on.</param>
    public IEnumerable<T> Rows<T>(string sql, Func<SqliteDataReader, T> row, params object[] parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return row(reader);
        }
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<object> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _transaction;
        for (int i = 0; i < parameters.Length; i++)
        {
            command.Parameters.AddWithValue($"${i}", parameters[i]);
        }

        return command;
    }
}
