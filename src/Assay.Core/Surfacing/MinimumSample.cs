namespace Assay.Surfacing;

/// <summary>How many scores a mean needs before it is shown as one to rely on.</summary>
public static class MinimumSample
{
    /// <summary>Below it a mean is greyed, and no slice is ranked by it: it would lead the list by chance.</summary>
    public const long ForMean = 30;
}
