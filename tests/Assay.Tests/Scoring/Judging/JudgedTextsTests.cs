using Assay.Scoring.Judging;

namespace Assay.Tests.Scoring.Judging;

public sealed class JudgedTextsTests
{
    private static readonly Attempt Called = new()
    {
        Question = 0, StartedAt = DateTimeOffset.UnixEpoch, Duration = TimeSpan.FromSeconds(1), Result = AttemptResult.NoVerdict, Error = "a secret", StatusCode = 200, CostUsd = 0.5m,
    };

    [Fact]
    public void Scores_labels_and_costs_stay_and_reasons_and_quotes_go()
    {
        var scored = new Verdict.Scored(4, [new CriterionScore("tone", 4, "kind", "a secret", ["a secret"])], "late");

        var kept = Assert.IsType<Judged.Decided>(JudgedTexts.Without(new Judged.Decided(scored) { Attempts = [Called], SavedUsd = 1 }));

        CriterionScore score = Assert.Single(Assert.IsType<Verdict.Scored>(kept.Verdict).Scores);
        Assert.Equal(("tone", 4d, "kind", null, 0), (score.Criterion, score.Value, score.Label, score.Reason, score.Evidence.Count));
        Assert.Equal((1m, 0.5m, null, 200), (kept.SavedUsd, kept.Attempts[0].CostUsd, kept.Attempts[0].Error, kept.Attempts[0].StatusCode));
    }

    [Fact]
    public void What_could_not_be_read_goes_and_its_reason_stays()
    {
        var unscored = new Verdict.Unscored(UnscoredReason.Unreadable, "a secret", "a secret");

        var kept = Assert.IsType<Verdict.Unscored>(Assert.IsType<Judged.Decided>(JudgedTexts.Without(new Judged.Decided(unscored) { Attempts = [Called] })).Verdict);

        Assert.Equal((UnscoredReason.Unreadable, null), (kept.Reason, kept.RawReply));
        Assert.DoesNotContain("secret", kept.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_check_found_stays_for_it_says_nothing_of_the_text()
    {
        var unscored = new Verdict.Unscored(UnscoredReason.EmptyOutput, "the application's output is empty", RawReply: null);

        Assert.Equal(unscored, Assert.IsType<Judged.Decided>(JudgedTexts.Without(new Judged.Decided(unscored) { Attempts = [] })).Verdict);
    }

    [Fact]
    public void What_stays_owed_says_nothing_of_what_a_provider_wrote()
    {
        Judged[] owed = [new Judged.Parked("a secret") { Attempts = [Called], IsPutOff = false }, new Judged.Paused(PauseReason.Budget, "a secret") { Attempts = [Called] }];

        Judged[] kept = [.. owed.Select(JudgedTexts.Without)];

        Assert.DoesNotContain("secret", string.Concat(kept.Select(k => $"{k} {k.Attempts[0]}")), StringComparison.Ordinal);
        Assert.False(Assert.IsType<Judged.Parked>(kept[0]).IsPutOff);
        Assert.Equal(PauseReason.Budget, Assert.IsType<Judged.Paused>(kept[1]).Reason);
    }
}
