using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Assay.Benchmarks.Clients;

/// <summary>A bare HttpClient with one plain writer behind it: number and reply into one table, whatever waits in one transaction.</summary>
internal sealed class HttpAndSqliteLoop : IPlainClient
{
    private readonly HttpLoop _http;
    private readonly SqliteConnection _connection;
    private readonly Channel<(int Number, byte[] Reply)> _replies = Channel.CreateBounded<(int, byte[])>(new BoundedChannelOptions(1_000) { SingleReader = true });
    private readonly Task _writing;

    public HttpAndSqliteLoop(HttpLoop http, string store)
    {
        _http = http;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = store, Pooling = false }.ToString());
        _connection.Open();
        Execute("pragma journal_mode = wal");
        Execute("pragma synchronous = normal");
        Execute("create table replies (number integer primary key, reply blob not null)");
        _writing = Task.Run(WriteAllAsync);
    }

    public async Task CallAsync(int number) => await _replies.Writer.WriteAsync((number, await _http.ReplyAsync(number)));

    public async Task CompleteAsync()
    {
        _replies.Writer.Complete();
        await _writing;
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _http.DisposeAsync();
    }

    private async Task WriteAllAsync()
    {
        await using SqliteCommand insert = _connection.CreateCommand();
        insert.CommandText = "insert into replies (number, reply) values ($number, $reply)";
        SqliteParameter key = insert.Parameters.Add("$number", SqliteType.Integer);
        SqliteParameter value = insert.Parameters.Add("$reply", SqliteType.Blob);
        while (await _replies.Reader.WaitToReadAsync())
        {
            Execute("begin");
            while (_replies.Reader.TryRead(out (int Number, byte[] Reply) reply))
            {
                (key.Value, value.Value) = (reply.Number, reply.Reply);
                insert.ExecuteNonQuery();
            }

            Execute("commit");
        }
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
