using System.Text.Json;
using Assay.Scoring.Serving;
using Assay.Server.Dashboard;
using Assay.Surfacing;

namespace Assay.Cli.Assisting.Tools;

/// <summary>When it changed.</summary>
internal static class TrendTool
{
    private const int MostSteps = 100;

    public static readonly AssistantTool Tool = new()
    {
        Name = "trend",
        Description = "One criterion over time: the mean of every hour or day with its interval and n, the judge version of each, and when releases began. Ask it to find out when quality changed.",
        Parameters = [ToolParameter.Judge, ToolParameter.Criterion, ToolParameter.Range, ToolParameter.Slice],
        AnswerAsync = AnswerAsync,
    };

    private static async Task AnswerAsync(ToolQuestion asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        View view = asked.Range();
        if (await QualityTool.WriteJudgedAsync(asked, view, json, cancellationToken) is not { } now)
        {
            return;
        }

        int hours = view.Period.StepHours * (int)Math.Max(1, Math.Ceiling((view.Period.To - view.Period.From).TotalHours / view.Period.StepHours / MostSteps));
        string? criterion = ToolScores.One(asked, now)?.Criterion;
        json.Name("criterion", criterion);
        json.WriteNumber("step_hours", hours);
        json.WriteStartArray("steps");
        foreach (Rollup step in await asked.Ledger.RollupsAsync(new RollupQuery(view.Period.From, view.Period.To) { Judge = now.Judge, Slice = asked.Slice(), Hours = hours }, cancellationToken))
        {
            json.WriteStartObject();
            json.WriteString("from", step.Begin.UtcDateTime);
            json.WriteString("judge_version", step.JudgeVersion);
            EstimateJson.Write(json, "mean", step.Scores.FirstOrDefault(s => s.Criterion == criterion)?.Mean());
            json.WriteNumber("scored", step.Scored);
            json.WriteNumber("unscored", step.Unscored.Values.Sum());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("releases");
        foreach ((string release, DateTimeOffset begin) in await Releases.ReadEventsAsync(asked.Ledger, now.Judge, (view.Period.From, view.Period.To), cancellationToken))
        {
            json.WriteStartObject();
            json.Name("release", release);
            json.WriteString("began", begin.UtcDateTime);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
