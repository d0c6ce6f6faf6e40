using System.Text.Json;
using Assay.Calibrating.Anchors;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Configuring;
using Assay.Integration.Tests.Contracts;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Alerts.Watching;

namespace Assay.Integration.Tests.Alerts;

/// <summary>A ledger in a file, with responses that a test has judged as it likes, and a watch that looks when it is told to.</summary>
internal sealed class WatchedLedger : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, JudgeStanding?> _judges = new() { ["quality"] = new JudgeStanding(null, WaitsOnPurpose: false) };
    private readonly string _rules;
    private JudgeIntake? _judge;
    private int _responses;

    private WatchedLedger(string rules) => _rules = rules;

    /// <summary>Why the judge may page nobody.</summary>
    public string? Advisory { get; set; }

    public SettableClock Clock { get; } = new();

    /// <summary>What the judge's anchors say; null: it has none.</summary>
    public AnchorCheck? Check { get; set; }

    /// <summary>How often they were asked.</summary>
    public int Checks { get; private set; }

    public IServiceLedger Ledger { get; private set; } = null!;

    public AlertWatch Watch { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="rules">What stands under <c>alerts:</c>.</param>
    public static async Task<WatchedLedger> OpenAsync(string rules)
    {
        var watched = new WatchedLedger(rules);
        await watched.ReopenAsync();
        return watched;
    }

    /// <summary>As after a new start of the process.</summary>
    public async Task ReopenAsync(string? rules = null)
    {
        await (Ledger?.DisposeAsync() ?? ValueTask.CompletedTask);
        await using var store = LedgerStore.Of(_folder.File("ledger.db"));
        Ledger = await store.OpenAsync(Clock, isService: true, Cancel);
        await Ledger.DeclareSlicesAsync(["route"], Cancel);
        _judge = new JudgeIntake(await Ledger.OpenStandingRunAsync(Material.Judge(), IntakeRule.All, Cancel), IntakeRule.All);
        AlertSettings settings = AssayFileReader.ReadOrThrow("assay.yaml", $"slices: [route]\nalerts:\n{rules ?? _rules}", File.ReadAllText).Alerts;
        Watch = new AlertWatch(Ledger, new AlertWatchOptions { Settings = settings, Receivers = ["ops", "phone"], Advisory = (_, _, _) => Task.FromResult(Advisory), CheckAnchors = _ => CheckAnchors(), Judges = _ => Task.FromResult<IReadOnlyDictionary<string, JudgeStanding?>>(_judges) }, Clock);
    }

    private AnchorCheck? CheckAnchors()
    {
        Checks++;
        return Check;
    }

    public void Stand(JudgeStanding standing) => _judges["quality"] = standing;

    /// <summary>Responses that are received now; judged too, unless how is not said.</summary>
    public async Task<IReadOnlyList<string>> ReceiveAsync(int count, Judged? judged, string? route = null, string? release = null)
    {
        Response[] responses =
        [
            .. Enumerable.Range(0, count).Select(_ => new Response
            {
                Id = $"r{_responses++:0000}", Input = "Where is it?", Output = "There.", Release = release,
                Metadata = route is null ? new Dictionary<string, JsonElement>() : new Dictionary<string, JsonElement> { ["route"] = JsonElement.Parse($"\"{route}\"") },
            }),
        ];
        await Ledger.ReceiveAsync([new IntakeRequest([.. responses.Select(r => new Arrival(r))], [])], [_judge!], Cancel);
        if (judged is not null)
        {
            IReadOnlyList<AcceptedResponse> owed = await Ledger.TakeOwedAsync(_judge!.Run, 100_000, Cancel);
            await Ledger.RecordAsync(_judge.Run, [.. owed.Where(o => responses.Any(r => r.Id == o.Response.Id)).Select(o => new JudgedResponse(o.Key, o.ReceivedAt, judged))], reservedUsd: null, Cancel);
        }

        return [.. responses.Select(r => r.Id)];
    }

    /// <summary>Somebody labels the tone of responses that a queue drew evenly.</summary>
    public async Task LabelAsync(IReadOnlyList<string> ids, Func<int, double> score)
    {
        var queue = new LabelQueue
        {
            Id = "q1", Judge = "quality", JudgeVersion = Material.Judge().Version, Criteria = [new AskedCriterion("tone", null, new Scale.Numeric(1, 5, Fractions: false))], From = Clock.Now.AddDays(-1), To = Clock.Now,
            DrawnAt = Clock.Now, Seed = 1, Population = _responses, Rates = new LabelRates(0.5, 0, 0),
        };
        IReadOnlyList<LabelCandidate> scored = await Ledger.Labels.CandidatesAsync(new LabelFrameQuery("quality", queue.JudgeVersion, queue.From, Clock.Now.AddMinutes(1)) { Criteria = ["tone"], AtMost = 100_000 }, Cancel);
        Dictionary<string, long> keys = scored.ToDictionary(c => c.ResponseId, c => c.Key, StringComparer.Ordinal);
        await Ledger.Labels.SaveQueueAsync(queue, [.. ids.Select((id, i) => new LabelItem(keys[id], id, 1, i + 1) { Arm = LabelArm.Random, Probability = 0.5, Stratum = "all" })], new Dictionary<long, double>(), Cancel);
        Assert.Empty(await Ledger.Labels.SaveAsync([.. ids.Select((id, i) => new HumanLabel(new LabelKey(id, 1, "quality", "tone", "ann"), score(i), 1, 5) { At = Clock.Now })], Cancel));
    }

    public async Task LookAsync(TimeSpan? after = null)
    {
        Clock.Now += after ?? TimeSpan.FromSeconds(10);
        await Watch.LookAsync(Cancel);
    }

    public async Task<IReadOnlyList<Incident>> IncidentsAsync() => [.. (await Ledger.Alerts.IncidentsAsync(new IncidentQuery(), Cancel)).Reverse()];

    public async Task<long> OwedToAsync(string receiver) => (await Ledger.Outbox.AccountAsync(Cancel)).TryGetValue(receiver, out var account) ? account.Owed : 0;

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        _folder.Dispose();
    }
}
