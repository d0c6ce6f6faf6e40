using System.Text;
using System.Text.Json;
using Assay.Calibrating.Pairwise;
using Assay.Collecting;
using Assay.Collecting.Records;
using Assay.Scoring.Judging;
using Assay.Scoring.Pairs;
using Assay.Scoring.Running;
using Assay.Surfacing;
using Assay.Tests.Scoring.Pairs;

namespace Assay.Tests.Calibrating.Pairwise;

public sealed class JudgedPairTests
{
    [Fact]
    public void A_row_says_what_was_said_in_each_order_of_whom_and_what_is_true()
    {
        PairwiseCase pair = JudgedPair.Of(Row(1, 0, SomePair.Pair() with { Metadata = new Dictionary<string, JsonElement> { ["gold"] = JsonElement.Parse("\"b\"") } }))!;

        Assert.Equal((Preference.First, Preference.Second, Preference.Second), (pair.Original!.Winner, pair.Swapped!.Winner, pair.Gold));
        Assert.Equal((0.5, ("a", "b"), false), (pair.Outcome, pair.Systems!.Value, pair.IsIdentical));
        Assert.Equal((SomePair.Own.Length, SomePair.Other.Length), (pair.Lengths!.First, pair.Lengths.Second!.Value));
    }

    [Fact]
    public void What_has_no_verdict_is_no_case()
    {
        Assert.Null(JudgedPair.Of(Row(1, 1) with { Outcome = OutcomeState.Unscored, Scores = [] }));
    }

    [Fact]
    public void Texts_that_were_not_kept_are_of_unknown_length_and_not_the_same()
    {
        ResultRow row = Row(1, 1) with { IsUnkept = true, Body = Encoding.UTF8.GetString(UnkeptContent.Rest(SomePair.Pair())) };

        PairwiseCase pair = JudgedPair.Of(row)!;

        Assert.Null(pair.Lengths);
        Assert.False(pair.IsIdentical);
        Assert.Equal(("a", "b"), pair.Systems);
    }

    [Fact]
    public void Ties_of_the_same_text_count_in_the_win_rate_and_not_in_what_is_said_of_the_judge()
    {
        PairwiseCase[] cases = [.. new[] { Row(1, 1), Row(0, 0), Row(1, 0), Row(0.5, 0.5, SomePair.Pair(other: SomePair.Own)) }.Select(r => JudgedPair.Of(r)!)];

        var report = PairwiseReport.Of(cases, areLive: true);

        Assert.Equal((1, 2, 1), report.Outcomes);
        Assert.Equal((1, 1, 0.5, 4), (report.Identical, report.All.Conflicts, report.WinRate!.Mean, report.WinRate.N));
        Assert.Equal((2.0 / 3, 3), (report.All.Consistency!.Mean, report.All.Consistency.N));
        Assert.Equal("a", report.FirstSystem);
        Assert.DoesNotContain(report.Warnings, w => w.Contains("gold", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_wins_is_told_of_one_system_wherever_its_outputs_stand_and_what_was_shown_first_is_not_turned()
    {
        PairwiseCase won = JudgedPair.Of(Row(1, 1))!;
        PairwiseCase turned = JudgedPair.Of(Row(0, 1, SomePair.Pair() with { Rival = new Rival(SomePair.Other) { Systems = ("b", "a") } }))! with { Item = "r" };
        PairwiseCase lost = JudgedPair.Of(Row(0, 0, SomePair.Pair() with { Rival = new Rival(SomePair.Other) { Systems = ("b", "a") } }))! with { Item = "s" };

        var report = PairwiseReport.Of([won, turned, lost], areLive: true);

        Assert.Equal(("a", (2, 1, 0)), (report.FirstSystem, report.Outcomes));
        Assert.Equal((0, 1), (report.All.Position.First, report.All.Position.Second));
    }

    [Fact]
    public void A_line_of_results_names_the_winner_and_who_met_whom()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            ResultJson.Write(json, Row(0, 0) with { Overall = 0 });
        }

        JsonElement line = JsonElement.Parse(buffer.ToArray());
        Assert.Equal(("second", "a", "b"), (line.GetProperty("winner").GetString(), line.GetProperty("system_1").GetString(), line.GetProperty("system_2").GetString()));
    }

    private static ResultRow Row(double original, double swapped, Response? pair = null) => new()
    {
        Id = "q",
        Outcome = OutcomeState.Scored,
        Overall = PairRubric.OutcomeOf([original, swapped]),
        Scores = [(PairRubric.Original, original, null, null, []), (PairRubric.Swapped, swapped, null, null, [])],
        Criteria = PairRubric.Orders,
        Judge = "pw",
        JudgeVersion = "0",
        Body = Encoding.UTF8.GetString(ResponseJson.Write(pair ?? SomePair.Pair())),
        Origin = VerdictOrigin.Call,
    };
}
