using System.Text.Json;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;
using Assay.Server.Dashboard;
using Assay.Server.Dashboard.Pages;
using Assay.Surfacing;
using Assay.Surfacing.Reporting;

namespace Assay.Cli.Assisting.Tools;

/// <summary>What was said where it was worst, and why the judge thought so.</summary>
internal static class WorstResponsesTool
{
    private const int UsualRows = 5;
    private const int MostRows = 20;
    private const int Excerpt = 700;

    public static readonly AssistantTool Tool = new()
    {
        Name = "worst_responses",
        Description = "The worst rated responses of a range or a slice, with what was said and the judge's reason for every criterion. Ask it to find out what is wrong with the responses.",
        Parameters = [ToolParameter.Judge, ToolParameter.Range, ToolParameter.Slice, ToolParameter.Limit(UsualRows, MostRows)],
        AnswerAsync = AnswerAsync,
    };

    private static async Task AnswerAsync(ToolQuestion asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        View view = asked.Range();
        if (await QualityTool.WriteJudgedAsync(asked, view, json, cancellationToken) is not { } now)
        {
            return;
        }

        var range = new OutcomeRange(now.Judge, now.JudgeVersion, view.Period.From, view.Period.To) { Slice = asked.Slice() };
        RowSums sums = await RowSums.OfAsync(asked.Ledger.ResultsAsync(range, cancellationToken), asked.Whole("limit", UsualRows), unscoredPerReason: 0);
        json.WriteStartArray("responses");
        foreach (ResultRow row in sums.Lowest)
        {
            var said = ResponseText.Of(row.Body);
            json.WriteStartObject();
            json.WriteString("id", HarmlessText.Clean(row.Id));
            if (row.Overall is { } overall)
            {
                json.WriteNumber("overall", overall);
            }

            json.Text("input", said.Input, Excerpt);
            json.Text("output", said.Output, Excerpt);
            ScoresJson.Write(json, row, Excerpt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
