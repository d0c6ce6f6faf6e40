using Assay.Collecting.Intake;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Surfacing;

namespace Assay.Integration.Tests.Contracts;

/// <summary>The rows behind the figures.</summary>
public abstract partial class ServiceLedgerContract
{
    private static OutcomeQuery All => new(null, null, null, null, null, 100);

    [Fact]
    public async Task The_lowest_scores_can_be_listed_first_and_what_has_none_is_left_out()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Arrival("a"), Arrival("b"), Arrival("c"), Arrival("d"), Arrival("e"));
        await DecideAsync(judge, Material.Scored(4, 4), Material.Scored(1, 2), Material.Unscored(), Material.Scored(2, 2), Material.Scored(5, 5));

        OutcomePage page = await Ledger.ListAsync(All with { LowestFirst = true, Limit = 3, WithBody = true }, Cancel);

        Assert.Equal([("b", 1.5), ("d", 2.0), ("a", 4.0)], page.Rows.Select(r => (r.Id, r.Overall!.Value)));
        Assert.All(page.Rows, r => Assert.NotNull(r.Body));
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task A_list_from_a_time_on_holds_the_responses_that_figures_from_then_on_count()
    {
        JudgeIntake judge = await OpenAsync("quality");
        await ReceiveAsync([judge], Arrival("old"));
        await DecideAsync(judge, Material.Scored(1, 1));
        Clock.Now += TimeSpan.FromHours(3);
        await ReceiveAsync([judge], Arrival("new"), Arrival("newer"));
        await DecideAsync(judge, Material.Scored(2, 2), Material.Scored(3, 3));
        DateTimeOffset from = Clock.Now.AddHours(-1);

        OutcomePage page = await Ledger.ListAsync(All with { From = from }, Cancel);

        Assert.Equal(["new", "newer"], page.Rows.Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.Equal(page.Rows.Count, Assert.Single(await Ledger.RollupsAsync(new RollupQuery(from, Clock.Now.AddHours(1)), Cancel)).Scored);
        Assert.Equal(3, (await Ledger.ListAsync(All, Cancel)).Rows.Count);
    }

    [Fact]
    public async Task What_a_score_is_called_stands_beside_it_in_lists_and_figures()
    {
        Judge safety = Material.Judge("safety") with { Rubric = new Rubric { Name = "safety", Overall = new Scale.PassFail(), Criteria = [new Criterion { Name = "safe", Question = "Is it?", Scale = new Scale.PassFail() }] } };
        JudgeIntake judge = new(await Ledger.OpenStandingRunAsync(safety, IntakeRule.All, Cancel), IntakeRule.All);
        await ReceiveAsync([judge], Arrival("a"), Arrival("b"), Arrival("c"));
        await DecideAsync(judge, PassFail(true), PassFail(false), Material.Unscored());
        JudgeIntake quality = await OpenAsync("quality");
        await ReceiveAsync([quality], Arrival("d"));
        await DecideAsync(quality, Material.Scored(1, 1));

        OutcomePage page = await Ledger.ListAsync(All, Cancel);
        IReadOnlyList<Rollup> rollups = await Ledger.RollupsAsync(new RollupQuery(Clock.Now - Long, Clock.Now + Long), Cancel);

        Assert.Equal([("a", "pass"), ("b", "fail"), ("c", null), ("d", null)], page.Rows.Select(r => (r.Id, r.Label)).OrderBy(r => r.Id, StringComparer.Ordinal));
        Assert.Equal([("fail", 1L), ("pass", 1L)], rollups.Single(r => r.Judge == "safety").Main!.ByLabel()!);
        Assert.Null(rollups.Single(r => r.Judge == "quality").Main!.ByLabel());
    }

    private static Judged PassFail(bool passes) => new Judged.Decided(new Verdict.Scored(passes ? 1 : 0, [new CriterionScore("safe", passes ? 1 : 0, passes ? "pass" : "fail", null, [])], null)) { Attempts = [Material.Attempt()] };
}
