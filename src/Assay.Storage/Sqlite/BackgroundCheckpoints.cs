using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Assay.Storage.Sqlite;

/// <summary>
/// Writes the log back into the database file beside the commits, which otherwise every few thousandth of them would have to do
/// while others wait: a tenth of a second each time.
/// </summary>
/// <param name="writing">Held by whoever writes.</param>
internal sealed class BackgroundCheckpoints(string path, SemaphoreSlim writing, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>64 MiB: a log that is longer is written back to its end while nobody writes, or it would grow on and on under load without a gap.</summary>
    private const int MostPages = 8_192;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Database _database = SqliteLedger.Connect(path, SqliteOpenMode.ReadWrite);
    private readonly CancellationTokenSource _closing = new();
    private Task? _loop;
    private long _commits;
    private long _written;

    public void Start() => _loop = Task.Run(WriteBackAsync);

    public void NoteCommit() => Interlocked.Increment(ref _commits);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await (_loop ?? Task.CompletedTask);
        _closing.Dispose();
        _database.Dispose();
    }

    private async Task WriteBackAsync()
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
            {
                if (Volatile.Read(ref _commits) is var commits && commits != _written)
                {
                    await WriteBackOnceAsync();
                    _written = commits;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The ledger is being closed, which writes everything back.
        }
    }

    private async Task WriteBackOnceAsync()
    {
        try
        {
            // While others write. Where none did meanwhile, the next one begins the log anew.
            if (WriteBack() <= MostPages)
            {
                return;
            }

            await writing.WaitAsync(_closing.Token);
            try
            {
                WriteBack();
            }
            finally
            {
                writing.Release();
            }
        }
        catch (SqliteException)
        {
            // A full or failing disk: whoever writes next meets it too, and tells.
        }
    }

    /// <returns>Pages in the log when some of them are left; else 0.</returns>
    private int WriteBack()
    {
        int result = raw.sqlite3_wal_checkpoint_v2(_database.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out int pages, out int written);
        SqliteException.ThrowExceptionForRC(result, _database.Handle);
        return pages == written ? 0 : pages;
    }
}
