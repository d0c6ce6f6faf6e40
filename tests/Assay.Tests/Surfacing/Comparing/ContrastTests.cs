using Assay.Surfacing;
using Assay.Surfacing.Comparing;
using Assay.Tests.Surfacing.Regressions;

namespace Assay.Tests.Surfacing.Comparing;

public sealed class ContrastTests
{
    /// <summary>By hand, of 1, 2, 2, 3 and 2, 3, 3, 4: three twos and three threes take 48 / 56 off, the variance is 16 / 12 x (9 - 48 / 56) = 10.857.</summary>
    [Fact]
    public void Ranks_are_tested_with_ties_and_continuity_corrected()
    {
        RankTest test = RankTest.Of(Scored.Of((1, 1), (2, 2), (3, 1)), Scored.Of((2, 1), (3, 2), (4, 1)))!;

        // Second's 2: above 1, level with two 2s: 2; each 3: above three, level with one: 3.5; 4: above all four.
        Assert.Equal((2 + 3.5 + 3.5 + 4) / 16, test.Higher, 12);
        Assert.Equal(.625, test.Delta, 12);
        // z = (|13 - 8| - .5) / sqrt(10.857) = 1.3657: two-sided .1720.
        Assert.Equal(.1720, test.P!.Value, 4);
    }

    /// <summary>SciPy's example of mannwhitneyu, without ties: U1 = 17 of 5 x 4, asymptotic p = .11134688653314041.</summary>
    [Fact]
    public void Without_ties_it_is_the_published_example()
    {
        ScoreHistogram males = Wide(19, 22, 16, 29, 24);
        ScoreHistogram females = Wide(20, 11, 17, 12);

        RankTest test = RankTest.Of(females, males)!;

        Assert.Equal(17 / 20.0, test.Higher, 12);
        Assert.Equal(.11134688653314041, test.P!.Value, 12);
    }

    /// <summary>Agresti (2007, p. 39), party by gender: 762, 327, 468 against 484, 239, 477 gives chi-square 30.07 with 2 degrees of freedom, p = 2.954e-07.</summary>
    [Fact]
    public void The_shape_is_tested_as_in_the_published_table() =>
        Assert.Equal(2.954e-07, ShapeTest.P(Of3(762, 327, 468), Of3(484, 239, 477))!.Value, 1e-9);

    [Fact]
    public void Bars_of_which_too_few_are_expected_are_put_together()
    {
        Assert.Null(ShapeTest.P(Of3(3, 0, 0), Of3(0, 2, 0)));
        // Eight in the middle are 4 + 4 expected: joined with what is above.
        Assert.Equal(ShapeTest.P(Of3(50, 0, 30), Of3(40, 0, 48))!.Value, ShapeTest.P(Of3(50, 4, 26), Of3(40, 4, 44))!.Value, 9);
    }

    /// <summary>By hand: means 2 and 3, both with squares 2 over 3 scores: s = 1, g = 1 x (1 - 3 / 15).</summary>
    [Fact]
    public void The_difference_is_told_in_standard_deviations_of_both() =>
        Assert.Equal(.8, Contrast.Between(Scored.Of((1, 1), (2, 1), (3, 1)), Scored.Of((2, 1), (3, 1), (4, 1)))!.HedgesG!.Value, 12);

    /// <summary>Of 20 ways to choose 3 of 1, 2, 3, 4, 5, 6 two are as far out as 1, 2, 3: .1.</summary>
    [Fact]
    public void Few_scores_are_dealt_out() => Assert.InRange(PermutationTest.P(Scored.Of((1, 1), (2, 1), (3, 1)), Scored.Of((4, 1), (5, 1), (6, 1))), .09, .11);

    [Fact]
    public void Small_samples_are_dealt_and_large_ones_are_ranked()
    {
        (ScoreHistogram few, ScoreHistogram many) = (Scored.Of((3, 10), (4, 10)), Scored.Of((4, 30), (5, 100)));

        Assert.Equal(PermutationTest.P(few, many), Contrast.Between(few, many)!.P);
        Assert.Equal(RankTest.Of(many, many)!.P, Contrast.Between(many, many)!.P);
        Assert.Equal(1, Contrast.Between(many, many)!.P!.Value, 3);
    }

    [Fact]
    public void Scores_that_are_all_the_same_tell_nothing()
    {
        Contrast same = Contrast.Between(Scored.Of((4, 100)), Scored.Of((4, 200)))!;

        Assert.Equal((null, .5, 0, null), (same.P, same.Higher, same.CliffsDelta, same.HedgesG));
        Assert.Null(Contrast.Between(null, Scored.Of((4, 1))));
        Assert.Null(Contrast.Between(Scored.Of(), Scored.Of((4, 1))));
    }

    /// <summary>As many say so as should: of a thousand pairs of samples of one population about fifty stand at .05.</summary>
    [Fact]
    public void One_in_twenty_healthy_comparisons_stands_at_one_in_twenty()
    {
        var random = new Random(5);
        int ranks = 0;
        int shapes = 0;
        for (int i = 0; i < 1_000; i++)
        {
            Contrast contrast = Contrast.Between(Population.Grades.Draw(random, 150), Population.Grades.Draw(random, 250))!;
            ranks += contrast.P < .05 ? 1 : 0;
            shapes += contrast.ShapeP < .05 ? 1 : 0;
        }

        Assert.InRange(ranks, 30, 70);
        Assert.InRange(shapes, 30, 70);
    }

    private static ScoreHistogram Of3(long low, long middle, long high) => Scored.Of((1, low), (2, middle), (3, high)) with { Max = 3 };

    private static ScoreHistogram Wide(params double[] scores) => Scored.Of(scores) with { Min = 0, Max = 100 };
}
