using System.Text;
using System.Text.Json;
using Assay.Collecting.Redaction;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;

namespace Assay.Surfacing;

/// <summary>One response's trail as one JSON object.</summary>
public static class TrailJson
{
    public static string Write(Trail trail, MarkerCounts markers)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("id", trail.Id);
            json.WriteStartArray("revisions");
            foreach (Trail.Revision revision in trail.Revisions)
            {
                Write(json, revision, markers);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Trail.Revision revision, MarkerCounts markers)
    {
        json.WriteStartObject();
        json.WriteNumber("revision", revision.Number);
        json.WriteString("received_at", revision.ReceivedAt);
        if (revision.Content != ContentState.Kept)
        {
            json.WriteString("content", revision.Content.ToSnakeCase());
        }

        json.WritePropertyName("response");
        json.WriteRawValue(revision.Body);
        json.WriteStartObject("redacted");
        foreach ((string marker, int count) in markers.Of(revision.Body))
        {
            json.WriteNumber(marker, count);
        }

        json.WriteEndObject();
        json.WriteStartArray("runs");
        foreach (Trail.Appearance appearance in revision.Appearances)
        {
            json.WriteStartObject();
            json.WriteString("run", appearance.Run);
            json.WriteString("started_at", appearance.StartedAt);
            json.WriteString("place", appearance.Place);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("judgments");
        foreach (Trail.Judgment judgment in revision.Judgments)
        {
            json.WriteStartObject();
            json.WriteString("model", judgment.Model);
            if (judgment.Rule is { } rule)
            {
                json.WriteString("panel_rule", rule);
            }

            if (judgment.DecidedAt is { } decidedAt)
            {
                json.WriteString("decided_at", decidedAt);
            }

            if (judgment.NextTryAt is { } next)
            {
                json.WriteString("next_try_at", next);
            }

            if (judgment.Deaths > 0)
            {
                json.WriteNumber("deaths", judgment.Deaths);
            }

            if (judgment.WithheldSamples > 0)
            {
                json.WriteNumber("withheld_samples", judgment.WithheldSamples);
            }

            json.WritePropertyName("result");
            ResultJson.Write(json, judgment.Result);
            json.WriteStartArray("attempts");
            foreach (Attempt attempt in judgment.Attempts)
            {
                Write(json, attempt);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Attempt attempt)
    {
        json.WriteStartObject();
        json.WriteString("started_at", attempt.StartedAt);
        json.WriteNumber("duration_ms", Math.Round(attempt.Duration.TotalMilliseconds, 1));
        json.WriteString("result", attempt.Result.ToSnakeCase());
        json.WriteString("error", attempt.Error);
        if (attempt.StatusCode is { } status)
        {
            json.WriteNumber("status_code", status);
        }

        if (attempt.Member is { } member)
        {
            json.WriteString("member", member);
            json.WriteNumber("stage", attempt.Stage ?? 0);
        }

        json.WriteString("form", attempt.Form.ToSnakeCase());
        json.WriteString("model", attempt.Model);
        json.WriteString("request_id", attempt.RequestId);
        json.WriteNumber("input_tokens", attempt.InputTokens);
        json.WriteNumber("cached_tokens", attempt.CachedTokens);
        json.WriteNumber("cache_write_tokens", attempt.CacheWriteTokens);
        json.WriteNumber("output_tokens", attempt.OutputTokens);
        json.WriteBoolean("estimated", attempt.Estimated);
        json.WriteNumber("cost_usd", attempt.CostUsd);
        json.WriteString("lane", attempt.Lane.ToSnakeCase());
        json.WriteEndObject();
    }
}
