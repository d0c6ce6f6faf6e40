using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing;
using Assay.Surfacing.Alerts;
using Assay.Surfacing.Causes;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What explains a fall is found in every ledger, in what was stored.</summary>
public abstract class CauseContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = Material.Noon;
    private static readonly string[] Routes = ["refunds", "delivery", "orders"];
    private static readonly string[] Languages = ["en", "de"];

    private IServiceLedger? _ledger;

    protected SettableClock Clock { get; } = new() { Now = Noon };

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceLedger Ledger => _ledger!;

    /// <summary>Opens the test's own store.</summary>
    protected abstract Task<IServiceLedger> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        _ledger = await OpenAsync();
        await Ledger.DeclareSlicesAsync(["route", "language"], Cancel);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_fell_since_a_release_is_found_in_what_was_stored()
    {
        JudgeIntake judge = await OpenAsync("quality");
        Clock.Now = Noon.AddHours(-12);
        await JudgeAsync(judge, [.. Traffic("1.0", (_, _) => false)]);
        Clock.Now = Noon;
        await JudgeAsync(judge, [.. Traffic("1.1", (route, language) => route == "refunds" && language == "de")]);
        Clock.Now = Noon.AddHours(12);

        CauseReport since = (await CauseReading.ReadAsync(Ledger, new CauseQuestion(null, CauseQuestion.Latest, Period.Of(TimeSpan.FromDays(1), Clock.Now)), Cancel))!;
        CauseReport range = (await CauseReading.ReadAsync(Ledger, new CauseQuestion("quality", null, Period.Of(TimeSpan.FromHours(20), Clock.Now)), Cancel))!;
        CauseReport? unknown = await CauseReading.ReadAsync(Ledger, new CauseQuestion(null, "9.9", Period.Of(TimeSpan.FromDays(1), Clock.Now)), Cancel);
        CauseReport? early = await CauseReading.ReadAsync(Ledger, new CauseQuestion(null, null, Period.Of(TimeSpan.FromHours(1), Noon.AddDays(9))), Cancel);

        Assert.Equal(("1.1", Noon, 480), (since.Release, since.From, since.LookedAt));
        Cause cause = Assert.Single(since.Causes);
        Assert.Equal([new Facet("language", "de"), new Facet("route", "refunds")], cause.Slice);
        Assert.Equal(40, cause.Support);
        Assert.InRange(cause.ShareOfDrop!.Mean, 0.9, 1);
        Assert.All(cause.Examples, id => Assert.StartsWith("1.1-refunds-de-", id, StringComparison.Ordinal));
        Assert.Equal(3, cause.Examples.Count);
        Assert.Equal(cause.Slice, range.Causes[0].Slice);
        Assert.Null(unknown);
        Assert.Null(early);
    }

    [Fact]
    public async Task What_was_said_and_what_the_judge_named_is_found_in_what_was_stored()
    {
        JudgeIntake judge = await OpenAsync("quality");
        Clock.Now = Noon.AddHours(-12);
        await JudgeAsync(judge, [.. Spoken("1.0", isBroken: false)]);
        Clock.Now = Noon;
        await JudgeAsync(judge, [.. Spoken("1.1", isBroken: true)]);
        Clock.Now = Noon.AddHours(12);
        var since = new CauseQuestion(null, CauseQuestion.Latest, Period.Of(TimeSpan.FromDays(1), Clock.Now)) { Criterion = "accuracy" };

        CauseReport report = (await CauseReading.ReadAsync(Ledger, since, Cancel))!;
        CauseReport within = (await CauseReading.ReadAsync(Ledger, since with { Within = [new Facet("failure", "no_policy")] }, Cancel))!;
        CauseReport tone = (await CauseReading.ReadAsync(Ledger, since with { Criterion = "tone" }, Cancel))!;

        Assert.Equal((480, 480), (report.LookedAt, report.TextsRead));
        Cause cause = Assert.Single(report.Causes);
        Assert.Equal((CauseKind.Term, "\"gift voucher\" in the input"), (cause.Kind, cause.Label));
        Assert.Equal(48, cause.Support);
        Assert.Equal([("no_policy", 1.0)], cause.Failures);
        Assert.Contains(cause.Reasons.Concat(cause.Terms), w => w.Contains("voucher", StringComparison.Ordinal));
        Assert.Equal((48, 48, 1.5), (within.LookedAt, within.Scores.N, within.Scores.Mean()!.Mean));
        Assert.Equal("tone", tone.Scores.Criterion);
        Assert.Empty(tone.Causes);
        Assert.Equal("1.1", (await CauseReading.ReadAsync(Ledger, since with { Release = null, Within = [] }, Cancel))!.Changed.Single(n => n.Field == "release").Value);
    }

    [Fact]
    public async Task An_incident_is_explained_by_its_own_judge_slice_and_time()
    {
        JudgeIntake judge = await OpenAsync("quality");
        Clock.Now = Noon.AddHours(-12);
        await JudgeAsync(judge, [.. Traffic("1.0", (_, _) => false)]);
        Clock.Now = Noon;
        await JudgeAsync(judge, [.. Traffic("1.1", (route, language) => route == "refunds" && language == "de")]);
        var incident = new Incident
        {
            Id = Guid.CreateVersion7(Noon),
            Rule = "refunds",
            Subject = new AlertSubject("mean") { Judge = "quality", Slice = new Facet("route", "refunds") },
            Severity = AlertSeverity.Page,
            OpenedAt = Noon.AddHours(1),
            Opening = new AlertEvidence { Statement = "it fell", From = Noon.AddHours(-1), To = Noon.AddHours(1) },
        };

        CauseReport report = (await CauseReading.ReadAsync(Ledger, CauseQuestion.Of(incident)!, Cancel))!;

        Assert.Equal([new Facet("route", "refunds")], report.Within);
        Assert.Equal([new Facet("language", "de")], report.Causes[0].Slice);
        Assert.Equal(80, report.LookedAt);
        Assert.Null(CauseQuestion.Of(incident with { Subject = new AlertSubject("budget") }));
    }

    /// <summary>Two hundred and forty, one of five about a gift voucher; where those are broken they are scored 1 or 2, and the judge says what is wrong.</summary>
    private static IEnumerable<(string, Func<string, Response>, Judged)> Spoken(string release, bool isBroken) =>
        from i in Enumerable.Range(0, 240)
        let voucher = i % 5 == 0
        let score = (voucher && isBroken ? 1 : 4) + (i / 5 % 2)
        select ($"{release}-{i}", (Func<string, Response>)(id => Said(release, Routes[i % 3], Languages[i % 2])(id) with { Input = voucher ? "May I pay with a gift voucher?" : "Where is my order now?" }),
            Named(Material.Scored(tone: 4 + (i % 2), accuracy: score, voucher ? "It misses the voucher policy." : "It is right."), voucher && isBroken ? "no_policy" : null));

    private static Judged Named(Judged judged, string? code) => judged is Judged.Decided { Verdict: Verdict.Scored scored } decided ? decided with { Verdict = scored with { FailureCode = code } } : judged;

    /// <summary>Forty of each route and language; a bad one is scored 1 or 2, others 4 or 5.</summary>
    private static IEnumerable<(string, Func<string, Response>, Judged)> Traffic(string release, Func<string, string, bool> isBad) =>
        from route in Routes
        from language in Languages
        from i in Enumerable.Range(0, 40)
        let score = (isBad(route, language) ? 1 : 4) + (i % 2)
        select ($"{release}-{route}-{language}-{i}", Said(release, route, language), Material.Scored(score, score));

    private static Func<string, Response> Said(string release, string route, string language) => id => new Response
    {
        Id = id,
        Input = "Where is it?",
        Output = "Somewhere.",
        Release = release,
        Metadata = new Dictionary<string, JsonElement> { ["route"] = JsonElement.Parse($"\"{route}\""), ["language"] = JsonElement.Parse($"\"{language}\"") },
    };

    private async Task<JudgeIntake> OpenAsync(string name) => new(await Ledger.OpenStandingRunAsync(Material.Judge(name), IntakeRule.All, Cancel), IntakeRule.All);

    private async Task JudgeAsync(JudgeIntake judge, params (string Id, Func<string, Response> Response, Judged Judged)[] responses)
    {
        await Ledger.ReceiveAsync([new IntakeRequest([.. responses.Select(r => new Arrival(r.Response(r.Id)))], [])], [judge], Cancel);
        Dictionary<string, AcceptedResponse> owed = (await Ledger.TakeOwedAsync(judge.Run, 1_000, Cancel)).ToDictionary(r => r.Response.Id);
        await Ledger.RecordAsync(judge.Run, [.. responses.Select(r => new JudgedResponse(owed[r.Id].Key, owed[r.Id].ReceivedAt, r.Judged))], reservedUsd: null, Cancel);
    }
}

public sealed class SqliteCauseTests : CauseContract
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task<IServiceLedger> OpenAsync()
    {
        await using var store = LedgerStore.Of(_folder.File("ledger.db"));
        return await store.OpenAsync(Clock, isService: true, Cancel);
    }
}

public sealed class PostgresCauseTests(PostgresServer server) : CauseContract, IClassFixture<PostgresServer>
{
    protected override async Task<IServiceLedger> OpenAsync()
    {
        await using var store = LedgerStore.Of(server.Url(await server.CreateDatabaseAsync()));
        return await store.OpenAsync(Clock, isService: true, Cancel);
    }
}
