using System.Text.Json;
using Assay.Calibrating.Pairwise;
using Assay.Collecting;
using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Integration.Tests.Contracts;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task A_pair_keeps_both_outputs_and_what_was_said_in_each_order()
    {
        Judge judge = Material.PairJudge();
        RunKey run = await Ledger.OpenRunAsync(Material.Identity("pairs.jsonl", judge), judge, Cancel);
        SourcedResponse[] pairs = [Material.Pair("p0", 1, "Lyon."), Material.Pair("p1", 2, "Paris, as you know.")];
        Acceptance acceptance = await Ledger.AcceptAsync(run, [.. pairs, Material.Response("single", 3)], new IntakeRule(ResponseFilter.All with { Pairs = true }, Sample.All), Cancel);
        Acceptance again = await Ledger.AcceptAsync(run, [pairs[0] with { Response = pairs[0].Response with { Rival = new Rival("Another.") } }], IntakeRule.All, Cancel);

        await RecordAsync(run, acceptance.Accepted[0], Material.Compared(1, 0));
        await RecordAsync(run, acceptance.Accepted[1], Material.Unscored());
        await ReopenAsync();

        Assert.Equal([OutcomeState.Owed, OutcomeState.Owed, OutcomeState.Skipped], acceptance.Accepted.Select(r => r.State));
        Assert.NotNull(again.Conflict);
        IReadOnlyList<ResultRow> rows = await ResultsAsync(run);
        PairwiseCase pair = JudgedPair.Of(rows[0])!;
        Assert.Equal((0.5, "q", ("a", "b")), (pair.Outcome, pair.Item, pair.Systems!.Value));
        Assert.Equal([("original", 1.0), ("swapped", 0.0)], rows[0].Scores.Select(s => (s.Criterion, s.Score)));
        Assert.Null(JudgedPair.Of(rows[1]));
        Assert.Equal("Lyon.", JsonElement.Parse(rows[0].Body).GetProperty("rival").GetProperty("output").GetString());
        await AssertSoundAsync();
    }
}
