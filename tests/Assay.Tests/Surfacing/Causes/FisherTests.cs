using Assay.Surfacing.Causes;

namespace Assay.Tests.Surfacing.Causes;

public sealed class FisherTests
{
    /// <summary>Fisher's tea: Agresti, Categorical Data Analysis, 2nd ed., table 3.8: 3 of 4 cups right, P = 17/70; all 4, P = 1/70.</summary>
    [Theory]
    [InlineData(3, 17.0 / 70)]
    [InlineData(4, 1.0 / 70)]
    [InlineData(2, 53.0 / 70)]
    [InlineData(0, 1)]
    public void The_lady_tasting_tea_is_as_published(int right, double p) => Assert.Equal(p, new Fisher(8).Upper(right, 4, 4, 8), 12);

    [Fact]
    public void It_is_what_drawing_without_putting_back_gives()
    {
        // Added up from binomial coefficients one by one.
        static double Choose(int n, int k) => k < 0 || k > n ? 0 : Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);
        var fisher = new Fisher(60);
        foreach ((int drawn, int marked) in new[] { (12, 20), (30, 7), (45, 50), (60, 3) })
        {
            for (int k = 0; k <= Math.Min(drawn, marked); k++)
            {
                double sum = Enumerable.Range(k, Math.Min(drawn, marked) - k + 1).Sum(j => Choose(marked, j) * Choose(60 - marked, drawn - j) / Choose(60, drawn));
                Assert.Equal(sum, fisher.Upper(k, drawn, marked, 60), 10);
            }
        }
    }
}
