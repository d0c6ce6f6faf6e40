using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Assay.Storage.Sqlite;

/// <summary>
/// A prepared statement whose parameters <c>?1, ?2, ...</c> are set by place, and which is run again and again. On SQLite's own
/// interface: through ADO.NET a row costs several times what SQLite needs for it.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _utf8 = [];

    public Statement(Database database, string sql)
    {
        _database = database.Handle;
        ThrowUnlessOk(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public int Parameters => raw.sqlite3_bind_parameter_count(_statement);

    /// <summary>Of a named parameter; 0 where the statement has none of this name.</summary>
    public int Place(string parameter) => raw.sqlite3_bind_parameter_index(_statement, parameter);

    /// <summary>The names of the columns of a row.</summary>
    public IReadOnlyList<string> Columns =>
        [.. Enumerable.Range(0, raw.sqlite3_column_count(_statement)).Select(i => raw.sqlite3_column_name(_statement, i).utf8_to_string())];

    public Statement Set(int place, long value) => ThrowUnlessOk(raw.sqlite3_bind_int64(_statement, place, value));

    public Statement Set(int place, double value) => ThrowUnlessOk(raw.sqlite3_bind_double(_statement, place, value));

    public Statement Set(int place, long? value) => value is { } number ? Set(place, number) : SetNull(place);

    public Statement Set(int place, double? value) => value is { } number ? Set(place, number) : SetNull(place);

    public Statement Set(int place, string? value)
    {
        if (value is null)
        {
            return SetNull(place);
        }

        if (_utf8.Length < Encoding.UTF8.GetMaxByteCount(value.Length))
        {
            _utf8 = new byte[Encoding.UTF8.GetMaxByteCount(value.Length)];
        }

        return SetText(place, _utf8.AsSpan(0, Encoding.UTF8.GetBytes(value, _utf8)));
    }

    public Statement SetText(int place, ReadOnlySpan<byte> utf8) => ThrowUnlessOk(raw.sqlite3_bind_text(_statement, place, utf8));

    public Statement SetText(int place, byte[]? utf8) => utf8 is null ? SetNull(place) : SetText(place, utf8.AsSpan());

    public Statement SetBlob(int place, ReadOnlySpan<byte> value) => ThrowUnlessOk(raw.sqlite3_bind_blob(_statement, place, value));

    public Statement SetBlob(int place, byte[]? value) => value is null ? SetNull(place) : SetBlob(place, value.AsSpan());

    public Statement SetNull(int place) => ThrowUnlessOk(raw.sqlite3_bind_null(_statement, place));

    /// <summary>Runs to the end; how many rows it changed.</summary>
    public int Execute()
    {
        while (Read())
        {
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>Goes to the next row. False after the last; the statement can then be set and run again.</summary>
    public bool Read()
    {
        int result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        try
        {
            SqliteException.ThrowExceptionForRC(result, _database);
            return false;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Lets go of the rows that were not read; the statement can then be set and run again.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    /// <summary>Goes to the only row of a statement that always has one.</summary>
    public Statement One() => Read() ? this : throw new InvalidOperationException("a statement that always has a row had none");

    /// <summary>The key of the row that was inserted last.</summary>
    public long InsertedKey => raw.sqlite3_last_insert_rowid(_database);

    /// <summary>What a value is: <c>SQLITE_INTEGER</c>, <c>SQLITE_TEXT</c> and so on.</summary>
    public int Kind(int column) => raw.sqlite3_column_type(_statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public double Double(int column) => raw.sqlite3_column_double(_statement, column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public double? DoubleOrNull(int column) => IsNull(column) ? null : Double(column);

    public void Dispose() => _statement.Dispose();

    private Statement ThrowUnlessOk(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }

        return this;
    }
}
