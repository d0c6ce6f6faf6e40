using System.Globalization;
using Assay.Gating.Statistics.Sequential;

namespace Assay.Gating.Looking;

/// <summary>At which of its looks a gate ended.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Of">So many were planned.</param>
/// <param name="Cases">That were looked at.</param>
/// <param name="AllCases">That there are.</param>
public sealed record LookTaken(int Number, int Of, int Cases, int AllCases)
{
    public Spending Spending { get; init; }

    /// <summary>It ended because the cases that are left could hardly have told more.</summary>
    public bool IsFutile { get; init; }

    /// <summary>What the judge would have been asked for the other cases; null where nobody knows, or none are left.</summary>
    public SavedCalls? Saved { get; init; }

    public bool IsEarly => Number < Of;

    public string Sentence
    {
        get
        {
            string cases = string.Create(CultureInfo.InvariantCulture, $"{Cases:N0} of {AllCases:N0} cases");
            string saved = Saved is { } s ? string.Create(CultureInfo.InvariantCulture, $" {s.Calls:N0} calls{(s.Usd > 0 ? $", about ${s.Usd:0.00####}," : "")} were not made.") : "";
            return !IsEarly ? $"looked {Count(Of)}, at the end at all {AllCases.ToString("N0", CultureInfo.InvariantCulture)} cases; intervals and p-values allow for it ({Spending.Name()})."
                : $"ended at look {Number} of {Of}, after {cases}{(IsFutile ? ", because the others could hardly have told more" : "")}; intervals and p-values allow for the looks ({Spending.Name()}).{saved}";
        }
    }

    private static string Count(int looks) => looks == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{looks} times");
}

/// <summary>Calls that were not needed, and what they would usually cost.</summary>
public sealed record SavedCalls(long Calls, decimal Usd);
