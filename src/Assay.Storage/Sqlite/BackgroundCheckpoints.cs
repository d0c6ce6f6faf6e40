using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Assay.Storage.Sqlite;

/// <summary>
/// Writes the log back into the database file beside the commits, which otherwise every few thousandth of them would have to do
/// while others wait: a tenth of a second each time.
/// </summary>
/// <param name="writing">Held by whoever writes.</param>
/// <param name="forgotten">Grows with what was deleted for good: the log, which still holds it, is then cut to nothing.</param>
internal sealed class BackgroundCheckpoints(string path, SemaphoreSlim writing, Func<long> forgotten, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>64 MiB: a log that is longer is written back to its end while nobody writes, or it would grow on and on under load without a gap.</summary>
    private const int MostPages = 8_192;

    /// <summary>What may be left of it when others are made to wait: 4 MiB.</summary>
    private const int MostLeft = 512;

    /// <summary>Each pass leaves what was written during it, which is less every time unless the disk cannot follow at all.</summary>
    private const int MostPasses = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Cutting the log stops those that write until it is written back.</summary>
    private static readonly TimeSpan BetweenCuts = TimeSpan.FromSeconds(5);

    private readonly Database _database = SqliteLedger.Connect(path, SqliteOpenMode.ReadWrite);
    private readonly CancellationTokenSource _closing = new();
    private Task? _loop;
    private long _commits;
    private long _written;

    /// <summary>What was forgotten when the log was cut. A process before this one may have left something in it.</summary>
    private long _cut = -1;
    private long _cutAt;

    public void Start()
    {
        // Nobody is made to wait for those that read.
        _database.Run("PRAGMA busy_timeout = 0");
        _loop = Task.Run(WriteBackAsync);
    }

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

                if (forgotten() is var gone && gone != _cut && (_cut < 0 || clock.GetElapsedTime(_cutAt) >= BetweenCuts) && await CutAsync())
                {
                    (_cut, _cutAt) = (gone, clock.GetTimestamp());
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
            (int pages, int left) = WriteBack();
            if (left == 0 || pages <= MostPages)
            {
                return;
            }

            for (int pass = 1; pass < MostPasses && left > MostLeft; pass++)
            {
                (_, left) = WriteBack();
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

    /// <returns>False where somebody still reads what is in it.</returns>
    private async Task<bool> CutAsync()
    {
        await writing.WaitAsync(_closing.Token);
        try
        {
            using var cut = new Statement(_database, "PRAGMA wal_checkpoint(TRUNCATE)");
            return cut.One().Long(0) == 0;
        }
        catch (SqliteException)
        {
            return false;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <returns>Pages in the log, and how many of them are still to be written back.</returns>
    private (int Pages, int Left) WriteBack()
    {
        int result = raw.sqlite3_wal_checkpoint_v2(_database.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out int pages, out int written);
        SqliteException.ThrowExceptionForRC(result, _database.Handle);
        return (pages, pages - written);
    }
}
