using Assay.Checking.Accounts;
using Assay.Checking.Ledger;

namespace Assay.Checking;

/// <summary>What is watched.</summary>
/// <param name="Path">The SQLite file of the ledger.</param>
/// <param name="ProviderLog">The simulated provider's log; null where no provider is asked.</param>
public sealed record WatchedLedger(string Path, ClientHistory History, string? ProviderLog, TokenPrice Price);

/// <summary>
/// Checks from outside, every second, what a ledger promises: by the client's history, the provider's log, and the tables, which
/// it reads by itself. It expects a ledger of which nothing is removed, nothing judged again, and no conversation goes on meanwhile.
/// </summary>
public sealed class LedgerWatch : IAsyncDisposable
{
    /// <summary>Of what was acknowledged since the last look, so many are looked up at once; all of them at the end.</summary>
    private const int MostIds = 1_000;
    private static readonly TimeSpan EverySecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly WatchedLedger _watched;
    private readonly TimeProvider _clock;
    private readonly long _begun;
    private readonly Findings _findings = new();
    private readonly HistoryReader _history;
    private readonly OutcomeBlocks _blocks;
    private readonly ProviderLog? _log;
    private readonly ScoredCalls? _scored;
    private readonly ServiceAccount _account = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _watching;
    private long _looks;
    private long _asked;
    private long _unbalanced;

    private LedgerWatch(WatchedLedger watched, TimeProvider clock, TimeSpan interval)
    {
        _watched = watched;
        _clock = clock;
        _begun = clock.GetTimestamp();
        _history = new HistoryReader(watched.History);
        _blocks = new OutcomeBlocks(_findings);
        _log = watched.ProviderLog is { } log ? new ProviderLog(log, watched.Price) : null;
        _scored = _log is null ? null : new ScoredCalls(_log, _findings);
        _watching = Task.Run(() => WatchAsync(interval));
    }

    /// <summary>Where the service answers; null while nobody knows. It may be dead.</summary>
    public Uri? Service { get; set; }

    /// <summary>How often it has looked so far.</summary>
    public long Looks => Volatile.Read(ref _looks);

    /// <param name="interval">A second, where left out.</param>
    public static LedgerWatch Start(WatchedLedger watched, TimeProvider clock, TimeSpan? interval = null) => new(watched, clock, interval ?? EverySecond);

    /// <summary>Looks once more, and then at everything. Nobody writes to the ledger any more.</summary>
    public async Task<CheckReport> FinishAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await _watching;
        await LookAsync(cancellationToken);
        using LedgerSnapshot ledger = LedgerSnapshot.TryOpen(_watched.Path) ?? throw new FileNotFoundException("There is no ledger.", _watched.Path);
        long before = Unbalanced;
        _blocks.LookAtAll(ledger, key => _scored?.Add(ledger, key));
        Count(before);
        while (_scored is { IsWaiting: true })
        {
            await Task.Delay(Patience, _clock, cancellationToken);
            _log!.ReadOn();
            _scored.Check();
        }

        ResponseCount responses = ResponseCount.Of(ledger, HistoryReader.ReadAll(_watched.History), _findings);
        CallAccount calls = _log is null ? new CallAccount(0, 0, 0, 0, 0) : CallAccount.Of(ledger, _log, _findings);
        return new CheckReport(_clock.GetElapsedTime(_begun).TotalSeconds, _looks, _asked, _unbalanced, _findings)
        {
            Outcomes = _blocks.Counts,
            Acknowledged = responses.Acknowledged,
            Unanswered = responses.Unanswered,
            UnansweredKept = responses.UnansweredKept,
            Calls = calls.Made,
            Attempts = calls.Attempts,
            CallsWithoutAttempt = calls.WithoutAttempt,
            LedgerUsd = calls.LedgerNanoUsd / 1e9m,
            LogUsd = calls.LogNanoUsd / 1e9m,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        _account.Dispose();
    }

    private async Task WatchAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                await LookAsync(_ending.Token);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The last look is whoever ends it.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        long before = Unbalanced;
        if (LookAtRows())
        {
            _log?.ReadOn();
            _scored?.Check();
            await CompareWithServiceAsync(_blocks.Counts, cancellationToken);
            Count(before);
        }
    }

    /// <summary>False where there is no ledger yet.</summary>
    private bool LookAtRows()
    {
        // What was acknowledged before the ledger is opened has to be in it.
        List<string> acknowledged = _history.NewlyAcknowledged();
        using LedgerSnapshot? ledger = LedgerSnapshot.TryOpen(_watched.Path);
        if (ledger is null)
        {
            acknowledged.ForEach(id => _findings.Add(FindingKind.Lost, $"the response {id}"));
            return false;
        }

        _blocks.Look(ledger, key => _scored?.Add(ledger, key));
        FindAll(ledger, acknowledged);
        return true;
    }

    private void Count(long unbalancedBefore)
    {
        Interlocked.Increment(ref _looks);
        _unbalanced += Unbalanced > unbalancedBefore ? 1 : 0;
    }

    private long Unbalanced => _findings.Raised(FindingKind.Unbalanced) + _findings.Raised(FindingKind.ServiceDiffers);

    private void FindAll(LedgerSnapshot ledger, List<string> acknowledged)
    {
        int step = Math.Max(1, acknowledged.Count / MostIds);
        for (int i = 0; i < acknowledged.Count; i += step)
        {
            long rows = ledger.Long("SELECT count(*) FROM responses WHERE id = $0", acknowledged[i]);
            _findings.Checked();
            if (rows != 1)
            {
                _findings.Add(rows == 0 ? FindingKind.Lost : FindingKind.Duplicated, $"the response {acknowledged[i]}");
            }
        }
    }

    /// <summary>The ledger moves while the service is asked: of what only grows, its figure lies between a reading before and one after.</summary>
    private async Task CompareWithServiceAsync(OutcomeCounts before, CancellationToken cancellationToken)
    {
        if (Service is not { } service || await _account.AskAsync(service, cancellationToken) is not var (accepted, said))
        {
            return;
        }

        using LedgerSnapshot? ledger = LedgerSnapshot.TryOpen(_watched.Path);
        if (ledger?.Tallies() is not { } after)
        {
            return;
        }

        _asked++;
        _findings.Checked();
        bool isWithin = Lies(said.All, before.All, after.All) && Lies(said.Scored, before.Scored, after.Scored)
            && Lies(said.Unscored, before.Unscored, after.Unscored) && Lies(said.Skipped, before.Skipped, after.Skipped);
        if (accepted != said.All || !isWithin)
        {
            _findings.Add(FindingKind.ServiceDiffers, $"the service says {accepted} accepted = {said}; its database had {before} before and {after} after");
        }
    }

    private static bool Lies(long value, long from, long to) => from <= value && value <= to;
}
