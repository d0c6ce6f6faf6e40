using Assay.Gating.Statistics;

namespace Assay.Gating.Looking;

/// <summary>How one comparison of a gate is tested: once, or at one of several looks.</summary>
public sealed record ComparisonTest
{
    private ComparisonTest(TestLevels levels) => Levels = levels;

    public TestLevels Levels { get; }

    internal ComparisonLook? Look { get; private init; }

    /// <param name="worse">At which level a fall is told.</param>
    public static ComparisonTest Once(double worse) => new(new TestLevels(worse));

    internal static ComparisonTest At(ComparisonLook look) => new(look.Levels) { Look = look };

    internal Shift? Adjust(Shift? shift) => Look is null ? shift : Look.Adjust(shift);
}
