using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Surfacing.Reporting;

namespace Assay.Tests.Surfacing.Reporting;

public sealed class RowSumsTests
{
    [Fact]
    public async Task Rows_are_counted_by_outcome_and_reason_and_the_account_balances()
    {
        RowSums sums = await SumAsync(
            Scored("a", 3), Scored("b", 5), Of("c", OutcomeState.Unscored, "refused"), Of("d", OutcomeState.Unscored, "refused"), Of("e", OutcomeState.Unscored, "unreadable"),
            Of("f", OutcomeState.Skipped, "not_sampled"), Of("g", OutcomeState.Owed, "the provider failed"));

        OutcomeCounts counts = sums.Counts;
        Assert.Equal((7, 2, 3, 1, 1), (counts.Accepted, counts.Scored, counts.UnscoredTotal, counts.SkippedTotal, counts.Owed));
        Assert.Equal([("refused", 2), ("unreadable", 1)], counts.Unscored);
        Assert.Equal(2.0 / 6, counts.Coverage);
    }

    [Fact]
    public async Task Only_the_lowest_scores_are_kept_worst_first_and_of_equal_ones_those_that_came_first()
    {
        RowSums sums = await SumAsync(Scored("a", 4), Scored("b", 1), Scored("c", 4), Scored("d", 2), Scored("e", 5), Scored("f", 4));

        Assert.Equal(["b", "d", "a"], sums.Lowest.Select(r => r.Id));
        Assert.Equal(["b", "d", "a"], sums.Lowest.Select(r => r.Id));
    }

    [Fact]
    public async Task What_was_not_scored_is_never_among_the_lowest()
    {
        RowSums sums = await SumAsync(Of("a", OutcomeState.Unscored, "refused"), Scored("b", 5), Of("c", OutcomeState.Owed, null));

        Assert.Equal(["b"], sums.Lowest.Select(r => r.Id));
    }

    [Fact]
    public async Task Without_an_overall_score_the_mean_of_the_criteria_orders_the_list()
    {
        RowSums sums = await SumAsync(Scored("a", null, 5, 2), Scored("b", null, 3, 3), Scored("c", null, 4, 4));

        Assert.Equal(["b", "a", "c"], sums.Lowest.Select(r => r.Id));
    }

    [Fact]
    public async Task A_few_unscored_rows_of_each_reason_are_kept()
    {
        RowSums sums = await SumAsync(
            Of("a", OutcomeState.Unscored, "unreadable"), Of("b", OutcomeState.Unscored, "refused"), Of("c", OutcomeState.Unscored, "unreadable"), Of("d", OutcomeState.Unscored, "unreadable"));

        Assert.Equal(["b", "a", "c"], sums.Unscored.Select(r => r.Id));
    }

    private static Task<RowSums> SumAsync(params ResultRow[] rows) => RowSums.OfAsync(rows.ToAsyncEnumerable(), lowest: 3, unscoredPerReason: 2);

    private static ResultRow Scored(string id, double? overall, params double[] scores) => Of(id, OutcomeState.Scored, null) with
    {
        Overall = overall,
        Scores = [.. scores.Select((s, i) => ($"c{i}", s, (string?)null, (string?)null, (IReadOnlyList<string>)[]))],
    };

    private static ResultRow Of(string id, OutcomeState outcome, string? reason) => new()
    {
        Id = id, Outcome = outcome, Reason = reason, Criteria = [], Judge = "quality", JudgeVersion = "0123456789abcdef", Origin = VerdictOrigin.Call, Body = "{}",
    };
}
