using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Scoring.Spending;

/// <summary>What was given up to make a budget last, in a run or by a judge.</summary>
/// <param name="Samples">That were not taken.</param>
/// <param name="Jury">Judges of juries that were not asked.</param>
/// <param name="Responses">That were not judged.</param>
/// <param name="Judged">Those beside them that were, with a verdict or without one.</param>
public sealed record GivenUp(long Samples, long Jury, long Responses, long Judged)
{
    /// <summary>Why a response was not judged.</summary>
    public static readonly string Reason = SkipReason.OverBudget.ToSnakeCase();

    public bool IsNothing => Samples == 0 && Jury == 0 && Responses == 0;

    /// <summary>The share of the responses that was judged; null where none was left out.</summary>
    public double? JudgedShare => Responses > 0 ? (double)Judged / (Judged + Responses) : null;
}
