using Assay.Calibrating.Agreement;
using Assay.Calibrating.Labels;

namespace Assay.Tests.Calibrating;

/// <summary>
/// Labels from 1 to 5 of four raters for forty items, 0 for none, drawn once with a fixed seed. The figures that tests expect of them were
/// worked out in Python by the definitions and in fractions: every pair of labels of an item put into the coincidence matrix for alpha,
/// every pair of items compared for tau-b, ranks counted one by one, the mean squares of the analysis of variance summed term by term.
/// </summary>
internal static class FortyItems
{
    private const string Text =
        "2312 0303 2102 1112 5350 5034 0444 2223 4454 1111 4444 3205 2121 3222 2421 5555 3333 2310 3555 4012 "
        + "3340 1211 2053 5454 3111 4555 4505 1223 5555 5033 5555 2133 4444 3344 2122 0345 2220 5505 2232 1202";

    public static LabelScale Scale { get; } = LabelScale.Of(["1", "2", "3", "4", "5"]);

    public static LabelRows All { get; } = new(Scale, [.. Text.Split(' ').Select(Codes)]);

    /// <summary>The first two raters, on the items that both labelled.</summary>
    public static LabelRows Pair { get; } = new(Scale, [.. Text.Split(' ').Select(Codes).Where(r => r[0] >= 0 && r[1] >= 0).Select(r => r[..2])]);

    public static PairedScores Scores { get; } = PairedScores.Of(Pair);

    public static int[] Codes(string digits) => [.. digits.Select(d => d - '1')];
}
