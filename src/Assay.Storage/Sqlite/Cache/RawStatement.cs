using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Assay.Storage.Sqlite.Cache;

/// <summary>
/// A prepared statement on SQLite's own interface, for statements that run hundreds of thousands of times a second. Parameters
/// <c>?1, ?2, ...</c> and columns are reached by place; a text comes back as it was, also with half of a surrogate pair.
/// </summary>
internal sealed class RawStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public RawStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        int result = raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement);
        if (result != raw.SQLITE_OK)
        {
            throw Error(result);
        }
    }

    public RawStatement Set(int place, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, place, value));
        return this;
    }

    public RawStatement Set(int place, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            Check(value is null ? raw.sqlite3_bind_null(_statement, place) : raw.sqlite3_bind_text(_statement, place, ""));
            return this;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        OperationStatus status = Utf8.FromUtf16(value, buffer, out _, out int written, replaceInvalidSequences: false);
        Check(status == OperationStatus.Done
            ? raw.sqlite3_bind_text(_statement, place, buffer.AsSpan(0, written))
            : raw.sqlite3_bind_blob(_statement, place, MemoryMarshal.AsBytes(value.AsSpan())));
        ArrayPool<byte>.Shared.Return(buffer);
        return this;
    }

    public RawStatement Set(int place, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, place, value));
        return this;
    }

    /// <summary>Goes on to the next row; false: there is none, and the statement can be used anew.</summary>
    public bool Step()
    {
        int result = raw.sqlite3_step(_statement);
        switch (result)
        {
            case raw.SQLITE_ROW:
                return true;
            case raw.SQLITE_DONE:
                Reset();
                return false;
            default:
                SqliteException error = Error(result);
                Reset();
                throw error;
        }
    }

    /// <summary>Gives up the rows that are left.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public void Execute()
    {
        if (Step())
        {
            Reset();
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Good until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public string? Text(int column) => raw.sqlite3_column_type(_statement, column) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_BLOB => new string(MemoryMarshal.Cast<byte, char>(raw.sqlite3_column_blob(_statement, column))),
        _ => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column)),
    };

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Error(result);
        }
    }

    private SqliteException Error(int result) =>
        new(raw.sqlite3_errmsg(_database).utf8_to_string(), result & 0xff, raw.sqlite3_extended_errcode(_database));
}
