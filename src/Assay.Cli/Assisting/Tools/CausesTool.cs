using System.Text.Json;
using Assay.Configuring;
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
        Description = "What explains a fall of the scores, most first: slices of the declared fields and of two of them together, words, texts that are alike, and failure codes that became more; each with effect and share of the fall with 95 % intervals, how many responses, q after correction for many tests, its words, and ids of the lowest. Since a release against as long before it, or a range against the one before. `changed` says what else is new since then.",
        Parameters = [ToolParameter.Judge, ToolParameter.Range, new ToolParameter("since_release", "A release, or latest: the one that came last. Without it, the range is explained."), new ToolParameter("within", "FIELD=VALUE,FIELD=VALUE: only responses that have all of these, to go on within a cause. failure=CODE for a failure code.")],
        AnswerAsync = AnswerAsync,
    };

    private static async Task AnswerAsync(ToolQuestion asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        string? within = asked.Text("within");
        var question = new CauseQuestion(asked.Text("judge"), asked.Text("since_release"), asked.Range().Period)
        {
            Fields = await asked.FieldsAsync(cancellationToken),
            Within = within is null ? [] : CauseQuestion.ReadWithin(within) ?? throw new ConfigurationException($"`within` is `{within}`, but must be fields with their values, such as route=refunds,language=de."),
        };
        CausesJson.Write(json, await CauseReading.ReadAsync(asked.Ledger, question, cancellationToken), text => HarmlessText.Line(text, LongestName));
    }
}
