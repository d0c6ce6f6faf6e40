using System.Text.Json;
using Assay.Configuring;
using Assay.Surfacing;

namespace Assay.Cli.Assisting.Tools;

/// <summary>Scores that tools tell of, and how they changed.</summary>
internal static class ToolScores
{
    /// <summary>All criteria, or the one that was asked for.</summary>
    /// <exception cref="ConfigurationException">There is no such criterion.</exception>
    public static IReadOnlyList<ScoreHistogram> Asked(ToolQuestion asked, Rollup judged) => asked.Text("criterion") is not { } criterion ? judged.Scores
        : judged.Scores.Where(s => s.Criterion == criterion).ToList() is { Count: > 0 } found ? found
        : throw new ConfigurationException($"`{judged.Judge}` has no scores of a criterion `{HarmlessText.Line(criterion, 80)}` in this range. It has: {string.Join(", ", judged.Scores.Select(s => s.Criterion))}.");

    /// <summary>One criterion: the one that was asked for, else the overall score or the first.</summary>
    public static ScoreHistogram? One(ToolQuestion asked, Rollup judged) => Asked(asked, judged) is [var first, ..] ? first : null;

    /// <summary>A change is called better or worse only where its interval leaves out zero.</summary>
    public static void WriteChange(Utf8JsonWriter json, ScoreHistogram? before, ScoreHistogram now)
    {
        if (before is not null && Difference.Between(before, now) is { } change)
        {
            json.WriteStartObject("change");
            EstimateJson.Write(json, "difference", change);
            EstimateJson.Write(json, "mean_before", before.Mean());
            json.WriteString("verdict", change.Verdict);
            json.WriteEndObject();
        }
    }
}
