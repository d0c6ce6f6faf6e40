using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Gating.History;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;
using Assay.Storage.Sqlite.Alerts;
using Assay.Storage.Sqlite.Batching;
using Assay.Storage.Sqlite.Gating;
using Assay.Storage.Sqlite.Labels;
using Assay.Storage.Sqlite.Outbound;
using Assay.Storage.Sqlite.Rollups;
using Assay.Storage.Sqlite.Serving;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Outbound;
using Microsoft.Data.Sqlite;

namespace Assay.Storage.Sqlite;

/// <summary>
/// The ledger in one SQLite file. One connection writes, in large transactions, under a lock; readings use connections of their
/// own, which write-ahead logging lets see the last commit. A second file beside it keeps two runs from working on it at once.
/// </summary>
public sealed partial class SqliteLedger : IServiceLedger, IDatabaseAccess
{
    private readonly string _path;
    private readonly Database _database;
    private readonly FileStream? _ownership;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly TimeProvider _clock;
    private readonly Tallies _tallies;
    private readonly HeldTexts _texts;
    private readonly OutboxWriter _owing;
    private readonly ResponseWriter _responses;
    private readonly OutcomeWriter _outcomes;
    private readonly IntakeWriter _intake;
    private readonly BackgroundCheckpoints? _checkpoints;
    private readonly ClusterEffects _effects;

    /// <summary>The largest key that was given out in a run's sitting.</summary>
    private readonly ConcurrentDictionary<RunKey, long> _taken = new();

    private SqliteLedger(string path, Database database, FileStream? ownership, TimeProvider clock, HeldTexts texts, bool isService)
    {
        _path = path;
        _database = database;
        _ownership = ownership;
        _clock = clock;
        _effects = new ClusterEffects(clock);
        _tallies = new Tallies(database);
        _texts = texts;
        _responses = new ResponseWriter(database, _tallies, texts, clock);
        _owing = new OutboxWriter(database);
        _outcomes = new OutcomeWriter(database, _tallies, _owing, clock);
        Outbox = new SqliteOutbox(this, database, _owing, clock);
        Alerts = new SqliteAlertStore(this, clock);
        Batches = new SqliteBatchStore(this, texts.KeepsContent, clock);
        Gates = new SqliteGateStore(this);
        Labels = new SqliteLabelStore(this);
        _intake = new IntakeWriter(database, _tallies, texts, clock);
        if (isService)
        {
            _checkpoints = new BackgroundCheckpoints(path, _writing, () => texts.Forgotten, clock);
            _checkpoints.Start();
        }
    }

    /// <summary>What receivers outside are owed of what is recorded here.</summary>
    public IOutbox Outbox { get; }

    /// <summary>What is watched, and what was found.</summary>
    public IAlertStore Alerts { get; }

    /// <summary>What waits in providers' batches.</summary>
    public IBatchStore Batches { get; }

    /// <summary>What was judged of files, and gates over it.</summary>
    public IGateStore Gates { get; }

    /// <summary>What people say of responses, and what they are asked.</summary>
    public ILabelStore Labels { get; }

    /// <summary>There is no other process: the file is locked.</summary>
    public event EventHandler? SavedElsewhere
    {
        add { }
        remove { }
    }

    /// <summary>Opens a ledger to work on it; makes the file where there is none.</summary>
    /// <param name="isService">
    /// Every commit reaches the disk before it counts, for whoever acknowledges what nobody can send again, and none waits for
    /// the log to be written back. Without it, a killed process loses nothing, but a power cut may lose the last commits.
    /// </param>
    /// <param name="keepsContent">False: texts of what comes in are there only while something is owed for it, and what a judge writes never.</param>
    /// <exception cref="LedgerException">Another process works on it, it is no ledger, or it cannot be written.</exception>
    public static SqliteLedger Open(string path, TimeProvider clock, bool isService = false, bool keepsContent = true)
    {
        string full = Path.GetFullPath(path);
        return Guard(full, () =>
        {
            FileStream ownership = LedgerOwnership.Take(full);
            Database? database = null;
            try
            {
                database = Connect(full, SqliteOpenMode.ReadWriteCreate);
                if (isService)
                {
                    // The log is begun anew when it is about 64 MiB long. Cutting it then would free blocks while everybody waits, for up to
                    // a third of a second; it is cut only where a long reading has made it grow far beyond that.
                    database.Run("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 536870912");
                }

                if (isService || !keepsContent || HeldTexts.Any(database))
                {
                    database.Run("PRAGMA secure_delete = ON");
                }

                database.Transact(() => SpendingTable.CountLost(database));
                return new SqliteLedger(full, database, ownership, clock, new HeldTexts(database, keepsContent), isService);
            }
            catch
            {
                database?.Dispose();
                ownership.Dispose();
                throw;
            }
        });
    }

    public Task<RunKey> OpenRunAsync(RunIdentity identity, Judge judge, CancellationToken cancellationToken) =>
        WriteAsync(() => RunTable.Open(_database, identity, judge, _clock), cancellationToken);

    public Task SavePriceAsync(RunKey run, ModelPrice price, CancellationToken cancellationToken) =>
        WriteAsync(() => RunTable.SavePrice(_database, run, price, _clock), cancellationToken);

    public Task<Acceptance> AcceptAsync(RunKey run, IReadOnlyList<SourcedResponse> responses, IntakeRule rule, CancellationToken cancellationToken) =>
        WriteAsync(() => _responses.Accept(run, responses, rule), cancellationToken);

    public Task<Held?> RecordAsync(RunKey run, IReadOnlyList<JudgedResponse> judged, decimal? reservedUsd, CancellationToken cancellationToken) =>
        WriteAsync(() => Record(run, judged, reservedUsd), cancellationToken);

    public Task<Held> ReserveAsync(RunKey run, decimal reservedUsd, CancellationToken cancellationToken) =>
        WriteAsync(() => SpendingTable.Reserve(_database, run, reservedUsd, _clock), cancellationToken);

    public Task<Spending> SpendingAsync(RunKey run, DateOnly day, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => SpendingTable.Read(database, run, day)), cancellationToken);

    public Task NoteBudgetReachedAsync(RunKey run, CancellationToken cancellationToken) =>
        WriteAsync(() => RunTable.NoteBudgetReached(_database, run, _clock), cancellationToken);

    public Task CloseRunAsync(RunKey run, CancellationToken cancellationToken) =>
        WriteAsync(() => SpendingTable.Release(_database, run) + RunTable.Close(_database, run, _clock), cancellationToken);

    public Task SaveReplyFormAsync(string endpoint, string model, ReplyForm form, CancellationToken cancellationToken) =>
        WriteAsync(() => RunTable.SaveReplyForm(_database, endpoint, model, form, _clock), cancellationToken);

    public Task<ReplyForm?> FindReplyFormAsync(string endpoint, string model, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => RunTable.FindReplyForm(database, endpoint, model)), cancellationToken);

    public Task<RunAccount> AccountAsync(RunKey run, IReadOnlyList<string> slices, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => AccountReader.Read(database, run, slices)), cancellationToken);

    public Task<IReadOnlyList<ResultRow>> LowestAsync(RunKey run, int count, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => ResultReader.Lowest(database, run, count)), cancellationToken);

    public Task<IReadOnlyList<ResultRow>> UnscoredAsync(RunKey run, int countPerReason, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => ResultReader.Unscored(database, run, countPerReason)), cancellationToken);

    public async IAsyncEnumerable<ResultRow> ResultsAsync(RunKey run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Database database = Guard(_path, () => Connect(_path, SqliteOpenMode.ReadOnly));
        foreach (ResultRow row in GuardEach(_path, ResultReader.OfRun(database, run)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }

        await Task.CompletedTask;
    }

    public Task<RunKey> OpenStandingRunAsync(Judge judge, IntakeRule rule, CancellationToken cancellationToken) =>
        WriteAsync(
            () =>
            {
                RunKey run = RunTable.OpenStanding(_database, judge, _clock);
                OwedTable.Adopt(_database, run);
                OwedTable.Supersede(_database, _tallies, _texts, run, judge, rule);
                return run;
            },
            cancellationToken);

    public Task BeginSittingAsync(RunKey run, CancellationToken cancellationToken) =>
        WriteAsync(
            () =>
            {
                SpendingTable.CountLost(_database, run);
                _taken[run] = 0;
                return SpendingTable.Reserve(_database, run, 0, _clock);
            },
            cancellationToken);

    public Task<IReadOnlyList<IntakeResult>> ReceiveAsync(IReadOnlyList<IntakeRequest> requests, IReadOnlyList<JudgeIntake> judges, CancellationToken cancellationToken) =>
        WriteAsync(() => _intake.Receive(requests, judges), cancellationToken);

    public Task<string?> FindCursorAsync(string source, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => IntakeWriter.FindCursor(database, source)), cancellationToken);

    /// <summary>There is no other process: the file is locked.</summary>
    public Task<bool> TryOwnSourceAsync(string source, CancellationToken cancellationToken) => Task.FromResult(true);

    public async Task<IReadOnlyList<AcceptedResponse>> TakeOwedAsync(RunKey run, int atMost, CancellationToken cancellationToken)
    {
        long after = _taken.GetValueOrDefault(run);
        List<AcceptedResponse> fresh = await Task.Run(() => Read(database => OwedTable.Fresh(database, run, after, atMost)), cancellationToken);
        long now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        List<AcceptedResponse> owed = fresh.Count == 0 && await Task.Run(() => Read(database => OwedTable.HasDue(database, run, now)), cancellationToken)
            ? await WriteAsync(() => TakeDueUnlessNewer(run, after, now, atMost), cancellationToken)
            : fresh;
        _taken[run] = owed.Select(o => o.Key).Append(after).Max();
        return owed;
    }

    public Task<OwedCount> CountOwedAsync(RunKey run, int atMost, CancellationToken cancellationToken) =>
        Task.Run(() => Read(database => OwedTable.Count(database, run, _taken.GetValueOrDefault(run), _clock.GetUtcNow().ToUnixTimeMilliseconds(), atMost)), cancellationToken);

    public async Task DeclareSlicesAsync(IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            Guard(_path, () => SliceFields.Declare(_database, fields));
        }
        finally
        {
            _writing.Release();
        }
    }

    public Task NoteDeathAsync(IReadOnlyList<InFlight> judged, CancellationToken cancellationToken) =>
        WriteAsync(() => OwedTable.NoteDeath(_database, judged, _clock.GetUtcNow().ToUnixTimeMilliseconds()), cancellationToken);

    public Task<AnnouncedRelease?> AnnounceReleaseAsync(AnnouncedRelease release, CancellationToken cancellationToken) =>
        WriteAsync(() => ReleaseTable.Announce(_database, release, _clock.GetUtcNow()), cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) => WriteAsync(() => ResponseKeys.Touch(_database), cancellationToken);

    public async Task<int> RemoveBeforeAsync(DateTimeOffset time, ForgetReplies? forget, CancellationToken cancellationToken)
    {
        (List<long> keys, List<UInt128> questions) = await Task.Run(() => Read(database => ResponseRemoval.Before(database, time)), cancellationToken);
        if (forget is not null && questions.Count > 0)
        {
            await forget(questions, cancellationToken);
        }

        int removed = keys.Count == 0 ? 0 : await WriteAsync(() => ResponseRemoval.Remove(_database, _tallies, keys), cancellationToken);
        _texts.NoteRemoved(removed);
        return removed;
    }

    public async ValueTask DisposeAsync()
    {
        if (_checkpoints is not null)
        {
            await _checkpoints.DisposeAsync();
        }

        await _writing.WaitAsync();
        _responses.Dispose();
        _outcomes.Dispose();
        _owing.Dispose();
        _intake.Dispose();
        _tallies.Dispose();
        _texts.Dispose();
        Truncate();
        _database.Dispose();
        _writing.Dispose();
        if (_ownership is not null)
        {
            await _ownership.DisposeAsync();
        }
    }

    /// <summary>A connection for writing first brings the ledger to this program's schema.</summary>
    /// <exception cref="LedgerException">The file belongs to another program, or to a newer Assay.</exception>
    internal static Database Connect(string path, SqliteOpenMode mode)
    {
        Database database = Database.Open(path, mode);
        try
        {
            database.Run("PRAGMA busy_timeout = 30000");
            if (mode != SqliteOpenMode.ReadOnly)
            {
                Migrator.ThrowIfForeign(database, path);
                // NORMAL: a killed process loses nothing; a power cut may lose the last commits, never the file.
                // The log is written back every 32 MB, and cut to that when a long reading has made it grow. Foreign keys are left to doctor:
                // the writers take every key from this ledger in the same transaction.
                database.Run("""
                    PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4096;
                    PRAGMA journal_size_limit = 33554432; PRAGMA cache_size = -32768; PRAGMA temp_store = FILE; PRAGMA foreign_keys = OFF
                    """);
                Migrator.Migrate(database, path);
                SliceFields.Complete(database);
            }

            return database;
        }
        catch
        {
            database.Dispose();
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

    /// <summary>The log holds what was deleted, also after this process where another one reads the ledger.</summary>
    private void Truncate()
    {
        if (_texts.Forgotten > 0)
        {
            try
            {
                _database.Run("PRAGMA wal_checkpoint(TRUNCATE)");
            }
            catch (SqliteException)
            {
                // A full or failing disk: the next opening does it.
            }
        }
    }

    internal async Task<T> WriteAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return Guard(_path, () => _database.Transact(work));
        }
        finally
        {
            _checkpoints?.NoteCommit();
            _writing.Release();
        }
    }

    /// <summary>Whoever takes a due one goes on behind its key, and must not pass over what came in a moment ago.</summary>
    private List<AcceptedResponse> TakeDueUnlessNewer(RunKey run, long after, long now, int atMost) =>
        OwedTable.Fresh(_database, run, after, atMost) is { Count: > 0 } fresh ? fresh : OwedTable.TakeDue(_database, run, now, atMost);

    Task<T> IDatabaseAccess.WriteAsync<T>(Func<Database, T> work, CancellationToken cancellationToken) => WriteAsync(() => work(_database), cancellationToken);

    T IDatabaseReads.Read<T>(Func<Database, T> work) => Read(work);

    internal T Read<T>(Func<Database, T> work) => Guard(_path, () =>
    {
        using Database database = Connect(_path, SqliteOpenMode.ReadOnly);
        return work(database);
    });
}
