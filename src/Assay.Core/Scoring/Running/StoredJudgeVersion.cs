using System.Text.Json;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Running;

/// <summary>A judge version that the ledger knows.</summary>
/// <param name="Version">16 hex digits.</param>
/// <param name="Definition">What the version is a hash of, as JSON.</param>
public sealed record StoredJudgeVersion(string Name, string Version, string Definition)
{
    /// <summary>The parts of the definition that differ from a judge as it is now, such as <c>rubric_version</c> or <c>model</c>.</summary>
    public IReadOnlyList<string> DifferencesFrom(Judge judge)
    {
        JsonElement before = JsonElement.Parse(Definition);
        JsonElement now = JsonElement.Parse(judge.Definition());
        return
        [
            .. before.EnumerateObject().Concat(now.EnumerateObject()).Select(p => p.Name).Distinct(StringComparer.Ordinal)
                .Where(name => Text(before, name) != Text(now, name)),
        ];
    }

    private static string? Text(JsonElement definition, string name) => definition.TryGetProperty(name, out JsonElement value) ? value.GetRawText() : null;
}
