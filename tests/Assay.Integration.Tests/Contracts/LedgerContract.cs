using System.Text.Json;
using System.Text.RegularExpressions;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Integration.Tests.Contracts;

/// <summary>What every ledger must do. An implementation inherits the suite and says how to open one.</summary>
public abstract partial class LedgerContract : IAsyncLifetime
{
    private ILedger? _ledger;

    protected ILedger Ledger => _ledger!;

    /// <summary>The time that the ledger goes by.</summary>
    protected SettableClock Clock { get; } = new();

    /// <summary>Opens the test's own store: empty at first, later with what was saved.</summary>
    protected abstract Task<ILedger> OpenAsync();

    /// <summary>Re-checks what the store promises, rollups recomputed among it.</summary>
    protected abstract Task<IReadOnlyList<LedgerFinding>> CheckAsync();

    public async ValueTask InitializeAsync() => _ledger = await OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Accepting_again_changes_nothing()
    {
        RunKey run = await OpenRunAsync();

        Acceptance first = await AcceptAsync(run, Material.Response("a", 1), Material.Response("b", 2));
        Acceptance again = await AcceptAsync(run, Material.Response("a", 1), Material.Response("b", 2));

        Assert.Equal(first.Accepted.Select(r => r.Key), again.Accepted.Select(r => r.Key));
        Assert.All(again.Accepted, r => Assert.Equal((OutcomeState.Owed, true), (r.State, r.IsNew)));
        await AssertAccountAsync(run, accepted: 2, owed: 2);
    }

    [Fact]
    public async Task A_repeated_line_is_told_and_counted_once()
    {
        RunKey run = await OpenRunAsync();

        Acceptance acceptance = await AcceptAsync(run, Material.Response("a", 1), Material.Response("a", 2), Material.Response("b", 3));

        Assert.Null(acceptance.Conflict);
        Assert.Equal([true, false, true], acceptance.Accepted.Select(r => r.IsNew));
        Assert.Equal(acceptance.Accepted[0].Key, acceptance.Accepted[1].Key);
        await AssertAccountAsync(run, accepted: 2, owed: 2);
    }

    [Fact]
    public async Task A_conflict_names_both_places_and_keeps_the_ones_before()
    {
        RunKey run = await OpenRunAsync();

        Acceptance acceptance = await AcceptAsync(run, Material.Response("a", 1), Material.Response("b", 2), Material.Response("a", 3, "Another answer."), Material.Response("c", 4));

        Assert.Equal(["a", "b"], acceptance.Accepted.Select(r => r.Response.Id));
        Assert.Equal("responses.jsonl:3", acceptance.Conflict!.Place);
        Assert.Contains("responses.jsonl:1", acceptance.Conflict.Problem, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], (await ResultsAsync(run)).Select(r => r.Id));
    }

    [Fact]
    public async Task Another_sample_of_the_same_verdicts_stands_by_itself_and_in_no_figure()
    {
        RunKey first = await OpenRunAsync();
        RunKey second = await Ledger.OpenRunAsync(Material.Identity() with { Text = "second", Repeat = 1 }, Material.Judge(), Cancel);
        AcceptedResponse one = (await AcceptAsync(first, Material.Response("a", 1), Material.Response("b", 2))).Accepted[0];
        await RecordAsync(first, one, Material.Scored(tone: 4, accuracy: 5, attempts: [Material.Attempt()]));

        Acceptance again = await AcceptAsync(second, Material.Response("a", 1), Material.Response("b", 2));
        Assert.All(again.Accepted, r => Assert.Equal(OutcomeState.Owed, r.State));
        await RecordAsync(second, again.Accepted[0], Material.Scored(tone: 1, accuracy: 2, attempts: [Material.Attempt(), Material.Attempt()]));
        await RecordAsync(second, again.Accepted[1], Material.Scored(tone: 2, accuracy: 2));

        await AssertAccountAsync(first, accepted: 2, scored: 1, owed: 1);
        await AssertAccountAsync(second, accepted: 2, scored: 2);
        Assert.Equal((1, 1), (second.Repeat, (await Ledger.OpenRunAsync(Material.Identity() with { Text = "second", Repeat = 1 }, Material.Judge(), Cancel)).Repeat));
        Assert.Equal([4.5, null], (await ResultsAsync(first)).Select(r => r.Overall));
        Assert.Equal([1.5, 2], (await ResultsAsync(second)).Select(r => r.Overall));
        Assert.Equal([("tone", 1), ("accuracy", 2)], (await ResultsAsync(second))[0].Scores.Select(s => (s.Criterion, s.Score)));
        Assert.Equal((1, 2), ((await ResultsAsync(first))[0].Attempts, (await ResultsAsync(second))[0].Attempts));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Other_content_under_the_same_id_is_a_new_revision_in_a_later_run()
    {
        RunKey earlier = await OpenRunAsync("may.jsonl");
        AcceptedResponse before = (await AcceptAsync(earlier, Material.Response("a", 1))).Accepted.Single();
        await RecordAsync(earlier, before, Material.Scored());
        await Ledger.CloseRunAsync(earlier, Cancel);

        RunKey later = await OpenRunAsync("june.jsonl");
        Acceptance changed = await AcceptAsync(later, Material.Response("a", 1, "Another answer."));

        AcceptedResponse after = Assert.Single(changed.Accepted);
        Assert.Null(changed.Conflict);
        Assert.NotEqual(before.Key, after.Key);
        Assert.Equal((OutcomeState.Owed, true), (after.State, after.IsNew));
        await AssertAccountAsync(earlier, accepted: 1, scored: 1);
        await AssertAccountAsync(later, accepted: 1, owed: 1);
    }

    [Fact]
    public async Task What_was_decided_before_is_not_owed_again_but_another_judge_version_is()
    {
        RunKey first = await OpenRunAsync();
        await RecordAsync(first, (await AcceptAsync(first, Material.Response("a", 1))).Accepted.Single(), Material.Scored());
        await Ledger.CloseRunAsync(first, Cancel);

        RunKey again = await OpenRunAsync();
        RunKey other = await Ledger.OpenRunAsync(Material.Identity("other"), Material.Judge(question: "Is it wrong?"), Cancel);

        Assert.Equal(OutcomeState.Scored, (await AcceptAsync(again, Material.Response("a", 1))).Accepted.Single().State);
        Assert.Equal(OutcomeState.Owed, (await AcceptAsync(other, Material.Response("a", 1))).Accepted.Single().State);
        Assert.NotEqual(again.JudgeVersion, other.JudgeVersion);
    }

    [Fact]
    public async Task A_verdict_that_is_there_stays_and_later_attempts_are_counted()
    {
        RunKey run = await OpenRunAsync();
        AcceptedResponse response = (await AcceptAsync(run, Material.Response("a", 1))).Accepted.Single();

        await RecordAsync(run, response, Material.Scored(tone: 2, accuracy: 3));
        ResultRow first = Assert.Single(await ResultsAsync(run));
        await RecordAsync(run, response, Material.Scored(tone: 5, accuracy: 5));
        await RecordAsync(run, response, Material.Unscored());
        await RecordAsync(run, response, Material.Parked());
        ResultRow last = Assert.Single(await ResultsAsync(run));

        Assert.Equal((OutcomeState.Scored, 2.5, null, null, null), (last.Outcome, last.Overall, last.Reason, last.Detail, last.RawReply));
        Assert.Equal(first.Scores.Select(s => (s.Criterion, s.Score)), last.Scores.Select(s => (s.Criterion, s.Score)));
        Assert.Equal((2, 6), (first.Attempts, last.Attempts));
        Assert.Equal((0.0005m, 0.001_25m), (first.CostUsd, last.CostUsd));
        await AssertAccountAsync(run, accepted: 1, scored: 1);
    }

    [Fact]
    public async Task What_is_parked_stays_owed_with_its_last_error_and_can_be_decided_later()
    {
        RunKey run = await OpenRunAsync();
        AcceptedResponse response = (await AcceptAsync(run, Material.Response("a", 1))).Accepted.Single();

        await RecordAsync(run, response, Material.Parked("the provider failed"));
        ResultRow parked = Assert.Single(await ResultsAsync(run));
        await AssertAccountAsync(run, accepted: 1, owed: 1);
        Assert.Equal((OutcomeState.Owed, "the provider failed", 1), (parked.Outcome, parked.Detail, parked.Attempts));
        Assert.Equal(OutcomeState.Owed, (await AcceptAsync(run, Material.Response("a", 1))).Accepted.Single().State);

        await RecordAsync(run, response, Material.Scored());
        ResultRow decided = Assert.Single(await ResultsAsync(run));
        await AssertAccountAsync(run, accepted: 1, scored: 1);
        Assert.Equal((OutcomeState.Scored, null, 3), (decided.Outcome, decided.Detail, decided.Attempts));
    }

    [Fact]
    public async Task A_run_is_continued_while_it_is_open_also_by_another_process_and_begun_anew_when_it_is_closed()
    {
        RunKey run = await OpenRunAsync();
        await AcceptAsync(run, Material.Response("a", 1), Material.Response("b", 2));
        await ReopenAsync();

        Assert.Equal(run, await OpenRunAsync());
        await AssertAccountAsync(run, accepted: 2, owed: 2);
        await Ledger.CloseRunAsync(run, Cancel);
        await Ledger.CloseRunAsync(run, Cancel);
        RunKey next = await OpenRunAsync();

        Assert.NotEqual(run.Run, next.Run);
        Assert.Equal(run.JudgeVersion, next.JudgeVersion);
        await AssertAccountAsync(next, accepted: 0);
        await AssertAccountAsync(run, accepted: 2, owed: 2);
    }

    [Fact]
    public async Task Results_stand_in_the_order_of_the_input_with_scores_in_the_order_of_the_rubric()
    {
        RunKey run = await OpenRunAsync();
        Acceptance acceptance = await AcceptAsync(run, Material.Response("z", 3), Material.Response("m", 1), Material.Response("a", 2));
        foreach (AcceptedResponse response in acceptance.Accepted)
        {
            await RecordAsync(run, response, Material.Scored());
        }

        IReadOnlyList<ResultRow> results = await ResultsAsync(run);

        Assert.Equal(["m", "a", "z"], results.Select(r => r.Id));
        Assert.All(results, r => Assert.Equal(["tone", "accuracy"], r.Scores.Select(s => s.Criterion)));
        Assert.All(results, r => Assert.Equal(["Some"], r.Scores[1].Evidence));
        Assert.All(results, r => Assert.Equal(("quality", Material.Judge().Version), (r.Judge, r.JudgeVersion)));
        Assert.Equal("Some answer.", JsonElement.Parse(results[0].Body).GetProperty("output").GetString());
    }

    [Fact]
    public async Task The_lowest_scores_and_some_of_each_unscored_reason_are_found()
    {
        RunKey run = await OpenRunAsync();
        Acceptance acceptance = await AcceptAsync(run, [.. Enumerable.Range(1, 6).Select(i => Material.Response($"r{i}", i))]);
        Judged[] judged =
        [
            Material.Scored(5, 5), Material.Unscored(UnscoredReason.Refused), Material.Scored(1, 2), Material.Unscored(UnscoredReason.Refused),
            Material.Unscored(UnscoredReason.EmptyOutput), Material.Scored(3, 3),
        ];
        await Ledger.RecordAsync(run, [.. acceptance.Accepted.Zip(judged, (r, j) => new JudgedResponse(r.Key, r.ReceivedAt, j))], reservedUsd: null, Cancel);

        Assert.Equal(["r3", "r6"], (await Ledger.LowestAsync(run, 2, Cancel)).Select(r => r.Id));
        Assert.Equal(["r5", "r2"], (await Ledger.UnscoredAsync(run, 1, Cancel)).Select(r => r.Id));
        Assert.Equal(3, (await Ledger.UnscoredAsync(run, 5, Cancel)).Count);
    }

    [Fact]
    public async Task A_form_of_reply_is_remembered_per_endpoint_and_model()
    {
        Assert.Null(await Ledger.FindReplyFormAsync("openai http://one", "m", Cancel));
        await Ledger.SaveReplyFormAsync("openai http://one", "m", ReplyForm.ToolCall, Cancel);
        await Ledger.SaveReplyFormAsync("openai http://one", "m", ReplyForm.JsonMode, Cancel);
        await ReopenAsync();

        Assert.Equal(ReplyForm.JsonMode, await Ledger.FindReplyFormAsync("openai http://one", "m", Cancel));
        Assert.Null(await Ledger.FindReplyFormAsync("openai http://two", "m", Cancel));
        Assert.Null(await Ledger.FindReplyFormAsync("openai http://one", "n", Cancel));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(@"before\0after", @"before\0after")]
    [InlineData(@"\0", @"\0")]
    [InlineData(@"half \ud83d of a pair", @"half \ufffd of a pair")]
    [InlineData(@"\udc00", @"\ufffd")]
    [InlineData(@"whole \ud83d\ude00 pair", @"whole \ud83d\ude00 pair")]
    public async Task Unusual_characters_survive_in_every_text(string escapedText, string escapedKept)
    {
        // Attributes keep no half of a pair, so the texts come escaped.
        (string text, string kept) = (Regex.Unescape(escapedText), Regex.Unescape(escapedKept));
        RunKey run = await OpenRunAsync();
        Acceptance acceptance = await AcceptAsync(run, Material.Response($"a{text}", 1, text), Material.Response($"b{text}", 2, text), Material.Response($"c{text}", 3, text));
        Judged[] judged = [Material.Scored(reason: text), Material.Unscored(detail: text, raw: text), Material.Parked(text)];
        await Ledger.RecordAsync(run, [.. acceptance.Accepted.Zip(judged, (r, j) => new JudgedResponse(r.Key, r.ReceivedAt, j))], reservedUsd: null, Cancel);
        await ReopenAsync();

        IReadOnlyList<ResultRow> results = await ResultsAsync(run);

        Assert.Equal([$"a{kept}", $"b{kept}", $"c{kept}"], results.Select(r => r.Id));
        Assert.All(results, r => Assert.Equal(kept, JsonElement.Parse(r.Body).GetProperty("output").GetString()));
        Assert.Equal([kept, kept], results[0].Scores.Select(s => s.Reason!));
        Assert.Equal((kept, kept), (results[1].Detail, results[1].RawReply));
        Assert.Equal(kept, results[2].Detail);
    }

    [Fact]
    public async Task What_the_sample_leaves_out_is_skipped_and_every_row_knows_its_probability()
    {
        var sample = new Sample(0.5);
        RunKey run = await OpenRunAsync();
        SourcedResponse[] responses = Sampled();

        Acceptance acceptance = await Ledger.AcceptAsync(run, responses, new IntakeRule(ResponseFilter.All, sample), Cancel);
        Acceptance again = await Ledger.AcceptAsync(run, responses, new IntakeRule(ResponseFilter.All, sample), Cancel);

        OutcomeState[] expected = [.. responses.Select(r => sample.Includes(r.Response.Id) ? OutcomeState.Owed : OutcomeState.Skipped)];
        Assert.Equal(2, expected.Distinct().Count());
        Assert.Equal(expected, acceptance.Accepted.Select(r => r.State));
        Assert.Equal(expected, again.Accepted.Select(r => r.State));
        Assert.All(again.Accepted, r => Assert.True(r.IsNew));
        IReadOnlyList<ResultRow> results = await ResultsAsync(run);
        Assert.All(results, r => Assert.Equal(0.5, r.InclusionProbability));
        Assert.All(results, r => Assert.Equal(r.Outcome == OutcomeState.Skipped ? "not_sampled" : null, r.Reason));
        RunAccount account = await Ledger.AccountAsync(run, [], Cancel);
        Assert.Equal([("not_sampled", expected.Count(s => s == OutcomeState.Skipped))], account.Skipped);
        Assert.True(account.Balances);
        Assert.Equal(0, account.Coverage);
    }

    [Fact]
    public async Task A_wider_sample_owes_what_a_narrower_one_left_out_and_keeps_what_was_judged()
    {
        SourcedResponse[] responses = Sampled();
        var judged = new HashSet<string>(StringComparer.Ordinal);
        foreach (Sample sample in (Sample[])[new(0.1), new(0.5), Sample.All])
        {
            RunKey run = await OpenRunAsync();
            for (int time = 0; time < 2; time++)
            {
                Acceptance acceptance = await Ledger.AcceptAsync(run, responses, new IntakeRule(ResponseFilter.All, sample), Cancel);
                Assert.All(acceptance.Accepted, r => Assert.Equal(
                    judged.Contains(r.Response.Id) ? OutcomeState.Scored : sample.Includes(r.Response.Id) ? OutcomeState.Owed : OutcomeState.Skipped, r.State));
            }

            await ReopenAsync();
            IReadOnlyList<ResultRow> results = await ResultsAsync(run);
            Assert.All(results, r => Assert.Equal(sample.Probability, r.InclusionProbability));
            Assert.All(results, r => Assert.Equal(r.Outcome == OutcomeState.Skipped ? "not_sampled" : null, r.Reason));

            AcceptedResponse[] owed = [.. (await Ledger.AcceptAsync(run, responses, new IntakeRule(ResponseFilter.All, sample), Cancel)).Accepted.Where(r => r.State == OutcomeState.Owed)];
            Assert.NotEmpty(owed);
            await Ledger.RecordAsync(run, [.. owed.Select(r => new JudgedResponse(r.Key, r.ReceivedAt, Material.Scored()))], reservedUsd: null, Cancel);
            judged.UnionWith(owed.Select(r => r.Response.Id));
            await AssertAccountAsync(run, accepted: responses.Length, scored: judged.Count);
            await Ledger.CloseRunAsync(run, Cancel);
        }

        Assert.Equal(responses.Length, judged.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_an_earlier_run_left_unscored_is_owed_again_where_that_is_asked_for_and_only_once_in_a_run(int repeat)
    {
        async Task<RunKey> OpenAsync(string file) => await Ledger.OpenRunAsync(Material.Identity(file) with { Repeat = repeat }, Material.Judge(), Cancel);
        RunKey first = await OpenAsync("may.jsonl");
        IReadOnlyList<AcceptedResponse> taken = (await AcceptAsync(first, Material.Response("a", 1), Material.Response("b", 2), Material.Response("c", 3))).Accepted;
        await RecordAsync(first, taken[0], Material.Scored());
        await RecordAsync(first, taken[1], Material.Unscored());
        await RecordAsync(first, taken[2], Material.Unscored(UnscoredReason.Truncated));
        await Ledger.CloseRunAsync(first, Cancel);
        var again = new IntakeRule(ResponseFilter.All, Sample.All) { AsksFailedAgain = true };

        RunKey plain = await OpenAsync("june.jsonl");
        Acceptance kept = await AcceptAsync(plain, Material.Response("b", 1, file: "june.jsonl"));
        RunKey second = await OpenAsync("july.jsonl");
        SourcedResponse[] july = [Material.Response("a", 1, file: "july.jsonl"), Material.Response("b", 2, file: "july.jsonl"), Material.Response("c", 3, file: "july.jsonl")];
        Acceptance owed = await Ledger.AcceptAsync(second, july, again, Cancel);
        await RecordAsync(second, owed.Accepted[1], Material.Scored(attempts: [Material.Attempt()]));
        await RecordAsync(second, owed.Accepted[2], Material.Unscored(UnscoredReason.Refused));
        Acceptance continued = await Ledger.AcceptAsync(second, july, again, Cancel);

        Assert.Equal(OutcomeState.Unscored, Assert.Single(kept.Accepted).State);
        Assert.Equal([OutcomeState.Scored, OutcomeState.Owed, OutcomeState.Owed], owed.Accepted.Select(r => r.State));
        Assert.Equal([OutcomeState.Scored, OutcomeState.Scored, OutcomeState.Unscored], continued.Accepted.Select(r => r.State));
        Assert.Equal([null, null, "refused"], (await ResultsAsync(second)).Select(r => r.Reason));
        Assert.Equal([2, 2, 2], (await ResultsAsync(second)).Select(r => r.Attempts));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task A_narrower_sample_takes_nothing_back()
    {
        SourcedResponse[] responses = Sampled();
        RunKey run = await OpenRunAsync();
        await Ledger.AcceptAsync(run, responses, new IntakeRule(ResponseFilter.All, new Sample(0.5)), Cancel);
        IReadOnlyList<ResultRow> before = await ResultsAsync(run);

        await Ledger.AcceptAsync(run, responses, new IntakeRule(ResponseFilter.All, new Sample(0.1)), Cancel);

        Assert.Equal(before.Select(r => (r.Id, r.Outcome, r.InclusionProbability)), (await ResultsAsync(run)).Select(r => (r.Id, r.Outcome, r.InclusionProbability)));
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected Task<RunKey> OpenRunAsync(string file = "responses.jsonl") => Ledger.OpenRunAsync(Material.Identity(file), Material.Judge(), Cancel);

    protected Task<Acceptance> AcceptAsync(RunKey run, params SourcedResponse[] responses) => Ledger.AcceptAsync(run, responses, IntakeRule.All, Cancel);

    protected Task RecordAsync(RunKey run, AcceptedResponse response, Judged judged) => Ledger.RecordAsync(run, [new JudgedResponse(response.Key, response.ReceivedAt, judged)], reservedUsd: null, Cancel);

    /// <summary>Closes the store without a word and opens it again, as another process would after this one died.</summary>
    protected async Task ReopenAsync()
    {
        await Ledger.DisposeAsync();
        _ledger = await OpenAsync();
    }

    protected async Task<IReadOnlyList<ResultRow>> ResultsAsync(RunKey run) => await Ledger.ResultsAsync(run, Cancel).ToListAsync(Cancel);

    protected async Task AssertSoundAsync() => Assert.All(await CheckAsync(), f => Assert.True(f.Remedy is null, f.ToString()));

    /// <summary>Enough that every sample in these tests holds some and leaves out some.</summary>
    private static SourcedResponse[] Sampled() => [.. Enumerable.Range(1, 60).Select(i => Material.Response($"r{i}", i))];

    private async Task AssertAccountAsync(RunKey run, long accepted, long scored = 0, long owed = 0)
    {
        RunAccount account = await Ledger.AccountAsync(run, [], Cancel);
        Assert.Equal((accepted, scored, owed), (account.Accepted, account.Scored, account.Owed));
        Assert.True(account.Balances);
    }
}
