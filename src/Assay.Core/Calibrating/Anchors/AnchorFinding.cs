using System.Globalization;
using Assay.Surfacing;

namespace Assay.Calibrating.Anchors;

/// <summary>What a judge's anchors say of a fall of its scores.</summary>
/// <param name="Statement">One sentence for people.</param>
public sealed record AnchorFinding(Attribution Attribution, string Statement, DateTimeOffset At)
{
    /// <summary>How far the judge moved; null where that is not known.</summary>
    public Difference? Shift { get; init; }

    /// <summary>The part of the fall that the judge explains, from 0 to 1; null where it did not move that way.</summary>
    public double? JudgeShare { get; init; }

    /// <summary>Calls that it took.</summary>
    public long Calls { get; init; }

    /// <summary>A judge that explains less is not mentioned as a cause.</summary>
    private const double LeastShare = 0.1;

    /// <summary>One-sided 0.5 %: what is left of a fall is surely one.</summary>
    private const double Sure = 2.5758293035489004;

    public static AnchorFinding NotChecked(string why, DateTimeOffset at) => new(Attribution.Unchecked, $"the judge could not be checked on its anchors: {why}", at);

    /// <param name="shift">Since the baseline that the fall is compared with; null where too few anchors were scored.</param>
    /// <param name="isYounger">That baseline was made after the scores had fallen.</param>
    public static AnchorFinding Of(Fall fall, AnchorShift? shift, AnchorMeasure measure, bool isYounger, DateTimeOffset at)
    {
        if (shift is null)
        {
            return NotChecked($"fewer than {AnchorShift.Fewest} of them were scored", at);
        }

        string moved = Text(shift.Difference, measure);
        AnchorFinding Found(Attribution attribution, string statement, double? share = null) => new(attribution, statement, at) { Shift = shift.Difference, JudgeShare = share };
        // From here on downwards is worse.
        int worse = -measure.Worse;
        (double fell, double judge) = (worse * fall.Value, worse * shift.Difference.Value);
        if (!shift.IsMoved)
        {
            double lowest = (worse > 0 ? shift.Difference.Low : -shift.Difference.High) ?? judge;
            string still = $"the judge did not move ({moved} on {shift.Difference.N} anchors)";
            return isYounger ? Found(Attribution.Unclear, $"{still} since its anchors were first scored, which was after the scores fell")
                : lowest > fell ? Found(Attribution.Product, still)
                : Found(Attribution.Unclear, $"whether the judge moved cannot be told: {moved} on {shift.Difference.N} anchors, which may or may not explain it");
        }

        if (judge >= 0)
        {
            return Found(Attribution.Product, $"the judge moved the other way, by {moved} on its anchors: what it judges is worse than it looks");
        }

        double left = fell - judge;
        double share = fell < 0 ? Math.Clamp(judge / fell, 0, 1) : 1;
        bool isLeft = left < -Sure * Math.Sqrt((fall.Error * fall.Error) + (shift.Error * shift.Error));
        return !isLeft && share >= 0.5 ? Found(Attribution.Judge, $"the judge moved by {moved} on its anchors: scores of the product may be unchanged", share)
            : isLeft && share < LeastShare ? Found(Attribution.Product, $"the judge moved by {moved} on its anchors, which explains next to nothing of it", share)
            : Found(Attribution.Both, string.Create(
                CultureInfo.InvariantCulture, $"the judge moved by {moved} on its anchors, which explains about {share * 100:0} %; about {(1 - share) * 100:0} % are the product's"), share);
    }

    /// <summary><c>-0.21 [-0.30, -0.12]</c>; of shares in percent.</summary>
    public static string Text(Difference difference, AnchorMeasure measure)
    {
        string Number(double value) => measure.AtMost is null ? value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) : (value * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
        string unit = measure.AtMost is null ? "" : " percentage points of bad scores";
        return $"{Number(difference.Value)} [{Number(difference.Low ?? difference.Value)}, {Number(difference.High ?? difference.Value)}]{unit}";
    }
}
