using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Integration.Tests.Testing;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every ledger must tell of its latest outcomes.</summary>
public abstract class RecentContract : IAsyncLifetime
{
    private IServiceLedger? _ledger;

    protected SettableClock Clock { get; } = new();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceLedger Ledger => _ledger!;

    private static DateTimeOffset Start => Material.Noon;

    /// <summary>Opens the test's own store.</summary>
    protected abstract Task<IServiceLedger> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        _ledger = await OpenAsync();
        await Ledger.DeclareSlicesAsync(["route"], Cancel);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Outcomes_come_the_newest_first_with_what_is_owed_among_them()
    {
        await ReceiveAsync("quality", ("a", null, Material.Scored(1, 3)), ("b", null, Material.Unscored()));
        Clock.Now += TimeSpan.FromMinutes(1);
        await ReceiveAsync("quality", ("c", null, Material.Scored(4, 5)), ("d", null, null));
        await ReceiveAsync("other", ("e", null, Material.Scored(5, 5)));

        RecentOutcomes recent = await Ledger.RecentAsync(new RecentQuery("quality", Start, 100), Cancel);

        Assert.Equal(
            [(OutcomeState.Owed, "", null, null), (OutcomeState.Scored, "", 4.5, Start.AddMinutes(1)), (OutcomeState.Unscored, "unreadable", null, Start), (OutcomeState.Scored, "", 2.0, Start)],
            recent.Rows.Select(r => (r.State, r.Reason, r.Score, r.DecidedAt)));
        ScoreHistogram scores = recent.Histogram(recent.Rows[0].JudgeVersion, recent.Rows)!;
        Assert.Equal(("overall", 1, 5, 2), (scores.Criterion, scores.Min, scores.Max, scores.N));
    }

    [Fact]
    public async Task They_are_found_by_time_slice_criterion_and_number()
    {
        await ReceiveAsync("quality", ("a", "refunds", Material.Scored(1, 3)));
        Clock.Now += TimeSpan.FromMinutes(5);
        await ReceiveAsync("quality", ("b", "delivery", Material.Scored(2, 5)), ("c", "refunds", Material.Scored(4, 5)), ("d", "refunds", Material.Unscored()), ("e", null, null));
        async Task<double?[]> FindAsync(RecentQuery query) => [.. (await Ledger.RecentAsync(query, Cancel)).Rows.Select(r => r.Score)];
        var all = new RecentQuery("quality", Start.AddDays(-1), 100);

        Assert.Equal([4, 2, 1], await FindAsync(all with { Criterion = "tone", OnlyScored = true }));
        Assert.Equal([null, 4, 1], await FindAsync(all with { Criterion = "tone", Slice = ("route", "refunds") }));
        Assert.Equal([4.5, 3.5], await FindAsync(all with { Since = Start.AddMinutes(1), OnlyScored = true }));
        Assert.Equal([4.5], await FindAsync(all with { AtMost = 1, OnlyScored = true }));
        Assert.Empty(await FindAsync(all with { Slice = ("route", "nowhere") }));
        Assert.Equal([null, null, null], await FindAsync(all with { Criterion = "nothing", OnlyScored = true }));
        Assert.Empty((await Ledger.RecentAsync(new RecentQuery("nobody", Start, 9), Cancel)).Rows);
    }

    [Fact]
    public async Task Of_a_conversation_that_went_on_only_the_last_revision_that_was_decided_counts()
    {
        await ReceiveAsync("quality", ("chat", null, Material.Scored(1, 1)));
        await ReceiveAsync("quality", new Response
        {
            Id = "chat", Conversation = [new Turn("user", "Where is it?"), new Turn("assistant", "Some answer.")], Input = "And now?", Output = "Here.",
        }, Material.Scored(5, 5));

        Assert.Equal([5.0], (await Ledger.RecentAsync(new RecentQuery("quality", Start, 9), Cancel)).Rows.Select(r => r.Score!.Value));
    }

    private async Task ReceiveAsync(string judge, params (string Id, string? Route, Judged? Judged)[] responses)
    {
        foreach ((string id, string? route, Judged? judged) in responses)
        {
            await ReceiveAsync(judge, Material.Response(id, 1, route: route).Response, judged);
        }
    }

    private async Task ReceiveAsync(string name, Response response, Judged? judged)
    {
        var judge = new JudgeIntake(await Ledger.OpenStandingRunAsync(Material.Judge(name), IntakeRule.All, Cancel), IntakeRule.All);
        await Ledger.ReceiveAsync([new IntakeRequest([new Arrival(response)], [])], [judge], Cancel);
        if (judged is not null)
        {
            AcceptedResponse owed = (await Ledger.TakeOwedAsync(judge.Run, 100, Cancel)).Last(r => r.Response.Id == response.Id);
            await Ledger.RecordAsync(judge.Run, [new JudgedResponse(owed.Key, owed.ReceivedAt, judged)], reservedUsd: null, Cancel);
        }
    }
}

public sealed class SqliteRecentTests : RecentContract
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

public sealed class PostgresRecentTests(PostgresServer server) : RecentContract, IClassFixture<PostgresServer>
{
    protected override async Task<IServiceLedger> OpenAsync()
    {
        await using var store = LedgerStore.Of(server.Url(await server.CreateDatabaseAsync()));
        return await store.OpenAsync(Clock, isService: true, Cancel);
    }
}
