using System.Text.Json;
using Assay.Surfacing;
using Assay.Surfacing.Causes;

namespace Assay.Cli.Assisting.Tools;

/// <summary>Why it fell.</summary>
internal static class CausesTool
{
    private const int LongestName = 200;

    public static readonly AssistantTool Tool = new()
    {
        Name = "causes",
        Description = "Which slices of the declared fields, and of two of them together, explain a fall of the scores, most first: effect and share of the fall with 95 % intervals, how many responses, q after correction for many tests, and ids of the lowest. Since a release against as long before it, or a range against the one before.",
        Parameters = [ToolParameter.Judge, ToolParameter.Range, new ToolParameter("since_release", "A release, or latest: the one that came last. Without it, the range is explained.")],
        AnswerAsync = AnswerAsync,
    };

    private static async Task AnswerAsync(ToolQuestion asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        var question = new CauseQuestion(asked.Text("judge"), asked.Text("since_release"), asked.Range().Period) { Fields = await asked.FieldsAsync(cancellationToken) };
        CausesJson.Write(json, await CauseReading.ReadAsync(asked.Ledger, question, cancellationToken), text => HarmlessText.Line(text, LongestName));
    }
}
