using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>
/// Writes the log back into the database file beside the commits, which otherwise every few thousandth of them would have to do
/// while others wait: a tenth of a second each time.
/// </summary>
/// <param name="writing">Held by whoever writes.</param>
internal sealed class BackgroundCheckpoints(string path, SemaphoreSlim writing, TimeProvider clock) : IAsyncDisposable
{
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
            // Most of it while others write; then the little that they wrote meanwhile, so that the log begins anew instead of growing.
            _database.Run("PRAGMA wal_checkpoint(PASSIVE)");
            await writing.WaitAsync(_closing.Token);
            try
            {
                _database.Run("PRAGMA wal_checkpoint(PASSIVE)");
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
}
