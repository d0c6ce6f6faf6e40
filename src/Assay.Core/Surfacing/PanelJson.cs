using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Running;
using Assay.Scoring.Sampling;

namespace Assay.Surfacing;

/// <summary>How a panel came to its verdict, and what a panel did in a run, as members of a JSON object.</summary>
public static class PanelJson
{
    public static void Write(Utf8JsonWriter json, PanelVerdict panel)
    {
        json.WriteStartObject("panel");
        json.WriteString("decided_by", panel.Decider?.Name);
        json.WriteBoolean("asks_people", panel.IsForPeople);
        json.WriteStartArray("stages");
        foreach (StageVerdict stage in panel.Stages.Where(s => s.Name != StageVerdict.People))
        {
            Write(json, stage, panel.Votes.Where(v => v.Stage == stage.Stage));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StageVerdict stage, IEnumerable<PanelVote> votes)
    {
        json.WriteStartObject();
        json.WriteString("stage", stage.Name);
        json.WriteBoolean("decided", stage.Decided);
        Number(json, "score", stage.Score);
        json.WriteString("label", stage.Grade);
        Number(json, "certainty", stage.Certainty);
        if (stage.Dissent is { } dissent)
        {
            json.WriteStartObject("dissent");
            json.WriteBoolean("unanimous", dissent.IsUnanimous);
            json.WriteNumber("low", dissent.Low);
            json.WriteNumber("high", dissent.High);
            json.WriteNumber("sd", dissent.Sd);
            json.WriteEndObject();
        }

        json.WriteString("reason", stage.Reason);
        json.WriteNumber("cost_usd", votes.Sum(v => v.CostUsd));
        json.WriteStartArray("votes");
        foreach (PanelVote vote in votes)
        {
            json.WriteStartObject();
            json.WriteString("judge", vote.Judge);
            json.WriteString("judge_version", vote.JudgeVersion);
            json.WriteNumber("sample", vote.Sample);
            Number(json, "overall", vote.Overall);
            json.WriteStartObject("scores");
            foreach (CriterionScore score in vote.Scores)
            {
                json.WriteNumber(score.Criterion, score.Value);
            }

            json.WriteEndObject();
            WriteSamples(json, vote.Samples);
            json.WriteString("reason", vote.Reason);
            if (vote.Detail is { } detail)
            {
                json.WriteString("detail", detail);
            }

            json.WriteString("origin", vote.Origin.ToSnakeCase());
            json.WriteNumber("cost_usd", vote.CostUsd);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>By criterion, of a voter that was asked several times or whose scores are weighted: what its certainty is made of.</summary>
    private static void WriteSamples(Utf8JsonWriter json, IReadOnlyList<ScoreSample> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }

        json.WriteStartObject("samples");
        foreach (IGrouping<string, ScoreSample> criterion in samples.GroupBy(s => s.Criterion, StringComparer.Ordinal))
        {
            json.WriteStartArray(criterion.Key);
            foreach (ScoreSample sample in criterion)
            {
                json.WriteStartObject();
                SampleJson.Write(json, sample);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, PanelSums sums)
    {
        json.WriteStartObject("panel");
        json.WriteStartArray("stages");
        foreach (PanelSums.Stage stage in sums.Stages)
        {
            json.WriteStartObject();
            json.WriteString("stage", stage.Name);
            json.WriteNumber("asked", stage.Asked);
            json.WriteNumber("decided", stage.Decided);
            json.WriteNumber("cost_usd", stage.CostUsd);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("voters");
        foreach (PanelSums.Voter voter in sums.Voters)
        {
            json.WriteStartObject();
            json.WriteString("judge", voter.Name);
            json.WriteNumber("asked", voter.Asked);
            json.WriteNumber("failed", voter.Failed);
            json.WriteNumber("cost_usd", voter.CostUsd);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
