namespace Assay.Scoring.Spending;

/// <summary>What is left of a budget, and what is still to be done with it.</summary>
/// <param name="LeftUsd">Of the cap that is nearest to its end.</param>
/// <param name="Verdicts">That will be asked for until the money is renewed, or until the work is done; not whole where it is a forecast.</param>
/// <param name="UsdPerVerdict">What a verdict that is judged costs, by the number of steps given up; null where that was not tried yet.</param>
/// <param name="IsOfDay">The money is renewed at midnight, and what comes until then is a forecast.</param>
public sealed record SpendingOutlook(decimal LeftUsd, double Verdicts, IReadOnlyList<double?> UsdPerVerdict, bool IsOfDay)
{
    /// <summary>What all of that would cost as a share of what is left; null where a verdict's cost is not known.</summary>
    public double? Need(int steps) => UsdPerVerdict[steps] is { } cost ? (LeftUsd > 0 ? Verdicts * cost / (double)LeftUsd : double.PositiveInfinity) : null;
}
