using Assay.Calibrating.Annotators;

namespace Assay.Tests.Calibrating.Annotators;

public sealed class AltTestTests
{
    /// <summary>
    /// Three people and, last, a judge on sixty items, drawn once. The expected p values were worked out in Python by the definition, with
    /// Student's distribution integrated by Simpson's rule.
    /// </summary>
    private static readonly string[] Items = (
        "3333 3333 1111 3333 2222 1111 2113 1121 2222 3333 2222 1121 3333 1111 2222 1111 1222 1311 2222 2231 1111 1121 3323 2222 3333 2212 3233 3233 2222 3233 "
        + "2222 3333 3333 2333 3212 2222 3233 3133 3333 1222 1111 3331 2222 3333 3213 3333 3333 3333 1311 1111 1121 1211 1111 2221 1321 2312 2222 1111 1111 3333").Split(' ');

    [Theory]
    [InlineData(0.2, 4.235333197877278e-06, 2.6964287291320055e-06, 6.289048076202342e-07)]
    [InlineData(0.1, 0.00548339028876671, 0.0005658110842041708, 0.00024293199309455282)]
    public void Every_person_left_out_is_compared_with_the_judge(double epsilon, double first, double second, double third)
    {
        AltTest test = AltTest.Of(Judge(Items), People(Items), AltTest.Accuracy, epsilon).Test!;

        Assert.Equal(first, test.People[0].PValue, 9);
        Assert.Equal(second, test.People[1].PValue, 9);
        Assert.Equal(third, test.People[2].PValue, 9);
        Assert.Equal([0.95, 56 / 60.0, 0.95], test.People.Select(p => p.Advantage));
        Assert.Equal((0.95 + 0.95 + (56 / 60.0)) / 3, test.AdvantageProbability, 12);
        Assert.Equal(1, test.WinningRate);
        Assert.True(test.Passes);
    }

    [Fact]
    public void A_judge_that_guesses_stands_in_for_nobody()
    {
        var random = new Random(1);
        double?[] guesses = [.. Items.Select(_ => (double?)random.Next(1, 4))];

        AltTest test = AltTest.Of(guesses, People(Items), AltTest.Accuracy).Test!;

        Assert.False(test.Passes);
        Assert.Equal(0, test.WinningRate);
    }

    /// <summary>By hand: of four at .05 the bounds are .05 i / (4 (1 + 1/2 + 1/3 + 1/4)) = .006, .012, .018, .024.</summary>
    [Fact]
    public void Benjamini_and_Yekutieli_reject_up_to_the_last_value_below_its_bound() =>
        Assert.Equal([false, true, true, true], AltTest.BenjaminiYekutieli([0.5, 0.017, 0.001, 0.0125], 0.05));

    [Fact]
    public void Closeness_is_the_distance_to_the_others() => Assert.Equal(-Math.Sqrt(2.5), AltTest.Closeness(3, [4, 5]), 12);

    [Fact]
    public void It_needs_three_people_and_thirty_items_and_says_so()
    {
        Assert.Equal("the alt-test needs 3 people; there are 2", AltTest.Of(Judge(Items), People(Items)[..2], AltTest.Accuracy).Reason);
        Assert.StartsWith("the alt-test needs 30 items per person", AltTest.Of(Judge(Items[..29]), People(Items[..29]), AltTest.Accuracy).Reason, StringComparison.Ordinal);
    }

    private static double?[] Judge(string[] items) => [.. items.Select(i => (double?)(i[3] - '0'))];

    private static (string, IReadOnlyList<double?>)[] People(string[] items) =>
        [.. Enumerable.Range(0, 3).Select(p => ($"person{p}", (IReadOnlyList<double?>)[.. items.Select(i => (double?)(i[p] - '0'))]))];
}
