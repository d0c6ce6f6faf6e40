using Assay.Scoring.Checking;

namespace Assay.Tests.Scoring.Checking;

public sealed class NumberInTextTests
{
    [Theory]
    [InlineData("42", 42)]
    [InlineData("The answer is 42.", 42)]
    [InlineData("-3.5 degrees", -3.5)]
    [InlineData("\u22127", -7)]
    [InlineData("$1,234.50", 1234.5)]
    [InlineData("1,234,567 people", 1234567)]
    [InlineData("about 12 %", 12)]
    [InlineData("4kg", 4)]
    [InlineData("6.02e23", 6.02e23)]
    [InlineData(".5", 0.5)]
    [InlineData("GPT-4 says 7", 7)]
    [InlineData("7, that is 7.0", 7)]
    public void The_only_number_is_found(string text, double number) => Assert.Equal(number, NumberInText.Find(text, TakenNumber.Only).Value);

    [Theory]
    [InlineData("", "holds no number")]
    [InlineData("none at all", "holds no number")]
    [InlineData("GPT-4, v2", "holds no number")]
    [InlineData("10-20", "holds several numbers")]
    [InlineData("3 of 4", "holds several numbers")]
    [InlineData("4,5", "holds a number that can be read in two ways")]
    [InlineData("1.2.3", "holds a number that can be read in two ways")]
    [InlineData("12,34,567", "holds a number that can be read in two ways")]
    public void What_can_be_read_in_two_ways_is_not_guessed(string text, string problem)
    {
        NumberInText found = NumberInText.Find(text, TakenNumber.Only);

        Assert.Equal((null, problem), (found.Value, found.Problem));
    }

    [Theory]
    [InlineData("First", 3)]
    [InlineData("Last", 12)]
    public void Of_several_the_first_or_the_last_may_count(string taken, double number) =>
        Assert.Equal(number, NumberInText.Find("3 times 4 is 12.", Enum.Parse<TakenNumber>(taken)).Value);
}
