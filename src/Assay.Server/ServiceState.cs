using Assay.Access;
using Assay.Collecting.Intake;
using Assay.Collecting.Redaction;
using Assay.Collecting.Sources;
using Assay.Scoring.Serving;
using Assay.Server.Intake;
using Assay.Server.Operation;
using Assay.Server.Queries;
using Assay.Server.Telemetry;
using Assay.Surfacing.Alerts.Watching;
using Assay.Surfacing.Causes;
using Assay.Surfacing.Outbound;

namespace Assay.Server;

/// <summary>What the routes of a running service share.</summary>
internal sealed class ServiceState(IServiceLedger ledger, ResponseIntake intake, IReadOnlyList<StandingJudge> judges, IReadOnlyList<SourceFeed> sources, Func<CancellationToken, Task<IReadOnlyList<ApiKey>>> keys, TimeProvider clock)
{
    private volatile bool _isReady;

    public IServiceLedger Ledger => ledger;

    public ResponseIntake Intake => intake;

    public IReadOnlyList<StandingJudge> Judges => judges;

    public IReadOnlyList<SourceFeed> Sources => sources;

    /// <summary>Reads the keys there are.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<ApiKey>>> Keys => keys;

    public TimeProvider Clock => clock;

    /// <summary>Null where nobody is told of anything.</summary>
    public IOutbox? Outbox { get; init; }

    /// <summary>One for each receiver.</summary>
    public IReadOnlyList<OutboxSender> Senders { get; init; } = [];

    /// <summary>Those of them that are told of incidents.</summary>
    public IReadOnlyList<IReceiver> Notified { get; init; } = [];

    /// <summary>Looks whether all is as it should be.</summary>
    public required AlertWatch Alerts { get; init; }

    public Admission Admission { get; } = new();

    public ProgressWatch Progress { get; } = new([.. judges.Select(WatchedJudge.Of)], clock);

    /// <summary>Whether judges are right.</summary>
    public required TrustMemory Trust { get; init; }

    public CauseMemory Causes { get; } = new((question, cancel) => CauseReading.ReadAsync(ledger, question, cancel), clock);

    public LedgerProbe Probe { get; } = new(ledger, clock);

    /// <summary>Counts what was kept out of stored responses.</summary>
    public MarkerCounts Markers { get; init; } = MarkerCounts.OfKinds;

    public IntakeCounts Counts { get; } = new();

    public TelemetryCounts Telemetry { get; } = new();

    /// <summary>Lets requests in: started, and not asked to stop.</summary>
    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }
}

/// <summary>What came in since the start, for metrics.</summary>
internal sealed class IntakeCounts
{
    private long _accepted;
    private long _known;
    private long _rejected;
    private long _refused;

    public long Accepted => Volatile.Read(ref _accepted);

    public long Known => Volatile.Read(ref _known);

    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Requests that were sent away because too much was waiting, or nothing could be saved.</summary>
    public long Refused => Volatile.Read(ref _refused);

    public void Add(long accepted, long known, long rejected)
    {
        Interlocked.Add(ref _accepted, accepted);
        Interlocked.Add(ref _known, known);
        Interlocked.Add(ref _rejected, rejected);
    }

    public void AddRefused() => Interlocked.Increment(ref _refused);
}
