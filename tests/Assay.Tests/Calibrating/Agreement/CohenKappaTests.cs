using Assay.Calibrating;
using Assay.Calibrating.Agreement;
using Assay.Calibrating.Labels;

namespace Assay.Tests.Calibrating.Agreement;

public sealed class CohenKappaTests
{
    /// <summary>Fifty applications for grants, both readers yes 20, both no 15: (.7 - .5) / (1 - .5) (the example of Wikipedia, Cohen's kappa).</summary>
    [Fact]
    public void It_is_agreement_beyond_chance() => Assert.Equal(0.4, CohenKappa.Of(new ConfusionMatrix(new long[,] { { 20, 5 }, { 10, 15 } })).Value, 12);

    [Fact]
    public void It_equals_the_oracle_plain_linear_and_quadratic()
    {
        Assert.Equal(0.3132947976878613, Of(KappaWeights.Plain), 12);
        Assert.Equal(0.5744431418522861, Of(KappaWeights.Linear), 12);
        Assert.Equal(0.7646219686162625, Of(KappaWeights.Quadratic), 12);
    }

    [Fact]
    public void Distances_are_those_of_the_labels_not_of_their_places()
    {
        // 1, 2 and 10: to say 10 for 2 is worse than to say 2 for 1. Observed 8², expected by hand: (0+1+81+1+0+64+81+64+0) / 3.
        var rows = new LabelRows(LabelScale.Of(["1", "2", "10"]), [[0, 0], [1, 2], [2, 1]]);

        Assert.Equal(1 - (128 / (292.0 / 3)), CohenKappa.Of(rows, rows.Counts, KappaWeights.Quadratic).Value, 12);
    }

    [Fact]
    public void Constant_labels_have_no_kappa_and_it_is_said_why()
    {
        Statistic kappa = CohenKappa.Of(new ConfusionMatrix(new long[,] { { 30, 0 }, { 0, 0 } }));

        Assert.False(kappa.IsDefined);
        Assert.Contains("constant", kappa.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_without_an_order_have_no_weighted_kappa()
    {
        var rows = new LabelRows(LabelScale.Of(["red", "green"]), [[0, 0], [1, 0], [1, 1]]);

        Assert.True(CohenKappa.Of(rows, rows.Counts).IsDefined);
        Assert.Equal(LabelScale.NoOrder, CohenKappa.Of(rows, rows.Counts, KappaWeights.Linear).Reason);
    }

    private static double Of(KappaWeights weights) => CohenKappa.Of(FortyItems.Pair, FortyItems.Pair.Counts, weights).Value;
}
