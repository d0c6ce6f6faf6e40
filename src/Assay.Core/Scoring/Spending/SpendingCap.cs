namespace Assay.Scoring.Spending;

/// <summary>One limit on spending.</summary>
/// <param name="Name">What it limits, as it stands in a message: "the budget of this run".</param>
/// <param name="CapUsd">Never exceeded.</param>
/// <param name="SpentUsd">Spent before now, in the same day where <paramref name="PerDay"/>.</param>
/// <param name="PerDay">Begins anew with every day, UTC.</param>
public sealed record SpendingCap(string Name, decimal CapUsd, decimal SpentUsd = 0, bool PerDay = false);
