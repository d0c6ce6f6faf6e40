using System.Globalization;
using Assay.Gating.Prompts;
using Assay.Surfacing;

namespace Assay.Gating;

/// <summary>How the outputs of a gate were made, in words for people.</summary>
public static class GateMaking
{
    /// <summary>With which prompt, and what it took; none where nobody knows.</summary>
    public static IEnumerable<string> Lines(GateReport report)
    {
        if (report.MadeWith is { } now)
        {
            yield return report.BaselineMadeWith switch
            {
                null => $"answers of {Text(now)}",
                var before when before == now => $"answers of {Text(now)}, on both sides",
                var before => $"answers of {Text(now)}; before, of {Text(before)}",
            };
        }

        if (report.Asked is { } asked)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{asked.Calls:N0} calls for answers, {asked.Cached:N0} from the cache{(asked.CostUsd is { } usd ? $", ${usd:0.00####}" : "")}");
        }
    }

    private static string Text(PromptIdentity prompt) => HarmlessText.Line(prompt.Text, 200);
}
