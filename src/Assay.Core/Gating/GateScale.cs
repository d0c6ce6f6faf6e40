using System.Globalization;
using Assay.Scoring.Rubrics;

namespace Assay.Gating;

/// <summary>A criterion that a gate compares, or the overall score, with the scale it stands on.</summary>
/// <param name="IsPassFail">There are two grades, and the mean is a rate.</param>
public sealed record GateScale(string Criterion, double Min, double Max, bool IsPassFail)
{
    public const string Overall = "overall";

    /// <summary>How often outputs are preferred to those of a baseline, a tie counting a half.</summary>
    public static readonly GateScale WinRate = new("win_rate", 0, 1, IsPassFail: true) { IsWinRate = true, UsualMargin = 0.05 };

    /// <summary>Of a scale that is no pass/fail: .10 points of 1-5.</summary>
    private const double MarginShare = 0.025;

    private const double PassFailMargin = 0.02;

    public double Range => Max - Min;

    /// <summary>The fall that is put up with where nobody says.</summary>
    public double UsualMargin { get => field > 0 ? field : Range * (IsPassFail ? PassFailMargin : MarginShare); init; }

    /// <summary>Case by case the baseline is not scored: the outputs of both sides were held against each other.</summary>
    public bool IsWinRate { get; private init; }

    /// <summary>A case that moves so far has turned: from one end of pass/fail to the other, a point of 1-5.</summary>
    public double Turn => IsPassFail ? Range / 2 : Range / 4;

    /// <summary>What a judge's scores are compared on: the overall score first where the rubric has one, else every criterion by itself.</summary>
    public static IReadOnlyList<GateScale> Of(Rubric rubric)
    {
        GateScale[] criteria = [.. rubric.Criteria.Select(c => new GateScale(c.Name, c.Scale.Min, c.Scale.Max, HasTwoGrades(c.Scale)))];
        return rubric.Overall is not { } overall ? criteria
            : [new GateScale(Overall, overall.Min, overall.Max, criteria is [{ IsPassFail: true }]), .. criteria.Length > 1 ? criteria : []];
    }

    // A margin of a short scale is a small part of 1.
    private string Decimals => Range <= 2 ? "0.000" : "0.00";

    /// <summary>A score as people read it.</summary>
    public string Text(double score) => IsPassFail
        ? string.Create(CultureInfo.InvariantCulture, $"{(score - Min) / Range * 100:0.0} %")
        : score.ToString(Decimals, CultureInfo.InvariantCulture);

    /// <summary>A difference of two scores, without its sign.</summary>
    public string Distance(double difference) => IsPassFail
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(difference) / Range * 100:0.0} percentage points")
        : Math.Abs(difference).ToString(Range <= 2 ? Decimals : "0.00#", CultureInfo.InvariantCulture);

    public string Signed(double difference) => IsPassFail
        ? string.Create(CultureInfo.InvariantCulture, $"{difference / Range * 100:+0.0;-0.0;0.0} pp")
        : difference.ToString($"+{Decimals};-{Decimals};{Decimals}", CultureInfo.InvariantCulture);

    /// <summary>How a case turned.</summary>
    /// <param name="arrow">Between the score before and the one now.</param>
    public string Way(Flip flip, string arrow) => IsWinRate ? flip.Difference < 0 ? "lost" : "won" : $"{Text(flip.Before)} {arrow} {Text(flip.Now)}";

    /// <summary>How many cases turned, and whereto.</summary>
    public string Turned(IReadOnlyList<Flip> flips)
    {
        (int down, int up) = (flips.Count(f => f.Difference < 0), flips.Count(f => f.Difference > 0));
        return IsWinRate
            ? string.Create(CultureInfo.InvariantCulture, $"{down:N0} pairs lost, {up:N0} won")
            : string.Create(CultureInfo.InvariantCulture, $"{down:N0} cases turned worse, {up:N0} better");
    }

    private static bool HasTwoGrades(Scale scale) => scale switch
    {
        Scale.PassFail => true,
        Scale.Labels { Values.Count: 2 } => true,
        Scale.Numeric { Fractions: false } numeric => numeric.To - numeric.From == 1,
        Scale.Checklist { Items.Count: 1 } => true,
        _ => false,
    };
}
