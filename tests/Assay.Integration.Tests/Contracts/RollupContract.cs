using System.Text.Json;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Surfacing;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every ledger's figures must be. At the end of every test they are recomputed from the rows.</summary>
public abstract partial class RollupContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = Material.Noon;

    private IServiceLedger? _ledger;

    protected SettableClock Clock { get; } = new() { Now = Noon };

    private IServiceLedger Ledger => _ledger!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens the test's own store: empty at first, later with what was saved.</summary>
    protected abstract Task<IServiceLedger> OpenAsync();

    protected abstract IReadOnlyList<LedgerFinding> Check();

    public async ValueTask InitializeAsync() => _ledger = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        Assert.All(Check(), f => Assert.True(f.Remedy is null, f.ToString()));
        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Scores_are_counted_by_hour_and_slice_and_what_was_left_unscored_by_reason()
    {
        await Ledger.DeclareSlicesAsync(["route"], Cancel);
        JudgeIntake judge = await OpenAsync("quality");
        await JudgeAsync(judge, ("a", Of("refunds"), Material.Scored(1, 3)), ("b", Of("refunds"), Material.Scored(5, 5)), ("c", Of("delivery"), Material.Scored(4, 4)),
            ("d", Of("delivery"), Material.Unscored()), ("e", Of("refunds", Noon.AddHours(-2)), Material.Scored(2, 2)));

        IReadOnlyList<Rollup> all = await Ledger.RollupsAsync(Range, Cancel);
        IReadOnlyList<Rollup> byRoute = await Ledger.RollupsAsync(Range with { By = "route" }, Cancel);
        IReadOnlyList<Rollup> byHour = await Ledger.RollupsAsync(Range with { Hours = 1 }, Cancel);
        IReadOnlyList<Rollup> refunds = await Ledger.RollupsAsync(Range with { Slice = ("route", "refunds"), Hours = 24 }, Cancel);

        Rollup one = Assert.Single(all);
        Assert.Equal(("quality", 4, 1), (one.Judge, one.Scored, one.Unscored["unreadable"]));
        Assert.Equal(["overall", "tone", "accuracy"], one.Scores.Select(s => s.Criterion));
        Assert.Equal(3.25, one.Main!.Mean()!.Mean);
        Assert.Equal(0.8, one.Coverage);
        Assert.Equal([("delivery", 1, 4.0), ("refunds", 3, 3.0)], byRoute.Select(r => (r.Value, r.Scored, Math.Round(r.Main!.Mean()!.Mean, 9))));
        Assert.Equal([(Noon.AddHours(-2), 1), (Noon, 3)], byHour.Select(r => (r.Begin, r.Scored)));
        Assert.Equal([(Noon.Date, 3)], refunds.Select(r => (r.Begin.Date, r.Scored)));
    }

    [Fact]
    public async Task A_range_holds_the_hours_that_it_touches_and_versions_of_a_judge_stay_apart()
    {
        JudgeIntake old = await OpenAsync("quality");
        await JudgeAsync(old, ("a", Of(null, Noon.AddMinutes(-61)), Material.Scored(1, 1)), ("b", Of(null, Noon.AddMinutes(-59)), Material.Scored(2, 2)));
        JudgeIntake edited = await OpenAsync("quality", "Is it right and complete?");
        await JudgeAsync(edited, ("c", Of(null, Noon), Material.Scored(5, 5)));
        JudgeIntake other = await OpenAsync("tone");
        await JudgeAsync(other, ("d", Of(null, Noon), Material.Scored(3, 3)));

        IReadOnlyList<Rollup> rollups = await Ledger.RollupsAsync(new RollupQuery(Noon.AddMinutes(-30), Noon.AddHours(1)) { Judge = "quality" }, Cancel);
        IReadOnlyList<Rollup> early = await Ledger.RollupsAsync(new RollupQuery(Noon.AddMinutes(-30), Noon) { Judge = "quality" }, Cancel);

        Assert.Equal([2.0, 5.0], rollups.Select(r => r.Main!.Counts.Single().Score));
        Assert.Equal(2, rollups.Select(r => r.JudgeVersion).Distinct().Count());
        Assert.Equal([2.0], early.Select(r => r.Main!.Counts.Single().Score));
    }

    [Fact]
    public async Task A_field_that_is_declared_later_splits_what_was_stored_before()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await JudgeAsync(judge, ("a", Of("refunds"), Material.Scored(1, 1)), ("b", Of("delivery"), Material.Unscored()));
        Assert.Empty(await Ledger.RollupsAsync(Range with { By = "route" }, Cancel));

        await Ledger.DeclareSlicesAsync(["route", "language"], Cancel);
        await JudgeAsync(judge, ("c", Of("refunds"), Material.Scored(3, 3)));

        Assert.Equal(["language", "release", "route"], await Ledger.SliceFieldsAsync(Cancel));
        Assert.Equal([("delivery", 0, 1), ("refunds", 2, 0)], (await Ledger.RollupsAsync(Range with { By = "route" }, Cancel)).Select(r => (r.Value, r.Scored, r.Unscored.Values.Sum())));
        Assert.Equal(2, Assert.Single(await Ledger.RollupsAsync(Range, Cancel)).Scored);
    }

    [Fact]
    public async Task Values_beyond_those_that_are_kept_apart_are_counted_together()
    {
        await Ledger.DeclareSlicesAsync(["route"], Cancel);
        JudgeIntake judge = await OpenAsync("quality");
        await JudgeAsync(judge, [.. Enumerable.Range(0, 230).Select(i => ($"r{i}", Of($"route-{i:000}"), Material.Scored(4, 4)))]);
        await JudgeAsync(judge, ("long", Of(new string('x', 300)), Material.Scored(2, 2)), ("known", Of("route-007"), Material.Scored(2, 2)));

        IReadOnlyList<Rollup> rollups = await Ledger.RollupsAsync(Range with { By = "route" }, Cancel);

        Assert.Equal(201, rollups.Count);
        Assert.Equal(31, Assert.Single(rollups, r => r.Value is null).Scored);
        Assert.Equal(31, Assert.Single(await Ledger.RollupsAsync(Range with { Slice = ("route", null) }, Cancel)).Scored);
        Assert.Equal(2, Assert.Single(rollups, r => r.Value == "route-007").Scored);
    }

    [Fact]
    public async Task What_is_removed_is_in_no_figure_any_more()
    {
        await Ledger.DeclareSlicesAsync(["route"], Cancel);
        JudgeIntake judge = await OpenAsync("quality");
        await JudgeAsync(judge, ("a", Of("refunds"), Material.Scored(1, 1)), ("b", Of("refunds"), Material.Unscored()));
        Clock.Now += TimeSpan.FromDays(1);
        await JudgeAsync(judge, ("c", Of("refunds"), Material.Scored(5, 5)));

        await Ledger.RemoveBeforeAsync(Clock.Now, forget: null, Cancel);

        Rollup rest = Assert.Single(await Ledger.RollupsAsync(Range with { To = Clock.Now.AddHours(1), By = "route" }, Cancel));
        Assert.Equal((1, 0, 5.0), (rest.Scored, rest.Unscored.Count, rest.Main!.Mean()!.Mean));
    }

    [Fact]
    public async Task A_conversation_counts_once_by_its_last_revision_that_was_decided()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await JudgeAsync(judge, ("chat", Chat(1), Material.Scored(1, 1)), ("other", Of(null), Material.Scored(3, 3)));
        double[] first = await ScoresAsync();
        await Ledger.ReceiveAsync([new IntakeRequest([new Arrival(Chat(2)("chat"))], [])], [judge], Cancel);
        double[] whileOwed = await ScoresAsync();
        AcceptedResponse second = (await Ledger.TakeOwedAsync(judge.Run, 9, Cancel)).Single();
        await Ledger.ReceiveAsync([new IntakeRequest([new Arrival(Chat(3)("chat"))], [])], [judge], Cancel);
        await Ledger.RecordAsync(judge.Run, [new JudgedResponse(second.Key, second.ReceivedAt, Material.Scored(2, 2))], reservedUsd: null, Cancel);
        AcceptedResponse third = (await Ledger.TakeOwedAsync(judge.Run, 9, Cancel)).Single();
        await Ledger.RecordAsync(judge.Run, [new JudgedResponse(third.Key, third.ReceivedAt, Material.Scored(5, 5))], reservedUsd: null, Cancel);

        double[] last = await ScoresAsync();
        Assert.Equal([1, 3], first);
        Assert.Equal([1, 3], whileOwed);
        Assert.Equal([3, 5], last);
    }

    [Fact]
    public async Task A_time_that_no_response_can_have_is_not_believed()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await JudgeAsync(judge, ("old", Of(null, new DateTimeOffset(1, 1, 1, 0, 0, 0, TimeSpan.Zero)), Material.Scored()), ("ahead", Of(null, Noon.AddDays(9)), Material.Scored()),
            ("skewed", Of(null, Noon.AddMinutes(9)), Material.Scored()));

        Assert.Equal([(Noon, 3)], (await Ledger.RollupsAsync(new RollupQuery(DateTimeOffset.UnixEpoch, Noon.AddYears(1)) { Hours = 1 }, Cancel)).Select(r => (r.Begin, r.Scored)));
    }

    [Fact]
    public async Task A_response_of_a_run_counts_with_the_probability_with_which_it_was_drawn_in_the_end()
    {
        RunKey run = await Ledger.OpenRunAsync(Material.Identity(), Material.Judge(), Cancel);
        var tenth = new IntakeRule(ResponseFilter.All, new Sample(0.1));
        SourcedResponse[] responses = [.. Enumerable.Range(0, 200).Select(i => Material.Response($"r{i}", i + 1))];
        AcceptedResponse[] few = [.. (await Ledger.AcceptAsync(run, responses, tenth, Cancel)).Accepted.Where(a => a.State == OutcomeState.Owed)];
        await Ledger.RecordAsync(run, [.. few.Select(r => new JudgedResponse(r.Key, r.ReceivedAt, Material.Scored(1, 1)))], reservedUsd: null, Cancel);
        double before = Assert.Single(await Ledger.RollupsAsync(Range, Cancel)).Main!.Counts.Single().Weight;

        AcceptedResponse[] more = [.. (await Ledger.AcceptAsync(run, responses, new IntakeRule(ResponseFilter.All, new Sample(0.5)), Cancel)).Accepted.Where(a => a.State == OutcomeState.Owed)];
        await Ledger.RecordAsync(run, [.. more.Select(r => new JudgedResponse(r.Key, r.ReceivedAt, Material.Scored(5, 5)))], reservedUsd: null, Cancel);

        Assert.Equal(10, before, 9);
        Assert.Equal([(1.0, few.Length, 2.0), (5.0, more.Length, 2.0)], Assert.Single(await Ledger.RollupsAsync(Range, Cancel)).Main!.Counts.Select(c => (c.Score, (int)c.Count, Math.Round(c.Weight, 9))));
    }

    [Fact]
    public async Task Scores_of_the_same_user_or_session_widen_the_interval_and_those_that_are_removed_do_not()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await JudgeAsync(judge, [.. Enumerable.Range(0, 12).Select(i => ($"gone{i}", Of("user", "removed"), Material.Scored(5, 5)))]);
        DateTimeOffset kept = Clock.Now + TimeSpan.FromHours(1);
        Clock.Now = kept;
        double[][] users = [[1, 1, 2], [4, 5], [3, 3, 3], [5, 5]];
        await JudgeAsync(judge, [.. users.SelectMany((scores, u) => scores.Select((s, i) => ($"u{u}-{i}", Of(u % 2 == 0 ? "user" : "session", $"u{u}"), Material.Scored(s, s))))]);
        await JudgeAsync(judge, ("alone", Of(null), Material.Scored(3, 3)), ("unscored", Of("user", "u0"), Material.Unscored()));
        await Ledger.RemoveBeforeAsync(kept, forget: null, Cancel);

        ScoreHistogram main = Assert.Single(await Ledger.RollupsAsync(Range with { To = kept.AddHours(1) }, Cancel)).Main!;

        var sums = new ClusterSums();
        Array.ForEach(users, u => sums.Add(u.Length, u.Sum(), u.Sum(s => s * s)));
        Assert.Equal(11, main.N);
        Assert.Equal(sums.DesignEffect(10 / 11.0), main.DesignEffect, 9);
        Assert.True(main.DesignEffect > 1.5, $"{main.DesignEffect}");
    }

    private static RollupQuery Range => new(Noon.AddDays(-1), Noon.AddHours(1));

    private static Func<string, Response> Chat(int questions) => id => new Response
    {
        Id = id,
        Conversation = [.. Enumerable.Range(1, questions - 1).SelectMany(i => new[] { new Turn("user", $"Question {i}?"), new Turn("assistant", $"Answer {i}.") })],
        Input = $"Question {questions}?",
        Output = $"Answer {questions}.",
    };

    private async Task<double[]> ScoresAsync() => [.. (await Ledger.RollupsAsync(Range, Cancel)).Single().Main!.Counts.SelectMany(c => Enumerable.Repeat(c.Score, (int)c.Count)).Order()];

    private static Func<string, Response> Of(string field, string value) => id => Of(null)(id) with
    {
        Metadata = new Dictionary<string, JsonElement> { [field] = JsonElement.Parse($"\"{value}\"") },
    };

    private static Func<string, Response> Of(string? route, DateTimeOffset? occurredAt = null) => id => new Response
    {
        Id = id,
        Input = "Where is it?",
        Output = "Somewhere.",
        OccurredAt = occurredAt,
        Metadata = route is null ? new Dictionary<string, JsonElement>() : new Dictionary<string, JsonElement> { ["route"] = JsonElement.Parse($"\"{route}\"") },
    };

    private async Task<JudgeIntake> OpenAsync(string name, string question = "Is it right?") =>
        new(await Ledger.OpenStandingRunAsync(Material.Judge(name, question), IntakeRule.All, Cancel), IntakeRule.All);

    private async Task JudgeAsync(JudgeIntake judge, params (string Id, Func<string, Response> Response, Judged Judged)[] responses)
    {
        Clock.Now += TimeSpan.FromMilliseconds(1);
        await Ledger.ReceiveAsync([new IntakeRequest([.. responses.Select(r => new Arrival(r.Response(r.Id)))], [])], [judge], Cancel);
        Dictionary<string, AcceptedResponse> owed = (await Ledger.TakeOwedAsync(judge.Run, 1_000, Cancel)).ToDictionary(r => r.Response.Id);
        await Ledger.RecordAsync(judge.Run, [.. responses.Select(r => new JudgedResponse(owed[r.Id].Key, owed[r.Id].ReceivedAt, r.Judged))], reservedUsd: null, Cancel);
    }
}
