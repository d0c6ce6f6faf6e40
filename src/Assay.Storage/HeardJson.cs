using System.Text.Json;
using Assay.Scoring.Batching;
using Assay.Scoring.Caching;

namespace Assay.Storage;

/// <summary>What was heard in answer to one item of a batch, as ledgers keep it: an object for each sample.</summary>
internal static class HeardJson
{
    /// <param name="batched">What the batch brought for the response.</param>
    /// <returns>Null where the item brought nothing that is to be kept.</returns>
    public static byte[]? Write(BatchItem item, BatchedAnswers batched, IReadOnlyList<HeardReply> heard)
    {
        // An item asks for the samples up to that of the next one.
        int end = batched.Items.Select(i => i.Item).Where(i => i.Question == item.Question && i.Sample > item.Sample).Select(i => i.Sample).DefaultIfEmpty(int.MaxValue).Min();
        HeardReply[] own = [.. heard.Where(h => h.Question == item.Question && h.Sample >= item.Sample && h.Sample < end)];
        if (own.Length == 0)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach ((_, int sample, CachedReply reply) in own)
            {
                json.WriteStartObject();
                json.WriteNumber("sample", sample);
                json.WriteString("text", reply.Text);
                json.WriteString("model", reply.Model);
                json.WriteString("judge_version", reply.JudgeVersion);
                json.WriteNumber("cost_usd", reply.CostUsd);
                json.WriteString("saved_at", reply.SavedAt);
                json.WriteString("expires_at", reply.ExpiresAt);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    public static IEnumerable<HeardReply> Read(int question, byte[] heard)
    {
        using var json = JsonDocument.Parse(heard);
        return [.. json.RootElement.EnumerateArray().Select(h => new HeardReply(question, h.GetProperty("sample").GetInt32(), new CachedReply
        {
            Text = h.GetProperty("text").GetString()!,
            Model = h.GetProperty("model").GetString(),
            JudgeVersion = h.GetProperty("judge_version").GetString()!,
            CostUsd = h.GetProperty("cost_usd").GetDecimal(),
            SavedAt = h.GetProperty("saved_at").GetDateTimeOffset(),
            ExpiresAt = h.GetProperty("expires_at").GetDateTimeOffset(),
        }))];
    }
}
