using System.Text.Json;
using Assay.Scoring.Judging;
using Assay.Scoring.Running;
using Assay.Scoring.Serving;

namespace Assay.Surfacing;

/// <summary>The ledger's account as one JSON object: the total, and each judge with its hours.</summary>
public static class LedgerJson
{
    private const int Hours = 48;

    public static byte[] Write(LedgerAccount account, DateTimeOffset now)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("total");
            Write(json, account.Entries);
            WriteOldest(json, account.OldestOwed.Values, now);
            json.WriteEndObject();
            json.WriteStartObject("judges");
            foreach (string judge in account.Judges)
            {
                LedgerAccount.Entry[] entries = [.. account.Entries.Where(e => e.Judge == judge)];
                json.WriteStartObject(judge);
                Write(json, entries);
                WriteOldest(json, account.OldestOwed.TryGetValue(judge, out DateTimeOffset oldest) ? [oldest] : [], now);
                GivenUpJson.Write(json, account.GivenUpBy(judge));
                WriteHours(json, entries);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<LedgerAccount.Entry> entries)
    {
        json.WriteNumber("accepted", entries.Sum(e => e.Count));
        json.WriteNumber("scored", entries.Where(e => e.State == OutcomeState.Scored).Sum(e => e.Count));
        WriteReasons(json, "unscored", entries.Where(e => e.State == OutcomeState.Unscored));
        WriteReasons(json, "skipped", entries.Where(e => e.State == OutcomeState.Skipped));
        json.WriteNumber("owed", entries.Where(e => e.State == OutcomeState.Owed).Sum(e => e.Count));
    }

    private static void WriteReasons(Utf8JsonWriter json, string name, IEnumerable<LedgerAccount.Entry> entries)
    {
        json.WriteStartObject(name);
        foreach (IGrouping<string, LedgerAccount.Entry> reason in entries.GroupBy(e => e.Reason).OrderByDescending(r => r.Sum(e => e.Count)))
        {
            json.WriteNumber(reason.Key, reason.Sum(e => e.Count));
        }

        json.WriteEndObject();
    }

    private static void WriteOldest(Utf8JsonWriter json, IEnumerable<DateTimeOffset> oldest, DateTimeOffset now)
    {
        foreach (DateTimeOffset first in oldest.Order().Take(1))
        {
            json.WriteNumber("oldest_owed_seconds", Math.Max(0, Math.Round((now - first).TotalSeconds, 3)));
        }
    }

    /// <summary>The latest hours in which something was received.</summary>
    private static void WriteHours(Utf8JsonWriter json, IReadOnlyList<LedgerAccount.Entry> entries)
    {
        json.WriteStartArray("hours");
        foreach (IGrouping<DateTimeOffset, LedgerAccount.Entry> hour in entries.GroupBy(e => e.Hour).OrderByDescending(h => h.Key).Take(Hours).Reverse())
        {
            json.WriteStartObject();
            json.WriteString("hour", hour.Key);
            Write(json, [.. hour]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
