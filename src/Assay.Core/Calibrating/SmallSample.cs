namespace Assay.Calibrating;

/// <summary>How many items a coefficient needs before it is given at all.</summary>
public static class SmallSample
{
    /// <summary>Below it one item more or less turns a coefficient around, and no interval of it is to be believed.</summary>
    public const int FewestItems = 10;

    public static string TooFew(int n) => $"{n} item{(n == 1 ? " is" : "s are")} too few: {FewestItems} are needed for a figure, {Surfacing.MinimumSample.ForMean} for one to rely on";
}
