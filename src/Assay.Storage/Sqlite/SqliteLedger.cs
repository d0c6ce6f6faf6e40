using System.Runtime.CompilerServices;
using System.Text;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>
/// The ledger in one SQLite file. One connection writes, in large transactions, under a lock; readings use connections of their
/// own, which write-ahead logging lets see the last commit. A second file beside it keeps two runs from working on it at once.
/// </summary>
public sealed class SqliteLedger : ILedger
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly FileStream? _ownership;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly TimeProvider _clock;
    private readonly ResponseWriter _responses;
    private readonly OutcomeWriter _outcomes;

    private SqliteLedger(string path, SqliteConnection connection, FileStream? ownership, TimeProvider clock)
    {
        _path = path;
        _connection = connection;
        _ownership = ownership;
        _clock = clock;
        _responses = new ResponseWriter(connection, clock);
        _outcomes = new OutcomeWriter(connection, clock);
    }

    /// <summary>Opens a ledger to work on it; makes the file where there is none.</summary>
    /// <exception cref="LedgerException">Another process works on it, it is no ledger, or it cannot be written.</exception>
    public static SqliteLedger Open(string path, TimeProvider clock)
    {
        string full = Path.GetFullPath(path);
        return Guard(full, () =>
        {
            FileStream ownership = Own(full);
            try
            {
                return new SqliteLedger(full, Connect(full, SqliteOpenMode.ReadWriteCreate), ownership, clock);
            }
            catch
            {
                ownership.Dispose();
                throw;
            }
        });
    }

    public Task<RunKey> OpenRunAsync(RunIdentity identity, Judge judge, CancellationToken cancellationToken) =>
        WriteAsync(() => RunTable.Open(_connection, identity, judge, _clock), cancellationToken);

    public Task SavePriceAsync(RunKey run, ModelPrice price, CancellationToken cancellationToken) =>
        WriteAsync(() => RunTable.SavePrice(_connection, run, price, _clock), cancellationToken);

    public Task<Acceptance> AcceptAsync(RunKey run, IReadOnlyList<SourcedResponse> responses, CancellationToken cancellationToken) =>
        WriteAsync(() => _responses.Accept(run, responses), cancellationToken);

    public Task RecordAsync(RunKey run, IReadOnlyList<JudgedResponse> judged, CancellationToken cancellationToken) =>
        WriteAsync(
            () =>
            {
                _outcomes.Record(run, judged);
                return 0;
            },
            cancellationToken);

    public Task CloseRunAsync(RunKey run, CancellationToken cancellationToken) =>
        WriteAsync(() => RunTable.Close(_connection, run, _clock), cancellationToken);

    public Task SaveReplyFormAsync(string endpoint, string model, ReplyForm form, CancellationToken cancellationToken) =>
        WriteAsync(() => RunTable.SaveReplyForm(_connection, endpoint, model, form, _clock), cancellationToken);

    public Task<ReplyForm?> FindReplyFormAsync(string endpoint, string model, CancellationToken cancellationToken) =>
        Task.Run(() => Read(connection => RunTable.FindReplyForm(connection, endpoint, model)), cancellationToken);

    public Task<RunAccount> AccountAsync(RunKey run, IReadOnlyList<string> slices, CancellationToken cancellationToken) =>
        Task.Run(() => Read(connection => AccountReader.Read(connection, run, slices)), cancellationToken);

    public Task<IReadOnlyList<ResultRow>> LowestAsync(RunKey run, int count, CancellationToken cancellationToken) =>
        Task.Run(() => Read(connection => ResultReader.Lowest(connection, run, count)), cancellationToken);

    public Task<IReadOnlyList<ResultRow>> UnscoredAsync(RunKey run, int countPerReason, CancellationToken cancellationToken) =>
        Task.Run(() => Read(connection => ResultReader.Unscored(connection, run, countPerReason)), cancellationToken);

    public async IAsyncEnumerable<ResultRow> ResultsAsync(RunKey run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using SqliteConnection connection = Guard(_path, () => Connect(_path, SqliteOpenMode.ReadOnly));
        foreach (ResultRow row in GuardEach(_path, ResultReader.OfRun(connection, run)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }

        await Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        _responses.Dispose();
        _outcomes.Dispose();
        await _connection.DisposeAsync();
        _writing.Dispose();
        if (_ownership is not null)
        {
            await _ownership.DisposeAsync();
        }
    }

    /// <summary>A connection for writing first brings the ledger to this program's schema.</summary>
    /// <exception cref="LedgerException">The file belongs to another program, or to a newer Assay.</exception>
    internal static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA busy_timeout = 30000");
            if (mode != SqliteOpenMode.ReadOnly)
            {
                Migrator.ThrowIfForeign(connection, path);
                // NORMAL: a killed process loses nothing; a power cut may lose the last commits, never the file.
                Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768; PRAGMA temp_store = FILE");
                Migrator.Migrate(connection, path);
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw new LedgerException(e.SqliteErrorCode switch
            {
                13 => $"The disk that holds {path} is full. Make room and run the same command again: what was saved is kept.",
                11 => $"{path} is damaged: {e.Message.TrimEnd('.')}. Restore a backup, or name another file with --store.",
                26 => $"{path} is not a readable SQLite database: {e.Message.TrimEnd('.')}. Name another file with --store.",
                14 or 8 or 10 => $"{path} cannot be opened or written: {e.Message.TrimEnd('.')}. Check the folder and its permissions, or name another file with --store.",
                5 or 6 => $"{path} is locked by another program. Run the same command again when it has finished.",
                _ => $"{path}: {e.Message}",
            }, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LedgerException($"{path} cannot be opened: {e.Message} Check the folder and its permissions, or name another file with --store.", e);
        }
    }

    /// <summary>Rows that are read one by one: any of them can be the one that meets a damaged page.</summary>
    internal static IEnumerable<T> GuardEach<T>(string path, IEnumerable<T> rows)
    {
        using IEnumerator<T> row = Guard(path, rows.GetEnumerator);
        while (Guard(path, row.MoveNext))
        {
            yield return row.Current;
        }
    }

    private static void Execute(SqliteConnection connection, string pragmas)
    {
        using var statement = new Statement(connection, pragmas, 0);
        statement.Execute();
    }

    private static FileStream Own(string path)
    {
        try
        {
            // The lock goes with the process, also when it is killed.
            var file = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{Environment.ProcessId}\n")));
            file.Flush();
            return file;
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException) && File.Exists(path + ".lock"))
        {
            throw new LedgerException($"Another assay process is working on {path}. Wait until it has finished, or name another file with --store.", e);
        }
    }

    private async Task<T> WriteAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return Guard(_path, () =>
            {
                using var begin = new Statement(_connection, "BEGIN IMMEDIATE", 0);
                begin.Execute();
                try
                {
                    T result = work();
                    using var commit = new Statement(_connection, "COMMIT", 0);
                    commit.Execute();
                    return result;
                }
                catch
                {
                    RollBack();
                    throw;
                }
            });
        }
        finally
        {
            _writing.Release();
        }
    }

    private void RollBack()
    {
        try
        {
            using var rollback = new Statement(_connection, "ROLLBACK", 0);
            rollback.Execute();
        }
        catch (SqliteException)
        {
            // On a full disk SQLite has rolled back by itself; the first error is the one that counts.
        }
    }

    private T Read<T>(Func<SqliteConnection, T> work) => Guard(_path, () =>
    {
        using SqliteConnection connection = Connect(_path, SqliteOpenMode.ReadOnly);
        return work(connection);
    });
}
