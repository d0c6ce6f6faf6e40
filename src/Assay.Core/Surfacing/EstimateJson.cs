using System.Text.Json;

namespace Assay.Surfacing;

/// <summary>Estimates as JSON members. Over nothing there is no estimate, and so no member.</summary>
public static class EstimateJson
{
    public static void Write(Utf8JsonWriter json, string name, Estimate? estimate)
    {
        if (estimate is not null)
        {
            Write(json, name, estimate.Mean, (estimate.Low, estimate.High), estimate.N);
        }
    }

    public static void Write(Utf8JsonWriter json, string name, Difference? difference)
    {
        if (difference is not null)
        {
            Write(json, name, difference.Value, (difference.Low, difference.High), difference.N);
        }
    }

    /// <summary>As it was written; null where there is none.</summary>
    public static Estimate? Read(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out JsonElement estimate))
        {
            return null;
        }

        (double? low, double? high) = estimate.TryGetProperty("ci95", out JsonElement interval) ? ((double?)interval[0].GetDouble(), (double?)interval[1].GetDouble()) : (null, null);
        return new Estimate(estimate.GetProperty("value").GetDouble(), low, high, estimate.GetProperty("n").GetInt64());
    }

    /// <inheritdoc cref="Read"/>
    public static Difference? ReadDifference(JsonElement parent, string name) => Read(parent, name) is { } read ? new Difference(read.Mean, read.Low, read.High, read.N) : null;

    /// <summary>How much less the scores say than as many independent ones; left out where they say as much.</summary>
    public static void WriteDesignEffect(Utf8JsonWriter json, ScoreHistogram scores)
    {
        if (scores.DesignEffect > 1)
        {
            json.WriteNumber("design_effect", scores.DesignEffect);
        }
    }

    public static void WriteHistogram(Utf8JsonWriter json, ScoreHistogram scores)
    {
        json.WriteStartArray("histogram");
        foreach (IGrouping<double, ScoreCount> score in scores.Counts.GroupBy(c => c.Score).OrderBy(g => g.Key))
        {
            json.WriteStartObject();
            json.WriteNumber("score", score.Key);
            json.WriteNumber("n", score.Sum(c => c.Count));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, double value, (double? Low, double? High) interval, long n)
    {
        json.WriteStartObject(name);
        json.WriteNumber("value", value);
        if (interval is ({ } low, { } high))
        {
            json.WriteStartArray("ci95");
            json.WriteNumberValue(low);
            json.WriteNumberValue(high);
            json.WriteEndArray();
        }

        json.WriteNumber("n", n);
        json.WriteEndObject();
    }
}
