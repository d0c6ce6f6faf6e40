using Assay.Surfacing;

namespace Assay.Tests.Surfacing;

public sealed class FalseDiscoveryTests
{
    /// <summary>The example of Benjamini and Hochberg (1995, section 3.2): at .05 their procedure takes the first four, Bonferroni's three.</summary>
    [Fact]
    public void The_fifteen_values_of_the_paper_keep_four()
    {
        double[] p = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1];

        double[] adjusted = FalseDiscovery.Adjusted(p);

        Assert.Equal(4, adjusted.Count(q => q <= .05));
        Assert.Equal([.0015, .003, .0095, .035625], adjusted.Take(4).Select(q => Math.Round(q, 9)));
        Assert.Equal(1, adjusted[^1]);
    }

    [Fact]
    public void Values_come_back_in_their_order() => Assert.Equal([.03, .03, .03], FalseDiscovery.Adjusted([.03, .01, .02]).Select(q => Math.Round(q, 9)));

    [Fact]
    public void Of_nothing_there_is_nothing() => Assert.Empty(FalseDiscovery.Adjusted([]));
}
