using System.Globalization;
using System.Text.Json;
using Assay.Calibrating.Correcting;
using Assay.Calibrating.Labelling;
using Assay.Calibrating.Trusting;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Storage;
using Assay.Surfacing;

namespace Assay.Integration.Tests.Contracts;

/// <summary>Means of a ledger's figures corrected by the labels in it, and what those say of the judge; the same of every ledger.</summary>
public abstract class CorrectedMeansContract : IAsyncLifetime
{
    private const int Count = 300;

    private static readonly Judge Judge = Material.Judge();

    private readonly SettableClock _clock = new() { Now = Material.Noon };
    private IServiceLedger? _ledger;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceLedger Ledger => _ledger!;

    private CorrectedMeans Means => new(Ledger.Labels, Ledger);

    /// <summary>Empty at first, later with what was saved.</summary>
    protected abstract Task<LedgerStore> StoreAsync();

    /// <summary>The judge gives refunds 1 or 2 and delivery 4 or 5, day after day; every fifth response may be labelled.</summary>
    public async ValueTask InitializeAsync()
    {
        await using LedgerStore store = await StoreAsync();
        _ledger = await store.OpenAsync(_clock, isService: true, Cancel);
        await Ledger.DeclareSlicesAsync(["route", "language"], Cancel);
        var intake = new JudgeIntake(await Ledger.OpenStandingRunAsync(Judge, IntakeRule.All, Cancel), IntakeRule.All);
        for (int day = 0; day < 3; day++)
        {
            Response[] responses = [.. Enumerable.Range(day * Count / 3, Count / 3).Select(Response)];
            await Ledger.ReceiveAsync([new IntakeRequest([.. responses.Select(r => new Arrival(r))], [])], [intake], Cancel);
            IReadOnlyList<AcceptedResponse> owed = await Ledger.TakeOwedAsync(intake.Run, Count, Cancel);
            await Ledger.RecordAsync(intake.Run, [.. owed.Select(o => new JudgedResponse(o.Key, o.ReceivedAt, Scored(Number(o.Response.Id))))], reservedUsd: null, Cancel);
            _clock.Now += TimeSpan.FromDays(1);
        }

        IReadOnlyList<LabelCandidate> scored = await Ledger.Labels.CandidatesAsync(new LabelFrameQuery("quality", Judge.Version, Material.Noon.AddDays(-1), _clock.Now) { Criteria = ["tone"], AtMost = Count }, Cancel);
        LabelCandidate[] drawn = [.. scored.Where(c => Number(c.ResponseId) % 5 == 0)];
        var queue = new LabelQueue
        {
            Id = "q1", Judge = "quality", JudgeVersion = Judge.Version, Criteria = [new AskedCriterion("tone", null, new Scale.Numeric(1, 5, Fractions: false))], From = Material.Noon, To = _clock.Now, DrawnAt = _clock.Now,
            Seed = 1, Population = Count, Rates = new LabelRates(0.2, 0, 0),
        };
        await Ledger.Labels.SaveQueueAsync(queue, [.. drawn.Select((c, i) => new LabelItem(c.Key, c.ResponseId, c.Revision, i + 1) { Arm = LabelArm.Random, Probability = 0.2, Stratum = "all" })], new Dictionary<long, double>(), Cancel);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Without_a_label_there_is_no_corrected_mean_and_no_word_of_one() =>
        Assert.Null(await Means.ReadAsync(Question(), Cancel));

    [Fact]
    public async Task Labels_correct_the_mean_that_figures_show_within_the_routes_that_it_differs_by()
    {
        await LabelAsync(from: 0, to: Count);

        CorrectedPeriod period = (await Means.ReadAsync(Question(), Cancel))!;
        CorrectedMean mean = Known(period.Of("tone"));
        Rollup rollup = Assert.Single(await Ledger.RollupsAsync(new RollupQuery(Material.Noon.AddDays(-1), _clock.Now) { Judge = "quality" }, Cancel));

        Assert.Equal(rollup.Scores.Single(s => s.Criterion == "tone").Mean(), mean.Raw);
        Assert.Equal((60, Count, CorrectionMethod.StratifiedPpiPlusPlus), (mean.Corrected.N, mean.Judged, mean.Method));
        Assert.Equal(["delivery", "refunds"], mean.Strata.Select(s => s.Stratum).Order(StringComparer.Ordinal));
        // People give refunds two points more, and delivery the same.
        Assert.Equal(mean.Raw.Mean + 1, mean.Corrected.Mean, 1);
        Assert.InRange(mean.Raw.Mean + 1, mean.Corrected.Low!.Value - 0.01, mean.Corrected.High!.Value + 0.01);
        Assert.True(period.HasSeveral);
        Assert.Null(period.Of("overall"));
        Assert.Null(period.Of("accuracy"));
    }

    [Fact]
    public async Task The_overall_score_is_corrected_where_every_criterion_is_labelled()
    {
        await LabelAsync(from: 0, to: Count);
        Assert.Empty(await Ledger.Labels.SaveAsync(
            [.. Enumerable.Range(0, Count).Where(n => n % 5 == 0).Select(n => new HumanLabel(new LabelKey($"r{n:000}", 1, "quality", "accuracy", "ann"), 4, 1, 5) { At = _clock.Now })], Cancel));

        CorrectedPeriod period = (await Means.ReadAsync(Question(), Cancel))!;
        CorrectedMean overall = Known(period.Of("overall"));
        Rollup rollup = Assert.Single(await Ledger.RollupsAsync(new RollupQuery(Material.Noon.AddDays(-1), _clock.Now) { Judge = "quality" }, Cancel));

        // Tone is a point too low on average and accuracy a point too low everywhere; both weigh the same.
        Assert.Equal(rollup.Scores.Single(s => s.Criterion == "overall").Mean(), overall.Raw);
        Assert.Equal((60, Count), (overall.Corrected.N, overall.Judged));
        Assert.Equal(overall.Raw.Mean + 1, overall.Corrected.Mean, 1);
        Assert.Equal("overall", period.Criteria[0].Criterion);
    }

    [Fact]
    public async Task A_slice_is_corrected_by_its_own_labels()
    {
        await LabelAsync(from: 0, to: Count);

        CorrectedMean refunds = Known((await Means.ReadAsync(Question() with { Slice = ("route", "refunds") }, Cancel))!.Of("tone"));
        CorrectedMean delivery = Known((await Means.ReadAsync(Question() with { Slice = ("route", "delivery") }, Cancel))!.Of("tone"));

        Assert.Equal((30, 30), (refunds.Corrected.N, delivery.Corrected.N));
        Assert.Equal(refunds.Raw.Mean + 2, refunds.Corrected.Mean, 6);
        Assert.Equal(delivery.Raw.Mean, delivery.Corrected.Mean, 6);
    }

    [Fact]
    public async Task Labels_count_in_the_range_of_their_responses_and_it_is_said_where_there_are_none()
    {
        await LabelAsync(from: 0, to: Count / 3);
        CorrectionQuestion last = Question() with { From = _clock.Now.AddDays(-1).AddHours(-1) };

        var none = Assert.IsType<Correction.Absent>((await Means.ReadAsync(last, Cancel))!.Of("tone")!.Mean);
        CorrectedMean all = Known((await Means.ReadAsync(Question(), Cancel))!.Of("tone"));

        Assert.StartsWith("none of the 100 responses that this version of the judge scored here is labelled; the last of 20 labels", none.Reason, StringComparison.Ordinal);
        Assert.Contains(all.Warnings, w => w.Contains("67 % of what was judged lies before or after", StringComparison.Ordinal) || w.Contains("67% of what was judged lies before or after", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Few_labels_are_too_few_and_those_of_responses_that_nobody_drew_are_none()
    {
        await SaveAsync([0, 5, 10]);
        Assert.StartsWith("3 of 300 judged responses are labelled by people: too few", Assert.IsType<Correction.Absent>((await Means.ReadAsync(Question(), Cancel))!.Of("tone")!.Mean).Reason, StringComparison.Ordinal);

        await SaveAsync([.. Enumerable.Range(0, 100).Where(n => n % 5 != 0)]);
        Assert.StartsWith("3 of 300", Assert.IsType<Correction.Absent>((await Means.ReadAsync(Question(), Cancel))!.Of("tone")!.Mean).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_judge_is_held_against_its_bars_by_the_same_labels()
    {
        await LabelAsync(from: 0, to: Count);

        JudgeTrust trust = await TrustReading.ReadAsync(Ledger.Labels, TrustSubject.Of(Judge) with { Terms = new Calibrating.Gates.TrustTerms() }, Cancel, ["route"]);
        CriterionTrust tone = trust.Criteria.Single(c => c.Criterion == "tone");

        Assert.Equal((60, TrustLevel.Advisory), (tone.Items, tone.Level));
        Assert.Equal([("delivery", 0.0), ("refunds", -2.0)], tone.Slices.Select(s => (s.Name, s.Bias!.Mean)).OrderBy(s => s.Name, StringComparer.Ordinal));
        Assert.Equal(TrustLevel.Unknown, trust.Criteria.Single(c => c.Criterion == "accuracy").Level);
        Assert.NotEmpty(trust.WhyAdvisory(null));
    }

    [Fact]
    public async Task A_labelled_response_tells_when_it_counts_what_it_says_in_its_fields_and_how_long_it_is()
    {
        await SaveAsync([7]);

        LabelledResponse labelled = Assert.Single(await Ledger.Labels.LabelledAsync(new LabelledQuery("quality", "tone"), Cancel));

        Assert.Equal(Material.Noon, labelled.FiguredAt);
        Assert.Equal(("delivery", "2"), (labelled.Fields["route"], labelled.Fields["release"]));
        Assert.Equal("There it is.".Length, labelled.OutputLength);
    }

    private CorrectionQuestion Question() => new("quality", Material.Noon.AddDays(-1), _clock.Now);

    private Task LabelAsync(int from, int to) => SaveAsync([.. Enumerable.Range(from, to - from).Where(n => n % 5 == 0)]);

    private async Task SaveAsync(int[] numbers) => Assert.Empty(await Ledger.Labels.SaveAsync(
        [.. numbers.Select(n => new HumanLabel(new LabelKey($"r{n:000}", 1, "quality", "tone", "ann"), Tone(n) + (n % 2 == 0 ? 2 : 0), 1, 5) { At = _clock.Now })], Cancel));

    private static int Number(string id) => int.Parse(id[1..], CultureInfo.InvariantCulture);

    private static int Tone(int number) => number % 2 == 0 ? 1 + (number / 2 % 2) : 4 + (number / 2 % 2);

    private static Judged Scored(int number) => Material.Scored(Tone(number), 3);

    private static Response Response(int number) => new()
    {
        Id = $"r{number:000}", Input = "Where is it?", Output = "There it is.", Release = "2",
        Metadata = new Dictionary<string, JsonElement> { ["route"] = JsonElement.Parse(number % 2 == 0 ? "\"refunds\"" : "\"delivery\""), ["language"] = JsonElement.Parse(number % 3 == 0 ? "\"de\"" : "\"en\"") },
    };

    private static CorrectedMean Known(CorrectedCriterion? criterion) => Assert.IsType<Correction.Known>(criterion!.Mean).Mean;
}
