using System.Collections.Concurrent;
using Assay.Calibrating.Anchors;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Gating.History;
using Assay.Gating.Prompts;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;
using Assay.Storage.Postgres.Batching;
using Assay.Storage.Postgres.Labels;
using Assay.Storage.Sources;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Causes.Texts;
using Assay.Surfacing.Outbound;

namespace Assay.Storage.Postgres;

/// <summary>
/// The ledger in a PostgreSQL database, on which any number of processes may work: what is owed is claimed under a lease, the
/// number of the one who claimed it fences off whoever comes late, and a budget of the day is shared.
/// </summary>
public sealed class PostgresLedger : IServiceLedger
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    private readonly PostgresDatabase _database;
    private readonly WorkerLease _worker;
    private readonly TimeProvider _clock;
    private readonly bool _keepsContent;
    private readonly Bell _bell;
    private readonly PostgresOutbox _outbox;
    private IReadOnlyList<string> _slices = ["release"];

    /// <summary>The names of the judges whose runs are open here, by version.</summary>
    private readonly ConcurrentDictionary<long, string> _judges = new();

    /// <summary>The budgets of the day of those judges that have one, by run.</summary>
    private readonly ConcurrentDictionary<long, decimal?> _caps = new();

    /// <summary>What a judge of the service takes over from other versions of it, when nobody judges for those any more.</summary>
    private readonly ConcurrentDictionary<RunKey, (Judge Judge, IntakeRule Rule)> _standing = new();

    private PostgresLedger(PostgresDatabase database, WorkerLease worker, TimeProvider clock, bool keepsContent)
    {
        _database = database;
        _worker = worker;
        _clock = clock;
        _keepsContent = keepsContent;
        _outbox = new PostgresOutbox(database, worker, clock);
        Alerts = new PostgresAlertStore(database, worker, clock);
        Batches = new PostgresBatchStore(database, worker, Cap, keepsContent, clock);
        Gates = new PostgresGateStore(database);
        Labels = new PostgresLabelStore(database);
        _bell = new Bell(database, () => SavedElsewhere?.Invoke(this, EventArgs.Empty));
    }

    public event EventHandler? SavedElsewhere;

    public IOutbox Outbox => _outbox;

    public IAlertStore Alerts { get; }

    public IBatchStore Batches { get; }

    public IGateStore Gates { get; }

    public ILabelStore Labels { get; }

    public IAnchorStore Anchors => new PostgresAnchorStore(_database, _worker, RecordAsync);

    /// <summary>Opens a ledger to work on it, and brings it to this program's schema.</summary>
    /// <param name="keepsContent">False: texts of what comes in are there only while something is owed for it, and what a judge writes never.</param>
    /// <exception cref="LedgerException">The database cannot be used, or holds a newer ledger.</exception>
    internal static async Task<PostgresLedger> OpenAsync(PostgresAddress address, TimeProvider clock, bool isService, bool keepsContent, CancellationToken cancellationToken)
    {
        var database = new PostgresDatabase(address);
        try
        {
            await PostgresMigrator.MigrateAsync(database, cancellationToken);
            WorkerLease worker = await WorkerLease.TakeAsync(database, clock, cancellationToken);
            await worker.SweepAsync(cancellationToken);
            var ledger = new PostgresLedger(database, worker, clock, keepsContent);
            if (isService)
            {
                ledger._bell.Start();
            }

            return ledger;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async Task<RunKey> OpenRunAsync(RunIdentity identity, Judge judge, CancellationToken cancellationToken)
    {
        DateTime lease = default;
        while (true)
        {
            (RunKey? run, DateTime other) = await _worker.WorkAsync((session, worker) => RunTable.OpenAsync(session, identity, judge, worker, _clock), cancellationToken);
            if (run is { } opened)
            {
                _caps[opened.Run] = judge.Terms.BudgetUsdPerDay;
                _judges[opened.JudgeVersion] = judge.Name;
                return opened;
            }

            // One that was killed looks as if it were at work until its lease is over; one that is at work renews it.
            if (lease != default && other > lease)
            {
                throw new LedgerException($"Another assay process is working on this run in {_database.Shown}. Wait until it has finished.");
            }

            lease = other;
            await Task.Delay(LookAgain, TimeProvider.System, cancellationToken);
            await _worker.SweepAsync(cancellationToken);
        }
    }

    public Task SavePriceAsync(RunKey run, ModelPrice price, CancellationToken cancellationToken) =>
        _database.TransactAsync(session => RunTable.SavePriceAsync(session, run, price, _clock), cancellationToken);

    public Task<Acceptance> AcceptAsync(RunKey run, IReadOnlyList<SourcedResponse> responses, IntakeRule rule, CancellationToken cancellationToken) => _worker.WorkAsync(
        async (session, worker) =>
        {
            Acceptance acceptance = await new RunIntake(session, run, worker, rule, Now(), _keepsContent).AcceptAsync(responses);
            await session.SendAsync();
            return acceptance;
        },
        cancellationToken);

    public Task<Held?> RecordAsync(RunKey run, IReadOnlyList<JudgedResponse> judged, decimal? reservedUsd, CancellationToken cancellationToken) => _worker.WorkAsync(
        (session, worker) => RecordAsync(session, worker, run, judged, reservedUsd), cancellationToken);

    public Task<Held> ReserveAsync(RunKey run, decimal reservedUsd, CancellationToken cancellationToken) => _worker.WorkAsync(
        (session, worker) => SpendingRows.ReserveAsync(session, new Reservation(run, worker, reservedUsd), Cap(run), _clock), cancellationToken);

    public Task<Spending> SpendingAsync(RunKey run, DateOnly day, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => SpendingRows.ReadAsync(session, run, day), cancellationToken);

    public Task NoteBudgetReachedAsync(RunKey run, CancellationToken cancellationToken) =>
        _database.TransactAsync(session => RunTable.NoteBudgetReachedAsync(session, run, _clock), cancellationToken);

    public Task CloseRunAsync(RunKey run, CancellationToken cancellationToken) =>
        _worker.WorkAsync((session, worker) => RunTable.CloseAsync(session, run, worker, _clock), cancellationToken);

    public Task<RunAccount> AccountAsync(RunKey run, IReadOnlyList<string> slices, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => AccountReader.ReadAsync(session, run, slices), cancellationToken, isLong: true);

    public Task<ReplyForm?> FindReplyFormAsync(string endpoint, string model, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => RunTable.FindReplyFormAsync(session, endpoint, model), cancellationToken);

    public Task SaveReplyFormAsync(string endpoint, string model, ReplyForm form, CancellationToken cancellationToken) =>
        _database.TransactAsync(session => RunTable.SaveReplyFormAsync(session, endpoint, model, form, _clock), cancellationToken);

    public Task SavePromptUseAsync(PromptUse use, CancellationToken cancellationToken) => _database.TransactAsync(session => PromptRows.SaveAsync(session, use), cancellationToken);

    public IAsyncEnumerable<ResultRow> ResultsAsync(RunKey run, CancellationToken cancellationToken) => ResultReader.OfRunAsync(_database, run, cancellationToken);

    public Task<IReadOnlyList<ResultRow>> LowestAsync(RunKey run, int count, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => ResultReader.LowestAsync(session, run, count), cancellationToken, isLong: true);

    public Task<IReadOnlyList<ResultRow>> UnscoredAsync(RunKey run, int countPerReason, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => ResultReader.UnscoredAsync(session, run, countPerReason), cancellationToken, isLong: true);

    public async Task<RunKey> OpenStandingRunAsync(Judge judge, IntakeRule rule, CancellationToken cancellationToken)
    {
        RunKey run = await _database.TransactAsync(session => RunTable.OpenStandingAsync(session, judge, _clock), cancellationToken);
        _caps[run.Run] = judge.Terms.BudgetUsdPerDay;
        _judges[run.JudgeVersion] = judge.Name;
        foreach (RunKey earlier in _standing.Where(s => s.Value.Judge.Name == judge.Name && s.Key != run).Select(s => s.Key))
        {
            _standing.TryRemove(earlier, out _);
        }

        _standing[run] = (judge, rule);
        await _worker.StandAsync(judge.Name, run.JudgeVersion, cancellationToken);
        await _database.TransactAsync(session => OwedTable.AdoptAsync(session, run), cancellationToken, isLong: true);
        await SupersedeAsync(run, cancellationToken);
        return run;
    }

    public async Task BeginSittingAsync(RunKey run, CancellationToken cancellationToken)
    {
        await _worker.WorkAsync(
            async (session, worker) =>
            {
                await OwedTable.GiveBackAsync(session, worker, run);
                await SpendingRows.CountLostAsync(session, worker, run, _clock);
                return await SpendingRows.ReserveAsync(session, new Reservation(run, worker, 0), Cap(run), _clock);
            },
            cancellationToken);
        await SupersedeAsync(run, cancellationToken);
    }

    public async Task<IReadOnlyList<IntakeResult>> ReceiveAsync(IReadOnlyList<IntakeRequest> requests, IReadOnlyList<JudgeIntake> judges, CancellationToken cancellationToken)
    {
        IReadOnlyList<IntakeResult> results = await _database.TransactAsync(session => new ServiceIntake(session, judges, Now(), _keepsContent).ReceiveAsync(requests), cancellationToken);
        _bell.Ring();
        return results;
    }

    public Task<string?> FindCursorAsync(string source, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => ServiceIntake.FindCursorAsync(session, source), cancellationToken);

    public Task<bool> TryOwnSourceAsync(string source, CancellationToken cancellationToken) => _worker.WorkAsync(
        async (session, worker) =>
        {
            session.Later("INSERT INTO source_readers VALUES ($1, $2) ON CONFLICT DO NOTHING", source, worker);
            // One that is gone is no worker any more: whoever comes first takes its place.
            return await session.ExecuteAsync("""
                UPDATE source_readers SET worker_id = $2 WHERE source = $1 AND (worker_id = $2 OR NOT EXISTS (SELECT 1 FROM workers w WHERE w.worker_id = source_readers.worker_id))
                """, source, worker) == 1;
        },
        cancellationToken);

    public async Task<IReadOnlyList<AcceptedResponse>> TakeOwedAsync(RunKey run, int atMost, CancellationToken cancellationToken)
    {
        List<AcceptedResponse> taken = await TakeAsync(run, atMost, cancellationToken);
        // What nobody judges for any more may have come in since, from a process with another configuration.
        return taken.Count == 0 && await SupersedeAsync(run, cancellationToken) > 0 ? await TakeAsync(run, atMost, cancellationToken) : taken;
    }

    public Task<OwedCount> CountOwedAsync(RunKey run, int atMost, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => OwedTable.CountAsync(session, run, Now(), atMost), cancellationToken);

    public Task NoteDeathAsync(IReadOnlyList<InFlight> judged, CancellationToken cancellationToken) =>
        _database.TransactAsync(session => OwedTable.NoteDeathAsync(session, judged, Now()), cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) => _worker.RenewAsync(cancellationToken);

    public async Task<int> RemoveBeforeAsync(DateTimeOffset time, ForgetReplies? forget, CancellationToken cancellationToken) =>
        (await ResponseRemoval.RemoveSomeAsync(_database, ("received_at < $2", time.ToUnixTimeMilliseconds()), after: 0, forget, cancellationToken)).Count;

    public Task<LedgerAccount> AccountAsync(CancellationToken cancellationToken) => _database.ReadAsync(LedgerReader.AccountAsync, cancellationToken);

    public Task<OutcomePage> ListAsync(OutcomeQuery query, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => LedgerReader.ListAsync(session, query), cancellationToken);

    public Task<Quality?> QualityAsync(QualityQuery query, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => QualityReader.ReadAsync(session, query), cancellationToken, isLong: true);

    public Task<IReadOnlyList<Rollup>> RollupsAsync(RollupQuery query, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => RollupReader.ReadAsync(session, query), cancellationToken, isLong: true);

    public Task DeclareSlicesAsync(IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        // Figures are added up from the rows here, so there is nothing to prepare.
        _slices = [.. _slices.Concat(fields).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return Task.CompletedTask;
    }

    public Task<RecentOutcomes> RecentAsync(RecentQuery query, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => RecentReader.ReadAsync(session, query), cancellationToken, isLong: true);

    public Task<IReadOnlyList<Observation>> ObserveAsync(ObservationQuery query, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => ObservationReader.ReadAsync(session, query, _slices), cancellationToken, isLong: true);

    public Task<IReadOnlyList<Said>> SaidAsync(string judge, string judgeVersion, IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => ObservationReader.SaidAsync(session, judge, judgeVersion, keys), cancellationToken);

    public Task<IReadOnlyDictionary<long, string>> IdsAsync(IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => ObservationReader.IdsAsync(session, keys), cancellationToken);

    public Task<IReadOnlyList<AnnouncedRelease>> AnnouncedReleasesAsync(CancellationToken cancellationToken) => _database.ReadAsync(ReleaseRows.AllAsync, cancellationToken);

    public Task<AnnouncedRelease?> AnnounceReleaseAsync(AnnouncedRelease release, CancellationToken cancellationToken) =>
        _database.TransactAsync(session => ReleaseRows.AnnounceAsync(session, release, _clock.GetUtcNow()), cancellationToken);

    public Task<IReadOnlyList<string>> SliceFieldsAsync(CancellationToken cancellationToken) => Task.FromResult(_slices);

    public Task<Trail?> TrailAsync(string id, CancellationToken cancellationToken) => _database.ReadAsync(session => TrailReader.ReadAsync(session, id), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _bell.DisposeAsync();
        await _worker.DisposeAsync();
        await _database.DisposeAsync();
    }

    private Task<List<AcceptedResponse>> TakeAsync(RunKey run, int atMost, CancellationToken cancellationToken) =>
        _worker.WorkAsync((session, worker) => OwedTable.TakeAsync(session, run, worker, atMost, Now()), cancellationToken);

    private async Task<int> SupersedeAsync(RunKey run, CancellationToken cancellationToken)
    {
        int all = 0;
        if (_standing.TryGetValue(run, out (Judge Judge, IntakeRule Rule) standing))
        {
            while (await _worker.WorkAsync((session, worker) => OwedTable.SupersedeAsync(session, run, worker, standing.Judge, standing.Rule), cancellationToken) is var some and > 0)
            {
                all += some;
            }
        }

        return all;
    }

    private decimal? Cap(RunKey run) => _caps.GetValueOrDefault(run.Run);

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<Held?> RecordAsync(PostgresSession session, long worker, RunKey run, IReadOnlyList<JudgedResponse> judged, decimal? reservedUsd)
    {
        await new OutcomeWriter(session, run, new Telling(_outbox.Receivers, _judges.GetValueOrDefault(run.JudgeVersion, "")), worker, Now()).RecordAsync(HeldTexts.Storable(judged, _keepsContent));
        await HeldTexts.ForgetUnlessOwedAsync(session, judged.Where(j => j.IsUnkept || !_keepsContent).Select(j => j.Key));
        if (Cap(run) is not null && judged.Count(j => Thrift.Counts(j.Judged)) is var counted and > 0)
        {
            SpendingRows.Count(session, run, worker, counted, _clock);
        }

        await session.SendAsync();
        return reservedUsd is { } usd
            ? await SpendingRows.ReserveAsync(session, new Reservation(run, worker, usd), Cap(run), _clock, judged.Sum(j => j.Judged.Attempts.Where(a => a.Lane == Lane.Live).Sum(a => Money.ToUsd(Money.ToNano(a.CostUsd)))))
            : null;
    }
}
