using Assay.Calibrating.Labelling;
using Assay.Scoring.Rubrics;

namespace Assay.Tests.Calibrating.Labelling;

public sealed class LabelTurnTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly LabelItem[] Items = [Item(1, 1), Item(2, 2), Item(3, 1)];

    [Fact]
    public void The_next_item_is_the_first_that_the_rater_has_neither_labelled_nor_put_aside()
    {
        Assert.Equal(1, Turn([]).Next!.Key);
        Assert.Equal(2, Turn([Label(1, "ann", 3)]).Next!.Key);
        Assert.Equal(3, Turn([Label(1, "ann", 3)], skipped: 2).Next!.Key);
        Assert.Equal(2, Turn([Label(1, "ann", 3)], skipped: 2).NextAside!.Key);
        Assert.Null(Turn([Label(1, "ann", 3), Label(2, "ann", 3), Label(3, "ann", 3)]).Next);
    }

    [Fact]
    public void What_others_have_labelled_often_enough_is_left_out_and_what_needs_a_second_is_not()
    {
        LabelTurn turn = Turn([Label(1, "bob", 3), Label(2, "bob", 3)]);

        Assert.Equal(2, turn.Next!.Key);
        Assert.Equal((0, 2), (turn.Done, turn.Left));
    }

    [Fact]
    public void An_item_of_which_a_criterion_is_missing_is_not_done()
    {
        var turn = new LabelTurn(Queue("tone", "accuracy"), Items, [Label(1, "ann", 3)], new HashSet<long>(), "ann");

        Assert.Equal((1L, 0), (turn.Next!.Key, turn.Done));
    }

    [Fact]
    public void Undoing_goes_back_in_the_order_in_which_was_labelled()
    {
        LabelTurn turn = Turn([Label(3, "ann", 3), Label(1, "ann", 3) with { At = Noon.AddMinutes(1) }]);

        Assert.Equal(1, turn.Before(turn.Find(2)));
        Assert.Equal(3, turn.Before(turn.Find(1)));
        Assert.Null(turn.Before(turn.Find(3)));
        Assert.Null(Turn([]).Before(null));
    }

    [Fact]
    public void Where_raters_disagree_somebody_decides_once()
    {
        HumanLabel decided = Label(2, "eve", 1) with { Key = Label(2, "eve", 1).Key with { IsAdjudication = true } };

        Assert.Equal(2, Turn([Label(2, "ann", 1), Label(2, "bob", 4)]).NextDisputed!.Key);
        Assert.Null(Turn([Label(2, "ann", 4), Label(2, "bob", 4)]).NextDisputed);
        Assert.Equal(0, Turn([Label(2, "ann", 1), Label(2, "bob", 4), decided]).Disputed);
    }

    private static LabelTurn Turn(IReadOnlyList<HumanLabel> labels, params long[] skipped) => new(Queue("tone"), Items, labels, skipped.ToHashSet(), "ann");

    private static LabelItem Item(long key, int raters) => new(key, $"r{key}", 1, (int)key) { Arm = LabelArm.Random, Probability = 0.1, Stratum = "low", Raters = raters };

    private static HumanLabel Label(int item, string rater, double score) => new(new LabelKey($"r{item}", 1, "j", "tone", rater), score, 1, 5) { At = Noon };

    private static LabelQueue Queue(params string[] criteria) => new()
    {
        Id = "q", Judge = "j", JudgeVersion = "v", Criteria = [.. criteria.Select(c => new AskedCriterion(c, null, new Scale.Numeric(1, 5, Fractions: false)))],
        From = Noon, To = Noon, DrawnAt = Noon, Seed = 1, Population = 3, Rates = default,
    };
}
