namespace Assay.Simulator.Judging.Forms;

/// <summary>What a property's name says about what stands there.</summary>
internal static class FieldName
{
    private static readonly string[] Suffixes = ["_score", "_rating", "_reason", "_explanation", "_rationale", "_evidence", "_failure_code", "_verdict", "_label"];

    public static bool IsEvidence(string name) => name.Contains("evidence", StringComparison.OrdinalIgnoreCase) || name.Contains("quote", StringComparison.OrdinalIgnoreCase);

    public static bool IsFailureCode(string name) => name.Contains("failure", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_code", StringComparison.OrdinalIgnoreCase);

    public static bool IsReason(string name) => name.ToLowerInvariant() is "reason" or "reasoning" or "explanation" or "rationale" or "analysis" or "feedback" or "comment" or "summary";

    /// <summary>Says what stands there, so the criterion is the one around it.</summary>
    public static bool IsGeneric(string name) => CriterionName.IsValueName(name) || IsReason(name)
        || name.ToLowerInvariant() is "evidence" or "quote" or "quotes" or "failure_code" or "code" or "confidence";

    /// <summary>Holds criteria without being one.</summary>
    public static bool IsContainer(string name) => name.ToLowerInvariant() is
        "scores" or "criteria" or "verdicts" or "ratings" or "results" or "items" or "checks" or "checklist" or "evaluation" or "judgments";

    /// <summary>The criterion a field belongs to.</summary>
    public static string CriterionOf(string name, string scope)
    {
        if (IsGeneric(name) || IsContainer(name))
        {
            return scope;
        }

        foreach (var suffix in Suffixes)
        {
            if (name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return name[..^suffix.Length];
            }
        }

        return name;
    }
}
