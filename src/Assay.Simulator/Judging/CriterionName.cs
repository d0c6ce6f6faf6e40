namespace Assay.Simulator.Judging;

/// <summary>Names of criteria as keys of what the judge thinks of them.</summary>
internal static class CriterionName
{
    public const string Overall = "overall";

    public static ulong KeyOf(string name) => StableHash.Of(name);

    /// <summary>Names that say what kind of value stands there, not which criterion it is for.</summary>
    public static bool IsValueName(string name) => name.ToLowerInvariant() is
        "score" or "rating" or "grade" or "value" or "verdict" or "label" or "answer" or "result" or "winner" or "preference"
        or "choice" or "decision" or "pass" or "passed" or "points" or "judgment" or "judgement";
}
