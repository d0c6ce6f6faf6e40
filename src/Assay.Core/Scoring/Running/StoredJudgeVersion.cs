using System.Text;
using System.Text.Json;
using Assay.Scoring.Judging;

namespace Assay.Scoring.Running;

/// <summary>A judge version that the ledger knows.</summary>
/// <param name="Version">16 hex digits.</param>
/// <param name="Definition">What the version is a hash of, as JSON, with the rubric in words; versions that an earlier release stored have only its hash.</param>
public sealed record StoredJudgeVersion(string Name, string Version, string Definition)
{
    /// <summary>A judge as it is now.</summary>
    public static StoredJudgeVersion Of(Judge judge) => new(judge.Name, judge.Version, Encoding.UTF8.GetString(judge.FullDefinition()));

    public string Model => JsonElement.Parse(Definition).GetProperty("model").ToString();

    /// <summary>Whether the rubric is there in words.</summary>
    public bool HasRubric => JsonElement.Parse(Definition).TryGetProperty("rubric", out _);

    /// <summary>The parts of the definition that differ from a judge as it is now, such as <c>rubric.criteria.accuracy.question</c> or <c>model</c>.</summary>
    public IReadOnlyList<string> DifferencesFrom(Judge judge) => [.. DefinitionDiff.Between(Definition, Of(judge).Definition).Select(c => c.Path)];
}
