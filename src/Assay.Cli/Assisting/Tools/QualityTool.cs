using System.Text.Json;
using Assay.Calibrating.Correcting;
using Assay.Scoring.Serving;
using Assay.Server.Dashboard;
using Assay.Surfacing;
using Assay.Surfacing.Reporting;

namespace Assay.Cli.Assisting.Tools;

/// <summary>How good the responses are.</summary>
internal static class QualityTool
{
    public static readonly AssistantTool Tool = new()
    {
        Name = "quality",
        Description = "How good the responses of a range are by one judge: for each criterion the mean with its 95 % interval and n, the share of low scores, the distribution; coverage; the change against as long before; and, where people labelled some, the mean that they would give.",
        Parameters = [ToolParameter.Judge, ToolParameter.Range, ToolParameter.Criterion, ToolParameter.Slice],
        AnswerAsync = AnswerAsync,
    };

    private static async Task AnswerAsync(ToolQuestion asked, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        View view = asked.Range();
        if (await WriteJudgedAsync(asked, view, json, cancellationToken) is not { } now)
        {
            return;
        }

        Rollup? before = (await asked.Ledger.RollupsAsync(new RollupQuery(view.Period.Before, view.Period.From) { Judge = now.Judge, Slice = asked.Slice() }, cancellationToken))
            .FirstOrDefault(r => r.JudgeVersion == now.JudgeVersion);
        CorrectedPeriod? corrected = await new CorrectedMeans(asked.Ledger.Labels, asked.Ledger).ReadAsync(now, new CorrectionQuestion(now.Judge, view.Period.From, view.Period.To) { Slice = asked.Slice() }, cancellationToken);
        json.WriteStartArray("criteria");
        foreach (ScoreHistogram scores in ToolScores.Asked(asked, now))
        {
            json.WriteStartObject();
            json.Name("criterion", scores.Criterion);
            json.Mean(scores);
            CorrectionJson.Write(json, "corrected_by_labels_of_people", corrected?.Of(scores.Criterion));
            EstimateJson.Write(json, "low_share", LowBar.Usual.ShareOf(scores));
            json.WriteStartArray("distribution");
            foreach (long bar in scores.Bars())
            {
                json.WriteNumberValue(bar);
            }

            json.WriteEndArray();
            ToolScores.WriteChange(json, before?.Scores.FirstOrDefault(s => s.Criterion == scores.Criterion), scores);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes who judged what of the range; where nobody judged anything, that.</summary>
    public static async Task<Rollup?> WriteJudgedAsync(ToolQuestion asked, View view, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        json.WriteString("from", view.Period.From.UtcDateTime);
        json.WriteString("to", view.Now.UtcDateTime);
        if (await asked.JudgedAsync(view, asked.Slice(), cancellationToken) is not var (now, others))
        {
            json.WriteString("nothing", "Nothing was judged in this range. There is no figure, which is not a zero. Try a longer `range`, or ask `ledger` for what is owed.");
            return null;
        }

        json.Name("judge", now.Judge);
        json.WriteString("judge_version", now.JudgeVersion);
        json.WriteNumber("scored", now.Scored);
        json.Counts("unscored", now.Unscored);
        if (now.Coverage is { } coverage)
        {
            json.WriteNumber("coverage", coverage);
        }

        if (others.Count > 0)
        {
            json.WriteStartArray("other_versions_not_included");
            foreach (Rollup other in others)
            {
                json.WriteStringValue(FormattableString.Invariant($"{other.JudgeVersion}, {other.Scored} scored"));
            }

            json.WriteEndArray();
        }

        return now;
    }
}
