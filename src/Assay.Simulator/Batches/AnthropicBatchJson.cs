using System.Globalization;
using System.Text.Json;

namespace Assay.Simulator.Batches;

/// <summary>Writes message batches as Anthropic shows them.</summary>
internal static class AnthropicBatchJson
{
    public static void WriteList(Utf8JsonWriter json, IReadOnlyList<SimulatedBatch> page, bool more, DateTimeOffset now, string address, Func<SimulatedBatch, BatchResults> results)
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var batch in page)
        {
            Write(json, batch, now, address, results);
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, more);
        json.WriteString("first_id"u8, page.Count > 0 ? page[0].Id : null);
        json.WriteString("last_id"u8, page.Count > 0 ? page[^1].Id : null);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, SimulatedBatch batch, DateTimeOffset now, string address, Func<SimulatedBatch, BatchResults> results)
    {
        var phase = batch.PhaseAt(now);
        var ended = phase == BatchPhase.Ended ? results(batch) : null;
        json.WriteStartObject();
        json.WriteString("id"u8, batch.Id);
        json.WriteString("type"u8, "message_batch"u8);
        json.WriteString("processing_status"u8, phase switch
        {
            BatchPhase.Running => "in_progress"u8,
            BatchPhase.Cancelling => "canceling"u8,
            _ => "ended"u8,
        });

        // All stand under processing until the whole batch has ended.
        json.WriteStartObject("request_counts"u8);
        json.WriteNumber("processing"u8, ended is null ? batch.Items.Count : 0);
        json.WriteNumber("succeeded"u8, ended?.CountOf(ItemOutcome.Succeeded) ?? 0);
        json.WriteNumber("errored"u8, ended?.CountOf(ItemOutcome.Errored) ?? 0);
        json.WriteNumber("canceled"u8, ended?.CountOf(ItemOutcome.Canceled) ?? 0);
        json.WriteNumber("expired"u8, ended?.CountOf(ItemOutcome.Expired) ?? 0);
        json.WriteEndObject();
        WriteTime(json, "ended_at", ended is null ? null : batch.EndsAt);
        WriteTime(json, "created_at", batch.CreatedAt);
        WriteTime(json, "expires_at", batch.ExpiresAt);
        WriteTime(json, "archived_at", null);
        WriteTime(json, "cancel_initiated_at", batch.CancelledAt);
        json.WriteString("results_url"u8, ended is null ? null : $"{address}/v1/messages/batches/{batch.Id}/results");
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time) =>
        json.WriteString(name, time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
}
