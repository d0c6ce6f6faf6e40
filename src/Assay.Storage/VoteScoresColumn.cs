using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Scoring.Panels;
using Assay.Scoring.Sampling;

namespace Assay.Storage;

/// <summary>The grades that one voter of a panel gave, each with the samples behind it, as ledgers keep them: a JSON list.</summary>
internal static class VoteScoresColumn
{
    /// <returns>UTF-8.</returns>
    public static byte[] Write(PanelVote vote)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (CriterionScore score in vote.Scores)
            {
                json.WriteStartObject();
                json.WriteString("criterion", score.Criterion);
                json.WriteNumber("score", score.Value);
                TextIfAny(json, "label", score.Label);
                TextIfAny(json, "reason", score.Reason);
                ScoreSample[] samples = [.. vote.Samples.Where(s => s.Criterion == score.Criterion)];
                if (samples.Length > 0)
                {
                    json.WriteStartArray("samples");
                    Array.ForEach(samples, s => Write(json, s));
                    json.WriteEndArray();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ScoreSample sample)
    {
        json.WriteStartObject();
        json.WriteNumber("number", sample.Number);
        if (sample.Value is { } value)
        {
            json.WriteNumber("score", value);
        }

        TextIfAny(json, "label", sample.Label);
        if (sample.Mass is { } mass)
        {
            json.WriteNumber("mass", mass);
        }

        if (sample.Grades.Count > 0)
        {
            json.WriteStartArray("grades");
            foreach (GradeProbability grade in sample.Grades)
            {
                json.WriteStartArray();
                json.WriteNumberValue(grade.Grade);
                json.WriteNumberValue(grade.Probability);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        TextIfAny(json, "problem", sample.Problem?.ToSnakeCase());
        json.WriteEndObject();
    }

    /// <returns>The vote with its grades and samples.</returns>
    public static PanelVote Read(PanelVote vote, string text)
    {
        JsonElement[] scores = [.. JsonElement.Parse(text).EnumerateArray()];
        return vote with
        {
            Scores = [.. scores.Select(s => new CriterionScore(Criterion(s), s.GetProperty("score").GetDouble(), TextOrNull(s, "label"), TextOrNull(s, "reason"), []))],
            Samples = [.. scores.SelectMany(s => ListOf(s, "samples").Select(sample => ReadSample(Criterion(s), sample)))],
        };
    }

    private static ScoreSample ReadSample(string criterion, JsonElement sample) => new(criterion, sample.GetProperty("number").GetInt32(), NumberOrNull(sample, "score"), TextOrNull(sample, "label"))
    {
        Mass = NumberOrNull(sample, "mass"),
        Grades = [.. ListOf(sample, "grades").Select(g => new GradeProbability(g[0].GetDouble(), g[1].GetDouble()))],
        Problem = TextOrNull(sample, "problem") is { } problem ? SnakeCase.Parse<UnscoredReason>(problem) : null,
    };

    private static string Criterion(JsonElement score) => score.GetProperty("criterion").GetString()!;

    private static JsonElement[] ListOf(JsonElement of, string name) => of.TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray()] : [];

    private static double? NumberOrNull(JsonElement of, string name) => of.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : null;

    private static string? TextOrNull(JsonElement of, string name) => of.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static void TextIfAny(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }
}
