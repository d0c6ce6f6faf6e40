using Assay.Calibrating.Anchors;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every store of anchors must do. An implementation inherits the suite and says how to open the ledger that it is in.</summary>
public abstract class AnchorStoreContract : IAsyncLifetime
{
    private const string Set = "0123456789abcdef";

    private IServiceLedger? _ledger;

    protected SettableClock Clock { get; } = new();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceLedger Ledger => _ledger!;

    /// <summary>Opens the test's own store: empty at first, later with what was saved.</summary>
    protected abstract Task<IServiceLedger> OpenAsync();

    protected abstract Task<ILedgerQueries> QueryAsync();

    public async ValueTask InitializeAsync() => _ledger = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await using (ILedgerQueries queries = await QueryAsync())
        {
            Assert.All(await queries.CheckAsync(Cancel), f => Assert.True(f.Remedy is null, f.ToString()));
        }

        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Readings_are_kept_in_their_order_through_the_process_and_whoever_only_reads_sees_the_same()
    {
        RunKey run = await RunAsync();
        JudgedAnchor[] judged = [Scored("b", AnchorPurpose.Baseline), Unscored("ä\"'"), Scored("a", AnchorPurpose.Burst, baseline: 2)];
        await Ledger.Anchors.RecordAsync(run, Set, judged, null, Cancel);
        await Ledger.DisposeAsync();
        _ledger = await OpenAsync();

        IReadOnlyList<StoredAnchorReading> found = await Ledger.Anchors.ReadingsAsync(new AnchorQuery("quality", Set), Cancel);

        Assert.Equal(judged.Select(j => Text(j.Reading)), found.Select(f => Text(f.Reading)));
        Assert.All(found, f => Assert.Equal(Material.Judge().Version, f.JudgeVersion));
        await using ILedgerQueries queries = await QueryAsync();
        Assert.Equal(found.Select(f => Text(f.Reading)), (await queries.Anchors.ReadingsAsync(new AnchorQuery("quality", Set), Cancel)).Select(f => Text(f.Reading)));
    }

    [Fact]
    public async Task A_reading_that_is_saved_twice_is_there_and_paid_once()
    {
        RunKey run = await RunAsync();
        JudgedAnchor judged = Scored("a", AnchorPurpose.Baseline);
        await Ledger.Anchors.RecordAsync(run, Set, [judged], null, Cancel);
        await Ledger.Anchors.RecordAsync(run, Set, [judged, Scored("b", AnchorPurpose.Baseline)], null, Cancel);

        Assert.Equal(["a", "b"], (await Ledger.Anchors.ReadingsAsync(new AnchorQuery("quality", Set), Cancel)).Select(r => r.Reading.Anchor));
        Assert.Equal(0.001m, (await Ledger.SpendingAsync(run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel)).JudgeDayUsd);
    }

    [Fact]
    public async Task What_is_asked_for_is_told_of_the_judge_the_version_and_the_set_and_of_single_ones_only_the_latest()
    {
        RunKey run = await RunAsync();
        RunKey other = await Ledger.OpenStandingRunAsync(Material.Judge(question: "Is it complete?"), IntakeRule.All, Cancel);
        RunKey else_ = await Ledger.OpenStandingRunAsync(Material.Judge("tone"), IntakeRule.All, Cancel);
        await Ledger.Anchors.RecordAsync(run, Set, [Scored("first", AnchorPurpose.Trickle), Scored("base", AnchorPurpose.Baseline), Scored("second", AnchorPurpose.Trickle), Scored("third", AnchorPurpose.Trickle)], null, Cancel);
        await Ledger.Anchors.RecordAsync(other, Set, [Scored("of another version", AnchorPurpose.Baseline)], null, Cancel);
        await Ledger.Anchors.RecordAsync(else_, Set, [Scored("of another judge", AnchorPurpose.Baseline)], null, Cancel);
        await Ledger.Anchors.RecordAsync(run, "another set", [Scored("of another set", AnchorPurpose.Baseline)], null, Cancel);
        async Task<string[]> FindAsync(AnchorQuery query) => [.. (await Ledger.Anchors.ReadingsAsync(query, Cancel)).Select(r => r.Reading.Anchor)];

        Assert.Equal(["base", "second", "third"], await FindAsync(new AnchorQuery("quality", Set) { JudgeVersion = Material.Judge().Version, AtMost = 2 }));
        Assert.Equal(["first", "base", "second", "third", "of another version"], await FindAsync(new AnchorQuery("quality", Set)));
        Assert.Empty(await FindAsync(new AnchorQuery("nobody", Set)));
    }

    [Fact]
    public async Task What_they_cost_counts_against_the_budget_and_their_scores_in_no_figure()
    {
        RunKey run = await RunAsync();
        Held? held = await Ledger.Anchors.RecordAsync(run, Set, [Scored("a", AnchorPurpose.Baseline), Unscored("b")], 0.25m, Cancel);

        Assert.Equal(0.25m, held!.Value.Usd);
        Assert.Equal(0.00075m, (await Ledger.SpendingAsync(run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel)).JudgeDayUsd);
        Assert.Equal(0.00075m, (await Ledger.SpendingAsync(run, DateOnly.FromDateTime(Material.Noon.UtcDateTime), Cancel)).RunUsd);
        Assert.Empty((await Ledger.AccountAsync(Cancel)).Entries);
        Assert.DoesNotContain(await Ledger.RollupsAsync(new(Material.Noon.AddDays(-2), Material.Noon.AddDays(2)), Cancel), r => r.Scored > 0 || r.Scores.Any(s => s.N > 0));
        Assert.Empty((await Ledger.RecentAsync(new("quality", DateTimeOffset.UnixEpoch, 100), Cancel)).Rows);
        await Ledger.ReserveAsync(run, 0, Cancel);
    }

    private Task<RunKey> RunAsync() => Ledger.OpenStandingRunAsync(Material.Judge(), IntakeRule.All, Cancel);

    private static JudgedAnchor Scored(string anchor, AnchorPurpose purpose, int baseline = 1) => new(
        Reading(anchor, purpose, baseline) with { Scores = new Dictionary<string, double> { ["tone"] = 4, ["overall"] = 4.5 }, CostUsd = 0.0005m }, Material.Scored());

    private static JudgedAnchor Unscored(string anchor) => new(Reading(anchor, AnchorPurpose.Baseline, 1) with { Reason = "unreadable", CostUsd = 0.00025m }, Material.Unscored());

    private static AnchorReading Reading(string anchor, AnchorPurpose purpose, int baseline) => new(Guid.CreateVersion7(Material.Noon), anchor, purpose, baseline, Material.Noon.AddMilliseconds(7));

    private static string Text(AnchorReading reading) =>
        $"{reading.Id} {reading.Anchor} {reading.Purpose} {reading.Baseline} {reading.At:O} {string.Join(",", reading.Scores.OrderBy(s => s.Key).Select(s => FormattableString.Invariant($"{s.Key}={s.Value}")))} {reading.Reason} {FormattableString.Invariant($"{reading.CostUsd:0.00000}")}";
}
