using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing;
using Assay.Surfacing.Causes;

namespace Assay.Integration.Tests.Contracts;

/// <summary>Figures of a PostgreSQL ledger: added up from the rows, by the hour of receipt.</summary>
public sealed class PostgresRollupTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private readonly SettableClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scores_are_counted_by_hour_and_slice_and_agree_with_the_quality_of_the_range()
    {
        await using var store = LedgerStore.Of(server.Url(await server.CreateDatabaseAsync()));
        await using IServiceLedger ledger = await store.OpenAsync(_clock, isService: true, Cancel);
        await ledger.DeclareSlicesAsync(["route"], Cancel);
        var judge = new JudgeIntake(await ledger.OpenStandingRunAsync(Material.Judge(), IntakeRule.All, Cancel), IntakeRule.All);
        await JudgeAsync(ledger, judge, ("a", "refunds", Material.Scored(1, 3)), ("b", "re\u0000funds", Material.Scored(5, 5)));
        _clock.Now += TimeSpan.FromHours(1);
        await JudgeAsync(ledger, judge, ("c", "refunds", Material.Scored(4, 4)), ("d", "delivery", Material.Unscored()));
        var range = new RollupQuery(Material.Noon.AddHours(-1), _clock.Now.AddHours(1));

        Rollup all = Assert.Single(await ledger.RollupsAsync(range, Cancel));
        IReadOnlyList<Rollup> byRoute = await ledger.RollupsAsync(range with { By = "route" }, Cancel);
        IReadOnlyList<Rollup> byHour = await ledger.RollupsAsync(range with { Hours = 1 }, Cancel);
        Rollup refunds = Assert.Single(await ledger.RollupsAsync(range with { Slice = ("route", "refunds") }, Cancel));
        Quality quality = (await ledger.QualityAsync(new QualityQuery("quality", range.From, range.To, null, null), Cancel))!;

        Assert.Equal((3, 1), (all.Scored, all.Unscored["unreadable"]));
        Assert.Equal(quality.Scores.Select(s => (s.Criterion, s.Mean()!.Mean)), all.Scores.Select(s => (s.Criterion, s.Mean()!.Mean)));
        Assert.Equal([("delivery", 0), ("refunds", 2), ("re\uFFFDfunds", 1)], byRoute.Select(r => (r.Value, (int)r.Scored)));
        Assert.Equal([(Material.Noon, 2), (Material.Noon.AddHours(1), 1)], byHour.Select(r => (r.Begin, (int)r.Scored)));
        Assert.Equal(3.0, refunds.Main!.Mean()!.Mean);
        Assert.Equal(["release", "route"], await ledger.SliceFieldsAsync(Cancel));
    }

    [Fact]
    public async Task A_slice_that_fell_is_found_and_the_scores_of_one_user_widen_the_interval()
    {
        await using var store = LedgerStore.Of(server.Url(await server.CreateDatabaseAsync()));
        await using IServiceLedger ledger = await store.OpenAsync(_clock, isService: true, Cancel);
        await ledger.DeclareSlicesAsync(["route"], Cancel);
        var judge = new JudgeIntake(await ledger.OpenStandingRunAsync(Material.Judge(), IntakeRule.All, Cancel), IntakeRule.All);
        await JudgeAsync(ledger, judge, [.. Traffic("before", _ => 4)]);
        _clock.Now += TimeSpan.FromHours(5);
        await JudgeAsync(ledger, judge, [.. Traffic("after", route => route == "refunds" ? 1 : 4)]);
        var range = Period.Of(TimeSpan.FromHours(4), _clock.Now.AddMinutes(1));

        CauseReport report = (await CauseReading.ReadAsync(ledger, new CauseQuestion(null, null, range), Cancel))!;
        ScoreHistogram main = Assert.Single(await ledger.RollupsAsync(new RollupQuery(range.From, range.To), Cancel)).Main!;

        Assert.Equal((240, 120), (report.LookedAt, main.N));
        Cause cause = Assert.Single(report.Causes);
        Assert.Equal([new Facet("route", "refunds")], cause.Slice);
        Assert.All(cause.Examples, id => Assert.StartsWith("after-refunds-", id, StringComparison.Ordinal));
        Assert.True(main.DesignEffect > 1.5, $"{main.DesignEffect}");
    }

    /// <summary>Sixty of each route, half of each route of one user.</summary>
    private static IEnumerable<(string, string, Judged)> Traffic(string name, Func<string, int> score) =>
        from route in (string[])["refunds", "delivery"]
        from i in Enumerable.Range(0, 60)
        let points = score(route) + (i % 2)
        select ($"{name}-{route}-{i}", route, Material.Scored(points, points));

    private static async Task JudgeAsync(IServiceLedger ledger, JudgeIntake judge, params (string Id, string Route, Judged Judged)[] responses)
    {
        await ledger.ReceiveAsync([new IntakeRequest([.. responses.Select(r => new Arrival(new Response
        {
            Id = r.Id, Input = "Where is it?", Output = "Somewhere.", Metadata = new Dictionary<string, JsonElement> { ["route"] = JsonSerializer.SerializeToElement(r.Route), ["user"] = JsonSerializer.SerializeToElement($"{r.Route}{r.Id.Length % 2}") },
        }))], [])], [judge], Cancel);
        Dictionary<string, AcceptedResponse> owed = (await ledger.TakeOwedAsync(judge.Run, 1_000, Cancel)).ToDictionary(r => r.Response.Id);
        await ledger.RecordAsync(judge.Run, [.. responses.Select(r => new JudgedResponse(owed[r.Id].Key, owed[r.Id].ReceivedAt, r.Judged))], reservedUsd: null, Cancel);
    }
}
