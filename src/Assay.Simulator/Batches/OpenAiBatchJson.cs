using System.Text.Json;

namespace Assay.Simulator.Batches;

/// <summary>Writes files and batches as OpenAI shows them.</summary>
internal static class OpenAiBatchJson
{
    public static void Write(Utf8JsonWriter json, StoredFile file)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, file.Id);
        json.WriteString("object"u8, "file"u8);
        json.WriteNumber("bytes"u8, file.Bytes.Length);
        json.WriteNumber("created_at"u8, file.CreatedAt.ToUnixTimeSeconds());
        json.WriteNull("expires_at"u8);
        json.WriteString("filename"u8, file.Name);
        json.WriteString("purpose"u8, file.Purpose);
        json.WriteString("status"u8, "processed"u8);
        json.WriteNull("status_details"u8);
        json.WriteEndObject();
    }

    public static void WriteList(Utf8JsonWriter json, IReadOnlyList<SimulatedBatch> page, bool more, DateTimeOffset now, Func<SimulatedBatch, BatchResults> results)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var batch in page)
        {
            Write(json, batch, now, batch.PhaseAt(now) == BatchPhase.Ended ? results(batch) : null);
        }

        json.WriteEndArray();
        json.WriteString("first_id"u8, page.Count > 0 ? page[0].Id : null);
        json.WriteString("last_id"u8, page.Count > 0 ? page[^1].Id : null);
        json.WriteBoolean("has_more"u8, more);
        json.WriteEndObject();
    }

    /// <param name="results">Of one that has ended, else null.</param>
    public static void Write(Utf8JsonWriter json, SimulatedBatch batch, DateTimeOffset now, BatchResults? results)
    {
        var status = StatusOf(batch, now, results);
        json.WriteStartObject();
        json.WriteString("id"u8, batch.Id);
        json.WriteString("object"u8, "batch"u8);
        json.WriteString("endpoint"u8, "/v1/chat/completions"u8);
        WriteFailures(json, batch.Failures);
        json.WriteString("input_file_id"u8, batch.InputFile);
        json.WriteString("completion_window"u8, "24h"u8);
        json.WriteString("status"u8, status);
        json.WriteString("output_file_id"u8, results?.Output?.Id);
        json.WriteString("error_file_id"u8, results?.Errors?.Id);
        json.WriteNumber("created_at"u8, batch.CreatedAt.ToUnixTimeSeconds());
        WriteTime(json, "in_progress_at", batch.Failures.Count == 0 ? batch.CreatedAt : null);
        WriteTime(json, "expires_at", batch.ExpiresAt);
        WriteTime(json, "finalizing_at", status == "completed" ? batch.EndsAt : null);
        WriteTime(json, "completed_at", status == "completed" ? batch.EndsAt : null);
        WriteTime(json, "failed_at", status == "failed" ? batch.EndsAt : null);
        WriteTime(json, "expired_at", status == "expired" ? batch.EndsAt : null);
        WriteTime(json, "cancelling_at", batch.CancelledAt);
        WriteTime(json, "cancelled_at", status == "cancelled" ? batch.EndsAt : null);
        json.WriteStartObject("request_counts"u8);
        json.WriteNumber("total"u8, batch.Items.Count);
        json.WriteNumber("completed"u8, results?.CountOf(ItemOutcome.Succeeded) ?? batch.AnsweredBy(now));
        json.WriteNumber("failed"u8, results is null ? 0 : results.CountOf(ItemOutcome.Errored) + results.CountOf(ItemOutcome.Expired) + results.CountOf(ItemOutcome.Canceled));
        json.WriteEndObject();
        json.WriteStartObject("metadata"u8);
        foreach (var (name, value) in batch.Metadata)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static string StatusOf(SimulatedBatch batch, DateTimeOffset now, BatchResults? results) => batch.PhaseAt(now) switch
    {
        BatchPhase.Running => "in_progress",
        BatchPhase.Cancelling => "cancelling",
        _ when batch.Failures.Count > 0 => "failed",
        _ when batch.CancelledAt is not null => "cancelled",
        _ when results?.CountOf(ItemOutcome.Expired) > 0 => "expired",
        _ => "completed",
    };

    private static void WriteFailures(Utf8JsonWriter json, IReadOnlyList<BatchFailure> failures)
    {
        if (failures.Count == 0)
        {
            json.WriteNull("errors"u8);
            return;
        }

        json.WriteStartObject("errors"u8);
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var failure in failures)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, failure.Code);
            json.WriteString("message"u8, failure.Message);
            json.WriteString("param"u8, failure.Param);
            if (failure.Line is { } line)
            {
                json.WriteNumber("line"u8, line);
            }
            else
            {
                json.WriteNull("line"u8);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteNumber(name, known.ToUnixTimeSeconds());
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
