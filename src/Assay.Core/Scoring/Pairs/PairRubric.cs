using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Pairs;

/// <summary>
/// A comparison as a ledger keeps it: what a judge said in each order is a criterion, and what both say together the overall score:
/// 1 the response's own output, 0 the other, a half a tie. Their mean is a win rate.
/// </summary>
public static class PairRubric
{
    public const string First = "first";
    public const string Second = "second";
    public const string Tie = "tie";

    public static readonly string Original = PairOrder.Original.ToSnakeCase();
    public static readonly string Swapped = PairOrder.Swapped.ToSnakeCase();

    /// <summary>What is said of a pair, criterion by criterion.</summary>
    public static readonly IReadOnlyList<string> Orders = [Original, Swapped];

    private static readonly Scale.Labels Verdicts = new([new ScaleLabel(First, 1), new ScaleLabel(Second, 0), new ScaleLabel(Tie, TieValue)]);

    internal const double TieValue = 0.5;

    /// <summary>Thirds and the like do not add up exactly.</summary>
    private const double Rounding = 1e-9;

    /// <summary>What one call asks, whichever order it shows.</summary>
    internal static readonly Criterion Preference = new() { Name = "preference", Question = "Which of the two outputs is better?", Scale = Verdicts };

    /// <param name="by">What an output is preferred by; it gives the name.</param>
    public static Rubric Of(Rubric by) => new()
    {
        Name = by.Name,
        Criteria = [.. Enum.GetValues<PairOrder>().Select(order => Preference with { Name = order.ToSnakeCase() })],
        Overall = new Scale.Numeric(0, 1, Fractions: true),
    };

    /// <summary>Orders that contradict each other are a tie, for what the judge preferred is a place.</summary>
    /// <param name="orders">What was said in each, of the outputs and not of their places.</param>
    public static double OutcomeOf(IReadOnlyList<double> orders) => orders.All(o => o == orders[0]) ? orders[0] : TieValue;

    /// <summary>
    /// What samples, or the probabilities of grades, say together: the mean of both orders decides, so that a preference that is clear in
    /// one order counts for more than one that is a toss-up in the other. Only an exact balance is a tie.
    /// </summary>
    /// <param name="orders">How far each order prefers the response's own output, 0 to 1.</param>
    public static double LikelierOf(IReadOnlyList<double> orders) => orders.Average() switch
    {
        > TieValue + Rounding => 1,
        < TieValue - Rounding => 0,
        _ => TieValue,
    };

    /// <summary>What an outcome is called.</summary>
    public static string Named(double outcome) => outcome switch { 1 => First, 0 => Second, _ => Tie };

    /// <summary>A verdict on what was shown first and second, as one on the response's own output and the other.</summary>
    internal static CriterionScore Said(PairOrder order, double value, string? reason)
    {
        double own = Own(order, value);
        return new CriterionScore(order.ToSnakeCase(), own, Named(own), reason, []);
    }

    /// <summary>How far what was shown first is preferred, as how far the response's own output is.</summary>
    internal static double Own(PairOrder order, double first) => order == PairOrder.Swapped ? 1 - first : first;
}
