using Assay.Simulator.Judging;
using Assay.Simulator.Judging.Items;

namespace Assay.Tests.Simulator;

public sealed class LatentQualityTests
{
    private const string Question = "How do I get a refund for my order?";

    [Fact]
    public void Ordinary_answers_average_about_0_72_with_a_tail_of_bad_ones()
    {
        var qualities = Enumerable.Range(0, 5000).Select(i => Quality($"You can get a refund for order {i} within thirty days from the orders page.")).ToArray();

        Assert.InRange(qualities.Average(), 0.66, 0.80);
        Assert.InRange(qualities.Count(quality => quality < 0.4) / 5000.0, 0.02, 0.15);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    public void An_empty_answer_is_bad(string output) => Assert.True(Quality(output) < 0.05);

    [Theory]
    [InlineData("I don't know how refunds work, sorry, case ")]
    [InlineData("Dazu kann ich Ihnen leider keine Auskunft geben, Fall ")]
    [InlineData("Das weiß ich leider nicht, und zwar im Fall ")]
    [InlineData("Je ne sais pas comment cela se passe, dossier ")]
    public void An_evasion_is_worse_than_an_answer(string evasion) => Assert.True(
        Mean(evasion) < Mean("Refunds are paid within five days, for case ") - 0.3);

    [Fact]
    public void An_invented_figure_is_worse_than_a_given_one() => Assert.True(
        Mean("A refund takes 99 working days, customer ", "A refund takes 5 working days.") < Mean("A refund takes 5 working days, customer ", "A refund takes 5 working days.") - 0.05);

    private static double Mean(string prefix, string context = "") =>
        Enumerable.Range(0, 500).Average(i => Quality(prefix + (char)('a' + (i % 26)) + (char)('a' + (i / 26)), context));

    private static double Quality(string output, string context = "")
    {
        var item = new Item { Input = Question, Output = output, Context = context };
        return LatentQuality.Of(item, item.Output);
    }
}
