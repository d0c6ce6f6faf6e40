using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing;
using Assay.Surfacing.Regressions;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every ledger must do with releases that are announced.</summary>
public abstract class ReleaseContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = Material.Noon;

    private IServiceLedger? _ledger;

    private readonly SettableClock _clock = new() { Now = Noon };

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceLedger Ledger => _ledger!;

    /// <summary>What <c>--store</c> names: empty at first.</summary>
    protected abstract Task<LedgerStore> StoreAsync();

    public async ValueTask InitializeAsync()
    {
        await using LedgerStore store = await StoreAsync();
        _ledger = await store.OpenAsync(_clock, isService: true, Cancel);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_release_is_announced_once_and_whoever_looks_sees_it()
    {
        var release = new AnnouncedRelease("2.0 \"rc\"", Noon.AddHours(-3), "shorter answers");

        Assert.Null(await Ledger.AnnounceReleaseAsync(release, Cancel));
        Assert.Equal(release, await Ledger.AnnounceReleaseAsync(release with { At = Noon, Note = null }, Cancel));

        Assert.Equal([release], await Ledger.AnnouncedReleasesAsync(Cancel));
        await using LedgerStore store = await StoreAsync();
        await using ILedgerQueries queries = await store.QueryAsync(Cancel);
        Assert.Equal([release], await queries.AnnouncedReleasesAsync(Cancel));
    }

    [Fact]
    public async Task One_that_is_announced_while_a_service_works_on_the_ledger_is_seen_by_it()
    {
        await using LedgerStore store = await StoreAsync();
        var release = new AnnouncedRelease("2.1", Noon, null);

        Assert.Null(await store.AnnounceReleaseAsync(release, Noon, Cancel));
        Assert.Equal(release, await store.AnnounceReleaseAsync(release with { Note = "again" }, Noon, Cancel));

        Assert.Equal([release], await Ledger.AnnouncedReleasesAsync(Cancel));
    }

    [Fact]
    public async Task A_fall_since_an_announced_release_is_found_in_what_was_stored()
    {
        var judge = new JudgeIntake(await Ledger.OpenStandingRunAsync(Material.Judge(), IntakeRule.All, Cancel), IntakeRule.All);
        _clock.Now = Noon.AddHours(-12);
        await JudgeAsync(judge, [.. Unnamed("before", 240, i => 4 + (i % 2))]);
        await Ledger.AnnounceReleaseAsync(new AnnouncedRelease("1.0", Noon.AddHours(-20), null), Cancel);
        await Ledger.AnnounceReleaseAsync(new AnnouncedRelease("1.1", Noon, null), Cancel);
        _clock.Now = Noon.AddMinutes(10);
        await JudgeAsync(judge, [.. Unnamed("after", 60, i => 3 + (i % 2))]);

        IReadOnlyList<Regression> found = await RegressionReading.ReadAsync(Ledger, new RegressionQuestion(null, Noon.AddMinutes(30)), Cancel);

        Regression main = found[0];
        Assert.Equal(("1.1", "1.0", Noon, true), (main.Release, main.Before, main.Begin, main.IsAlarm));
        Assert.Equal((240, 60, -1d), (main.Baseline.N, main.Scores.N, Math.Round(main.Change.Value, 9)));
    }

    private async Task JudgeAsync(JudgeIntake judge, IReadOnlyList<(Response Response, Judged Judged)> items)
    {
        await Ledger.ReceiveAsync([new IntakeRequest([.. items.Select(i => new Arrival(i.Response))], [])], [judge], Cancel);
        Dictionary<string, AcceptedResponse> owed = (await Ledger.TakeOwedAsync(judge.Run, items.Count, Cancel)).ToDictionary(o => o.Response.Id, StringComparer.Ordinal);
        await Ledger.RecordAsync(judge.Run, [.. items.Select(i => new JudgedResponse(owed[i.Response.Id].Key, owed[i.Response.Id].ReceivedAt, i.Judged))], reservedUsd: null, Cancel);
    }

    private static IEnumerable<(Response, Judged)> Unnamed(string prefix, int n, Func<int, int> score) =>
        from i in Enumerable.Range(0, n)
        select (new Response { Id = $"{prefix}-{i}", Input = "Where is it?", Output = "Somewhere." }, Material.Scored(score(i), score(i)));
}
