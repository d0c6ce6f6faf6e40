using System.Globalization;
using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Scoring.Sampling;

namespace Assay.Surfacing;

/// <summary>What one sample said, as members of a JSON object: its score, word and mass, how probable each grade was, or why it has no score.</summary>
internal static class SampleJson
{
    public static void Write(Utf8JsonWriter json, ScoreSample sample)
    {
        if (sample.Value is { } value)
        {
            json.WriteNumber("score", value);
        }
        else
        {
            json.WriteNull("score");
        }

        if (sample.Label is not null)
        {
            json.WriteString("label", sample.Label);
        }

        if (sample.Mass is { } mass)
        {
            json.WriteNumber("mass", mass);
        }

        if (sample.Grades.Count > 0)
        {
            json.WriteStartObject("grades");
            foreach (GradeProbability grade in sample.Grades)
            {
                json.WriteNumber(grade.Grade.ToString(CultureInfo.InvariantCulture), grade.Probability);
            }

            json.WriteEndObject();
        }

        if (sample.Problem is { } problem)
        {
            json.WriteString("problem", problem.ToSnakeCase());
        }
    }
}
