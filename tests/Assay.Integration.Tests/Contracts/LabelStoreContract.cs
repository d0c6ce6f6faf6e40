using System.Text.Json;
using Assay.Calibrating.Labelling;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every ledger must do with labels of people and what they are asked. An implementation inherits the suite and says what <c>--store</c> names.</summary>
public abstract class LabelStoreContract : IAsyncLifetime
{
    private static readonly Judge Judge = Material.Judge();

    private IServiceLedger? _ledger;
    private JudgeIntake? _intake;

    private readonly SettableClock _clock = new() { Now = Material.Noon };

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceLedger Ledger => _ledger!;

    private ILabelStore Labels => Ledger.Labels;

    /// <summary>Empty at first, later with what was saved.</summary>
    protected abstract Task<LedgerStore> StoreAsync(bool keepsContent = true);

    public async ValueTask InitializeAsync() => await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await using (LedgerStore store = await StoreAsync())
        await using (ILedgerQueries queries = await store.QueryAsync(Cancel))
        {
            Assert.All(await queries.CheckAsync(Cancel), f => Assert.True(f.Remedy is null, f.ToString()));
        }

        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_label_is_kept_as_it_was_given_and_whoever_only_reads_sees_the_same()
    {
        await JudgeAsync(("a", 4, null));
        HumanLabel label = Label("a", 5) with { Note = "kind \0 <b>\u2028", Grade = "good", IsBlind = false };

        Assert.Empty(await Labels.SaveAsync([label], Cancel));
        Assert.Empty(await Labels.SaveAsync([label], Cancel));

        Assert.Equal([label], await Labels.LabelsAsync(new LabelQuery(), Cancel));
        await using LedgerStore store = await StoreAsync();
        await using ILedgerQueries queries = await store.QueryAsync(Cancel);
        Assert.Equal([label], await queries.Labels.LabelsAsync(new LabelQuery(), Cancel));
        Assert.Equal([label], await (await store.LabelsAsync(Cancel)).LabelsAsync(new LabelQuery(), Cancel));
    }

    [Fact]
    public async Task What_is_written_beside_a_service_is_seen_by_it()
    {
        await JudgeAsync(("a", 4, null));
        await using LedgerStore store = await StoreAsync();
        ILabelStore beside = await store.LabelsAsync(Cancel);

        await beside.SaveAsync([Label("a", 2)], Cancel);
        await Labels.SaveAsync([Label("a", 3, "bob")], Cancel);
        Assert.True(await beside.RemoveAsync(Label("a", 2).Key, Cancel));

        Assert.Equal([3d], (await Labels.LabelsAsync(new LabelQuery(), Cancel)).Select(l => l.Score));
    }

    [Fact]
    public async Task A_rater_says_one_thing_of_a_criterion_and_may_take_it_back()
    {
        await JudgeAsync(("a", 4, null));
        await Labels.SaveAsync([Label("a", 2), Label("a", 3, "bob"), Label("a", 1, criterion: "accuracy")], Cancel);
        await Labels.SaveAsync([Label("a", 5)], Cancel);

        Assert.Equal([("accuracy", "ann", 1d), ("tone", "ann", 5d), ("tone", "bob", 3d)], await ShownAsync());
        Assert.True(await Labels.RemoveAsync(Label("a", 0).Key, Cancel));
        Assert.False(await Labels.RemoveAsync(Label("a", 0).Key, Cancel));
        Assert.False(await Labels.RemoveAsync(Label("nowhere", 0).Key, Cancel));
        Assert.Equal([("accuracy", "ann", 1d), ("tone", "bob", 3d)], await ShownAsync());

        async Task<IEnumerable<(string, string, double)>> ShownAsync() => (await Labels.LabelsAsync(new LabelQuery(), Cancel)).Select(l => (l.Key.Criterion, l.Key.Rater, l.Score));
    }

    [Fact]
    public async Task Labels_of_responses_that_are_not_there_are_named_and_none_is_saved()
    {
        await JudgeAsync(("a", 4, null));
        HumanLabel other = Label("a", 3) with { Key = Label("a", 3).Key with { Revision = 2 } };

        Assert.Equal([Label("b", 1).Key, other.Key], await Labels.SaveAsync([Label("a", 1), Label("b", 1), other], Cancel));

        Assert.Empty(await Labels.LabelsAsync(new LabelQuery(), Cancel));
    }

    [Fact]
    public async Task A_queue_is_kept_once_with_its_items_and_labels_say_how_they_were_drawn()
    {
        IReadOnlyList<long> keys = await JudgeAsync(("a", 4, null), ("b", 2, null), ("c", 1, null));
        LabelQueue queue = Queue("q1");
        LabelItem[] items = [Item(keys[2], "c", 1, LabelArm.Alarm, 0.5), Item(keys[0], "a", 2, LabelArm.Random, 0.1) with { Raters = 2 }];

        await Labels.SaveQueueAsync(queue, items, new Dictionary<long, double>(), Cancel);
        await Labels.SaveQueueAsync(queue with { Seed = 99 }, [Item(keys[1], "b", 1, LabelArm.Random, 1)], new Dictionary<long, double>(), Cancel);
        await Labels.SaveAsync([Label("a", 5), Label("b", 5)], Cancel);

        LabelQueue stored = Assert.Single(await Labels.QueuesAsync(Cancel));
        Assert.Equal((7, 2, 1, "tone", queue.From, queue.To, queue.DrawnAt, 30, queue.Rates), (stored.Seed, stored.Asked, stored.Labelled, stored.Criteria[0].Name, stored.From, stored.To, stored.DrawnAt, stored.Population, stored.Rates));
        Assert.Equal(AskedCriterionJson.Write(queue.Criteria), AskedCriterionJson.Write(stored.Criteria));
        Assert.Equal(items, await Labels.ItemsAsync("q1", Cancel));
        Assert.Empty(await Labels.ItemsAsync("q2", Cancel));
        Assert.Equal([("a", new LabelDraw("q1", LabelArm.Random, 0.1, "all · 1-2")), ("b", null)], (await Labels.LabelsAsync(new LabelQuery(), Cancel)).Select(l => (l.Key.ResponseId, l.Draw)));
        Assert.Equal("a", Assert.Single(await Labels.LabelsAsync(new LabelQuery { Queue = "q1" }, Cancel)).Key.ResponseId);
    }

    [Fact]
    public async Task A_later_queue_changes_with_what_probability_items_are_drawn_by_any()
    {
        IReadOnlyList<long> keys = await JudgeAsync(("a", 4, null), ("b", 2, null));
        await Labels.SaveQueueAsync(Queue("q1"), [Item(keys[0], "a", 1, LabelArm.Random, 0.1)], new Dictionary<long, double>(), Cancel);

        await Labels.SaveQueueAsync(Queue("q2"), [Item(keys[1], "b", 1, LabelArm.Random, 0.28)], new Dictionary<long, double> { [keys[0]] = 0.28 }, Cancel);

        Assert.Equal(["q2", "q1"], (await Labels.QueuesAsync(Cancel)).Select(q => q.Id));
        Assert.Equal(0.28, Assert.Single(await Labels.ItemsAsync("q1", Cancel)).Probability);
        Assert.Equal([("a", 0.28), ("b", 0.28)], (await CandidatesAsync()).Select(c => (c.ResponseId, c.DrawnWith!.Value)));
    }

    [Fact]
    public async Task Labels_stand_beside_the_judges_score_with_what_was_decided_where_raters_disagree()
    {
        await JudgeAsync(("a", 4, "u1"), ("b", 2, "u1"), ("c", 3, null));
        HumanLabel decided = Label("b", 1, "eve") with { Key = Label("b", 1, "eve").Key with { IsAdjudication = true } };
        await Labels.SaveAsync([Label("a", 5), Label("b", 1), Label("b", 4, "bob"), Label("c", 3), Label("c", 2, "bob")], Cancel);
        await Labels.SaveAsync([decided with { At = Material.Noon.AddMinutes(5) }], Cancel);

        IReadOnlyList<LabelledResponse> found = await Labels.LabelledAsync(new LabelledQuery("quality", "tone"), Cancel);

        Assert.Equal([("a", 5d, 4d, false), ("b", 1d, 2d, false), ("c", 2.5, 3d, true)], found.Select(f => (f.ResponseId, f.Human, f.Judge!.Value, f.IsDisputed)));
        Assert.All(found, f => Assert.Equal(Judge.Version, f.JudgeVersion));
        Assert.Equal(found[0].Cluster, found[1].Cluster);
        Assert.NotNull(found[0].Cluster);
        Assert.Null(found[2].Cluster);
        Assert.Equal(["ann", "bob"], found[1].Ratings.Select(r => r.Key.Rater));
        Assert.Empty(await Labels.LabelledAsync(new LabelledQuery("quality", "tone") { To = found[0].ReceivedAt }, Cancel));
        Assert.Equal(3, (await Labels.LabelledAsync(new LabelledQuery("quality", "tone") { From = found[0].ReceivedAt }, Cancel)).Count);
        Assert.All(await Labels.LabelledAsync(new LabelledQuery("quality", "tone") { JudgeVersion = "other" }, Cancel), f => Assert.Null(f.Judge));
    }

    [Fact]
    public async Task A_score_on_another_scale_does_not_stand_beside_a_label()
    {
        await JudgeAsync(("a", 4, null));
        await Labels.SaveAsync([Label("a", 1) with { Low = 0, High = 1, Grade = "pass" }, Label("a", 0, "bob") with { Low = 0, High = 1, Grade = "fail" }], Cancel);
        Assert.Null(Assert.Single(await Labels.LabelledAsync(new LabelledQuery("quality", "tone"), Cancel)).Judge);

        await Labels.SaveAsync([Label("a", 5, "bob")], Cancel);

        LabelledResponse found = Assert.Single(await Labels.LabelledAsync(new LabelledQuery("quality", "tone"), Cancel));
        Assert.Equal((5d, 4d), (found.Human, found.Judge));
    }

    [Fact]
    public async Task Counts_tell_how_much_was_labelled_by_whom()
    {
        IReadOnlyList<long> keys = await JudgeAsync(("a", 4, null), ("b", 2, null));
        await Labels.SaveQueueAsync(Queue("q1"), [Item(keys[0], "a", 1, LabelArm.Random, 0.1)], new Dictionary<long, double>(), Cancel);
        HumanLabel decided = Label("a", 1, "eve") with { Key = Label("a", 1, "eve").Key with { IsAdjudication = true }, At = Material.Noon.AddHours(1) };
        await Labels.SaveAsync([Label("a", 5), Label("a", 4, "bob"), Label("b", 1), decided, Label("b", 1, criterion: "accuracy")], Cancel);

        IReadOnlyList<LabelCount> counts = await Labels.CountsAsync(Cancel);

        Assert.Equal(["accuracy", "tone"], counts.Select(c => c.Criterion));
        Assert.Equal(("quality", 2, 3, 1, 1, Material.Noon.AddHours(1)), (counts[1].Judge, counts[1].Responses, counts[1].Labels, counts[1].DoublyLabelled, counts[1].Drawn, counts[1].Latest));
        Assert.Equal([("ann", 2), ("bob", 1)], counts[1].Raters);
    }

    [Fact]
    public async Task What_a_rater_puts_aside_is_put_aside_for_that_rater_until_it_is_labelled()
    {
        IReadOnlyList<long> keys = await JudgeAsync(("a", 4, null), ("b", 2, null));
        await Labels.SaveQueueAsync(Queue("q1"), [Item(keys[0], "a", 1, LabelArm.Random, 0.1), Item(keys[1], "b", 2, LabelArm.Random, 0.1)], new Dictionary<long, double>(), Cancel);

        Assert.True(await Labels.SkipAsync("q1", keys[0], "ann", isSkipped: true, Cancel));
        Assert.True(await Labels.SkipAsync("q1", keys[0], "ann", isSkipped: true, Cancel));
        Assert.True(await Labels.SkipAsync("q1", keys[1], "ann", isSkipped: true, Cancel));
        Assert.False(await Labels.SkipAsync("q1", keys[1] + 10, "ann", isSkipped: true, Cancel));
        Assert.True(await Labels.SkipAsync("q1", keys[1], "ann", isSkipped: false, Cancel));

        Assert.Equal([keys[0]], await Labels.SkippedAsync("q1", "ann", Cancel));
        Assert.Empty(await Labels.SkippedAsync("q1", "bob", Cancel));
        await Labels.SaveAsync([Label("a", 3)], Cancel);
        Assert.Empty(await Labels.SkippedAsync("q1", "ann", Cancel));
    }

    [Fact]
    public async Task Only_scored_responses_of_the_time_may_be_drawn_with_slice_and_score()
    {
        await JudgeAsync(("a", 4, null), ("b", 2, null));
        await Ledger.ReceiveAsync([new IntakeRequest([new Arrival(Response("owed", null))], [])], [_intake!], Cancel);

        Assert.Equal([("a", 4d, "refunds"), ("b", 2d, "refunds")], (await CandidatesAsync("tone")).Select(c => (c.ResponseId, c.Score, c.Slice!)));
        Assert.Equal([("a", 4d, null), ("b", 2d, null)], (await CandidatesAsync(["tone", "accuracy"], slice: null)).Select(c => (c.ResponseId, c.Score, c.Slice)));
        Assert.Equal(["b"], (await CandidatesAsync(["tone"], atMost: 1)).Select(c => c.ResponseId));
        Assert.Empty(await Labels.CandidatesAsync(new LabelFrameQuery("quality", Judge.Version, _clock.Now.AddSeconds(1), _clock.Now.AddDays(1)) { Criteria = ["tone"], AtMost = 10 }, Cancel));
        Assert.All(await CandidatesAsync(), c => Assert.Equal(0, c.Spread));
    }

    [Fact]
    public async Task Judges_that_disagree_on_a_criterion_show_as_spread()
    {
        await JudgeAsync(("a", 4, null), ("b", 2, null));
        Judge other = Material.Judge("second");
        RunKey run = await Ledger.OpenStandingRunAsync(other, IntakeRule.All, Cancel);
        await Ledger.ReceiveAsync([new IntakeRequest([new Arrival(Response("c", null))], [])], [new JudgeIntake(run, IntakeRule.All), _intake!], Cancel);
        foreach ((RunKey key, double score) in new[] { (run, 1d), (_intake!.Run, 5d) })
        {
            foreach (AcceptedResponse owed in await Ledger.TakeOwedAsync(key, 10, Cancel))
            {
                await Ledger.RecordAsync(key, [new JudgedResponse(owed.Key, owed.ReceivedAt, Material.Scored(score, score))], reservedUsd: null, Cancel);
            }
        }

        Assert.Equal([("a", 0d), ("b", 0d), ("c", 1d)], (await CandidatesAsync()).Select(c => (c.ResponseId, c.Spread)));
    }

    [Fact]
    public async Task Labels_and_items_go_with_the_response()
    {
        IReadOnlyList<long> keys = await JudgeAsync(("a", 4, null), ("b", 2, null));
        await Labels.SaveQueueAsync(Queue("q1"), [Item(keys[0], "a", 1, LabelArm.Random, 0.1), Item(keys[1], "b", 2, LabelArm.Random, 0.1)], new Dictionary<long, double>(), Cancel);
        await Labels.SaveAsync([Label("a", 5) with { Note = "it quotes a name" }, Label("b", 5)], Cancel);
        await Labels.SkipAsync("q1", keys[0], "bob", isSkipped: true, Cancel);
        await using LedgerStore store = await StoreAsync();

        Assert.Equal(1, await store.RemoveAsync(new Removal.OfId("a"), forget: null, TimeProvider.System, Cancel));

        Assert.Equal("b", Assert.Single(await Labels.LabelsAsync(new LabelQuery(), Cancel)).Key.ResponseId);
        Assert.Equal("b", Assert.Single(await Labels.ItemsAsync("q1", Cancel)).ResponseId);
        Assert.Empty(await Labels.SkippedAsync("q1", "bob", Cancel));
        LabelQueue queue = Assert.Single(await Labels.QueuesAsync(Cancel));
        Assert.Equal((1, 1), (queue.Asked, queue.Labelled));
    }

    [Fact]
    public async Task Where_no_texts_are_kept_nothing_is_drawn_and_a_note_is_not_kept_either()
    {
        await Ledger.DisposeAsync();
        await OpenAsync(keepsContent: false);
        await JudgeAsync(("a", 4, null));

        Assert.Empty(await CandidatesAsync());
        Assert.Empty(await Labels.SaveAsync([Label("a", 5) with { Note = "it quotes a name" }], Cancel));

        HumanLabel label = Assert.Single(await Labels.LabelsAsync(new LabelQuery(), Cancel));
        Assert.Equal((5d, null), (label.Score, label.Note));
        Assert.Equal(4, Assert.Single(await Labels.LabelledAsync(new LabelledQuery("quality", "tone"), Cancel)).Judge);
    }

    [Fact]
    public async Task Labels_are_found_by_judge_response_rater_and_time()
    {
        await JudgeAsync(("a", 4, null), ("b", 2, null));
        HumanLabel late = Label("b", 2, "bob") with { At = Material.Noon.AddHours(2) };
        HumanLabel other = Label("a", 3) with { Key = Label("a", 3).Key with { Judge = "second" } };
        await Labels.SaveAsync([Label("a", 1), late, other], Cancel);
        async Task<IEnumerable<double>> FindAsync(LabelQuery query) => (await Labels.LabelsAsync(query, Cancel)).Select(l => l.Score);

        Assert.Equal([1, 2], await FindAsync(new LabelQuery { Judge = "quality" }));
        Assert.Equal([2], await FindAsync(new LabelQuery { Rater = "bob" }));
        Assert.Equal([2], await FindAsync(new LabelQuery { Since = Material.Noon.AddHours(1) }));
        Assert.Equal([2], await FindAsync(new LabelQuery { ResponseId = "b" }));
        Assert.Equal([1], await FindAsync(new LabelQuery { AtMost = 1 }));
        Assert.Empty(await FindAsync(new LabelQuery { Criterion = "accuracy" }));
    }

    [Fact]
    public async Task What_judges_ask_and_which_revision_is_the_last_is_known()
    {
        await JudgeAsync(("a", 4, null));

        LabelledJudge judge = Assert.Single(await Labels.JudgesAsync(Cancel));
        Assert.Equal(("quality", Judge.Version, "tone accuracy", 1d, 5d), (judge.Name, judge.Version, string.Join(' ', judge.Criteria.Select(c => c.Name)), judge.Main.Min, judge.Main.Max));
        Assert.Equal([("a", 1)], (await Labels.RevisionsAsync(["a", "nowhere"], Cancel)).Select(r => (r.Key, r.Value)));
    }

    private async Task OpenAsync(bool keepsContent = true)
    {
        await using LedgerStore store = await StoreAsync(keepsContent);
        _ledger = await store.OpenAsync(_clock, isService: true, Cancel);
        await Ledger.DeclareSlicesAsync(["route"], Cancel);
        _intake = new JudgeIntake(await Ledger.OpenStandingRunAsync(Judge, IntakeRule.All, Cancel), IntakeRule.All);
    }

    private async Task<IReadOnlyList<long>> JudgeAsync(params (string Id, double Score, string? User)[] items)
    {
        await Ledger.ReceiveAsync([new IntakeRequest([.. items.Select(i => new Arrival(Response(i.Id, i.User)))], [])], [_intake!], Cancel);
        Dictionary<string, AcceptedResponse> owed = (await Ledger.TakeOwedAsync(_intake!.Run, items.Length, Cancel)).ToDictionary(o => o.Response.Id, StringComparer.Ordinal);
        await Ledger.RecordAsync(_intake.Run, [.. items.Select(i => new JudgedResponse(owed[i.Id].Key, owed[i.Id].ReceivedAt, Material.Scored(i.Score, i.Score)) { IsUnkept = owed[i.Id].IsUnkept })], reservedUsd: null, Cancel);
        return [.. items.Select(i => owed[i.Id].Key)];
    }

    private static Response Response(string id, string? user)
    {
        var metadata = new Dictionary<string, JsonElement> { ["route"] = JsonElement.Parse("\"refunds\"") };
        if (user is not null)
        {
            metadata["user"] = JsonElement.Parse($"\"{user}\"");
        }

        return new Response { Id = id, Input = "Where is it?", Output = "Somewhere.", Metadata = metadata };
    }

    private Task<IReadOnlyList<LabelCandidate>> CandidatesAsync(params string[] criteria) => CandidatesAsync(criteria.Length > 0 ? criteria : ["tone"], "route");

    private Task<IReadOnlyList<LabelCandidate>> CandidatesAsync(string[] criteria, string? slice = "route", int atMost = 100) => Labels.CandidatesAsync(
        new LabelFrameQuery("quality", Judge.Version, _clock.Now.AddHours(-1), _clock.Now.AddHours(1)) { Criteria = criteria, Slice = slice, AtMost = atMost }, Cancel);

    private static HumanLabel Label(string response, double score, string rater = "ann", string criterion = "tone") =>
        new(new LabelKey(response, 1, "quality", criterion, rater), score, 1, 5) { At = Material.Noon };

    private static LabelItem Item(long key, string id, int position, LabelArm arm, double probability) =>
        new(key, id, 1, position) { Arm = arm, Probability = probability, Stratum = "all · 1-2" };

    private static LabelQueue Queue(string id) => new()
    {
        Id = id,
        Judge = "quality",
        JudgeVersion = Judge.Version,
        Criteria =
        [
            new AskedCriterion("tone", "Is it kind?", new Scale.Numeric(1, 5, Fractions: false)) { Anchors = [new Anchor("5", "very \u2028 \"kind\"")] },
            new AskedCriterion("right", null, new Scale.PassFail()),
            new AskedCriterion("shade", "Which?", new Scale.Labels([new ScaleLabel("dark", 0), new ScaleLabel("light", 0.5)])),
        ],
        From = Material.Noon.AddDays(-1),
        To = Material.Noon,
        DrawnAt = Material.Noon,
        Seed = 7,
        Population = 30,
        Rates = new LabelRates(0.1, 1d / 3, 0),
    };
}
