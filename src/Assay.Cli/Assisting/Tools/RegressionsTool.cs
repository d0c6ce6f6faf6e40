using System.Text.Json;
using Assay.Surfacing;
using Assay.Surfacing.Regressions;

namespace Assay.Cli.Assisting.Tools;

/// <summary>Whether it fell, and since when.</summary>
internal static class RegressionsTool
{
    private const int LongestName = 200;

    public static readonly AssistantTool Tool = new()
    {
        Name = "regressions",
        Description = "Whether scores fell since the last release, or at a time that nobody announced: the change of every criterion with an interval that holds at every look, the part of it that comes from other kinds of responses coming in, and whether it is an alarm. Judge versions are never compared with each other.",
        Parameters =
        [
            new ToolParameter("judge", "A judge's name, as `judges` lists them. Default: every judge."), new ToolParameter("release", "Since this release, against the one before it. Default: the last one."),
            new ToolParameter("criterion", "Only this criterion. Default: all."),
        ],
        AnswerAsync = AnswerAsync,
    };

    private static async Task AnswerAsync(ToolQuestion asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        var question = new RegressionQuestion(asked.Text("judge"), asked.Now) { Release = asked.Text("release"), Criterion = asked.Text("criterion"), Fields = await asked.FieldsAsync(cancellationToken) };
        IReadOnlyList<Regression> regressions = await RegressionReading.ReadAsync(asked.Ledger, question, cancellationToken);
        RegressionsJson.Write(json, regressions, text => HarmlessText.Line(text, LongestName));
        if (regressions.Count == 0)
        {
            json.WriteString("nothing", "There is no release with enough scores before it, and nothing fell at another time.");
        }
    }
}
