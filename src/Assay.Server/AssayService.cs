using Assay.Calibrating.Trusting;
using Assay.Collecting.Intake;
using Assay.Collecting.Redaction;
using Assay.Collecting.Sources;
using Assay.Configuring;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Scoring.Spending;
using Assay.Server.Access;
using Assay.Server.Dashboard;
using Assay.Server.Intake;
using Assay.Server.Metrics;
using Assay.Server.Operation;
using Assay.Server.Queries;
using Assay.Server.Telemetry;
using Assay.Surfacing.Alerts.Watching;
using Assay.Surfacing.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Assay.Server;

/// <summary>
/// The service: takes responses in over HTTP and has the judges judge them in the background. Stops in three steps: not ready
/// any more, nothing let in any more, and what is in flight finished and saved.
/// </summary>
public sealed class AssayService : IAsyncDisposable
{
    /// <summary>For calls that are under way when the service is asked to stop; 25 s with everything else.</summary>
    private static readonly TimeSpan JudgingGrace = TimeSpan.FromSeconds(18);

    /// <summary>For requests that are being read.</summary>
    private static readonly TimeSpan RequestGrace = TimeSpan.FromSeconds(15);

    private readonly WebApplication? _application;
    private readonly ServiceState _state;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Task[] _judging;
    private readonly Task[] _reading;
    private readonly Task[] _sending;

    private AssayService(WebApplication? application, ServiceState state, Retention retention)
    {
        _application = application;
        _state = state;
        _judging = [.. state.Judges.Select(j => Task.Run(() => j.JudgeAsync(_stop.Token, _abort.Token)))];
        _reading = [.. state.Sources.Select(s => Task.Run(() => s.ReadAsync(_stop.Token))), Task.Run(() => retention.KeepAsync(_stop.Token)), Task.Run(() => state.Progress.WatchAsync(_stop.Token)), Task.Run(() => state.Alerts.WatchAsync(_stop.Token))];
        _sending = [.. state.Senders.Select(s => Task.Run(() => s.SendAsync(_stop.Token, _abort.Token)))];
        Completion = Task.WhenAny([.. _judging.Concat(_reading).Concat(_sending).Select(FailedAsync)]).Unwrap();
    }

    /// <summary>Where it listens; a port that was asked for as 0 is the one that was found.</summary>
    public IReadOnlyCollection<string> Urls => [.. _application?.Urls ?? []];

    public IReadOnlyList<StandingJudge> Judges => _state.Judges;

    public IReadOnlyList<SourceFeed> Sources => _state.Sources;

    /// <summary>Every route there is.</summary>
    internal IEnumerable<Endpoint> Routes => ((IEndpointRouteBuilder)_application!).DataSources.SelectMany(s => s.Endpoints);

    /// <exception cref="IOException">An address is in use.</exception>
    /// <exception cref="LedgerException">The ledger cannot be used.</exception>
    public static async Task<AssayService> StartAsync(ServiceOptions options, CancellationToken cancellationToken)
    {
        // Before anything is judged, so that no verdict goes by.
        await (options.Outbox?.OpenAsync([.. options.Receivers.Select(r => r.Rule)], cancellationToken) ?? Task.CompletedTask);
        var intakes = new List<JudgeIntake>();
        var judges = new List<StandingJudge>();
        var standing = new StandingOptions { Concurrency = 1, Cache = options.Cache, InFlight = options.InFlight };
        await NoteDeathAsync(options, cancellationToken);
        await options.Ledger.DeclareSlicesAsync(options.Slices, cancellationToken);
        foreach (ServedJudge served in options.Judges)
        {
            var rule = new IntakeRule(served.Judge.Terms.Filter, new Sample(served.Judge.Terms.Sample)) { Idle = served.Judge.Terms.ConversationIdle };
            RunKey run = await options.Ledger.OpenStandingRunAsync(served.Judge, rule, cancellationToken);
            foreach (ModelPrice price in served.Prices)
            {
                await options.Ledger.SavePriceAsync(run, price, cancellationToken);
            }

            intakes.Add(new JudgeIntake(run, rule));
            judges.Add(new StandingJudge(served.Judge, run, options.Ledger, served.Access, standing with { Concurrency = served.Concurrency }, options.Clock));
        }

        var intake = new ResponseIntake(options.Ledger, intakes, new IntakeRedaction(new Redactor(options.Redaction)), () => judges.ForEach(j => j.Ring()), options.Clock);
        var sources = options.Sources.Select(s => new SourceFeed(s.Source, s.Schedule, options.Ledger, intake, options.Clock)).ToList();
        var trust = new TrustMemory(options.Ledger.Labels, options.Ledger, options.Clock);
        var state = new ServiceState(options.Ledger, intake, judges, sources, options.Keys, options.Clock)
        {
            Markers = new MarkerCounts(options.Redaction),
            Outbox = options.Outbox,
            Senders = Senders(options),
            Notified = [.. options.Receivers.Where(r => r.Rule.IsOfNotices).Select(r => r.Receiver)],
            Trust = trust,
            Alerts = Watch(options, judges, trust),
        };
        WebApplication? application = options.Urls.Count == 0 ? null : await ListenAsync(options, state, cancellationToken);
        intake.Start();
        options.Ledger.SavedElsewhere += (_, _) => judges.ForEach(j => j.Ring());
        state.IsReady = true;
        return new AssayService(application, state, new Retention(options.Ledger, options.Cache, options.Retention, options.Clock));
    }

    /// <summary>Fails when a part of the service fails that cannot mend itself; it is then to be stopped. Never ends otherwise.</summary>
    public Task Completion { get; }

    /// <param name="abort">Leave what is in flight owed.</param>
    public async Task StopAsync(CancellationToken abort = default)
    {
        _state.IsReady = false;
        using CancellationTokenRegistration aborting = abort.UnsafeRegister(abandon => ((CancellationTokenSource)abandon!).Cancel(), _abort);
        await _stop.CancelAsync();
        _abort.CancelAfter(JudgingGrace);
        try
        {
            await (_application?.StopAsync(abort) ?? Task.CompletedTask);
            await Task.WhenAll(_reading);
        }
        finally
        {
            await _state.Intake.DisposeAsync();
            await Task.WhenAll(_judging);
            await Task.WhenAll(_sending);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_application?.DisposeAsync() ?? ValueTask.CompletedTask);
        foreach (StandingJudge judge in _state.Judges)
        {
            judge.Dispose();
        }

        foreach (SourceFeed source in _state.Sources)
        {
            await source.DisposeAsync();
        }

        _stop.Dispose();
        _abort.Dispose();
    }

    private static async Task NoteDeathAsync(ServiceOptions options, CancellationToken cancellationToken)
    {
        if (options.InFlight is { Left.Count: > 0 } marks)
        {
            await options.Ledger.NoteDeathAsync(marks.Left, cancellationToken);
            marks.Clear();
        }
    }

    private static IReadOnlyList<OutboxSender> Senders(ServiceOptions options) => options.Outbox is not { } outbox
        ? []
        : [.. options.Receivers.Select(r => new OutboxSender(outbox, r.Receiver, new DeliveryPolicy(new Random()), options.Clock))];

    private static AlertWatch Watch(ServiceOptions options, List<StandingJudge> judges, TrustMemory trust)
    {
        string[] receivers = [.. options.Receivers.Where(r => r.Rule.IsOfNotices).Select(r => r.Rule.Name)];
        var watch = new AlertWatchOptions
        {
            Settings = options.Alerts,
            Names = AlertNames.Of(options.Judges.Select(j => j.Judge), options.Slices, receivers),
            Receivers = receivers,
            Advisory = async (judge, criterion, cancel) => judges.Find(j => j.Judge.Name == judge) is { Judge: { Terms.Trust: not null } declared }
                ? (await trust.ReadAsync(TrustSubject.Of(declared), cancel)).Advice(criterion)
                : null,
            Judges = cancel => JudgeStandings.ReadAsync(options.Ledger, judges, options.Clock, cancel),
            CheckAnchors = subject => judges.Find(j => j.Judge.Name == subject.Judge && (subject.JudgeVersion ?? j.Judge.Version) == j.Judge.Version)?.CheckAnchors(),
        };
        return new AlertWatch(options.Ledger, watch, options.Clock);
    }

    private static async Task<WebApplication> ListenAsync(ServiceOptions options, ServiceState state, CancellationToken cancellationToken)
    {
        WebApplication application = Build(options, state);
        try
        {
            await application.StartAsync(cancellationToken);
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends only if the work fails.</summary>
    private static async Task FailedAsync(Task work)
    {
        await work;
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }

    private static WebApplication Build(ServiceOptions options, ServiceState state)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure).UseUrls([.. options.Urls]);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = RequestGrace);
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        application.Use(Failure.HandleAsync);
        application.UseRouting();
        var sessions = new Sessions(options.Clock);
        var access = new AccessControl(options.Keys, sessions, options.Urls.All(u => new Uri(u).IsLoopback), options.Clock);
        application.Use(access.HandleAsync);
        application.MapHealth(state);
        application.MapMetrics(state);
        if (!options.TakesIn)
        {
            return application;
        }

        application.MapIntake(state);
        application.MapTelemetry(state);
        application.MapResponses(state);
        application.MapQuality(state);
        application.MapTrust(state);
        application.MapCauses(state);
        application.MapRegressions(state);
        application.MapReleases(state);
        application.MapLabels(state);
        application.MapLedger(state);
        application.MapJudges(state);
        application.MapAnchors(state);
        application.MapSources(state);
        application.MapReceivers(state);
        application.MapNotices(state);
        application.MapAlerts(state);
        application.MapIncidents(state);
        application.MapGates(state);
        application.MapApiDocument();
        application.MapLogin(access, sessions);
        application.MapDashboard(state);
        return application;
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // A body over the limit is refused by whoever reads it, in a way that the client gets to see.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
