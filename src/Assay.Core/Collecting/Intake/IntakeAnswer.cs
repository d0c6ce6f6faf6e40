using System.Text.Json;
using Assay.Surfacing;

namespace Assay.Collecting.Intake;

/// <summary>The answer to a request, as JSON: how many responses were accepted or known, and what is wrong with each of the others.</summary>
public static class IntakeAnswer
{
    private const int MostErrors = 100;

    /// <summary>The HTTP status: 202 where all is well, 207 where some responses were refused, and where all were, why.</summary>
    public static int Status(IReadOnlyList<Receipt> receipts, IReadOnlyList<RejectedRecord> rejected)
    {
        bool someTaken = receipts.Any(r => r.Kind != ReceiptKind.IdTaken);
        bool allTaken = rejected.Count == 0 && receipts.All(r => r.Kind != ReceiptKind.IdTaken);
        return allTaken ? 202 : someTaken ? 207 : rejected.Count == 0 ? 422 : rejected.All(r => r.TooLarge) ? 413 : 400;
    }

    public static byte[] Write(IReadOnlyList<Receipt> receipts, IReadOnlyList<RejectedRecord> rejected)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, ResultJson.Options))
        {
            int taken = receipts.Count(r => r.Kind == ReceiptKind.IdTaken);
            json.WriteStartObject();
            json.WriteNumber("accepted", receipts.Count(r => r.Kind == ReceiptKind.Accepted));
            json.WriteNumber("known", receipts.Count(r => r.Kind == ReceiptKind.Known));
            json.WriteNumber("rejected", taken + rejected.Count);
            json.WriteStartArray("ids");
            foreach (Receipt receipt in receipts.Where(r => r.Kind != ReceiptKind.IdTaken))
            {
                json.WriteStringValue(receipt.Id);
            }

            json.WriteEndArray();
            if (taken + rejected.Count > 0)
            {
                WriteErrors(json, receipts, rejected);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyList<Receipt> receipts, IReadOnlyList<RejectedRecord> rejected)
    {
        json.WriteStartArray("errors");
        foreach (RejectedRecord record in rejected.Take(MostErrors))
        {
            json.WriteStartObject();
            json.WriteString("place", record.Place);
            json.WriteString("error", record.Error);
            json.WriteEndObject();
        }

        foreach (Receipt receipt in receipts.Where(r => r.Kind == ReceiptKind.IdTaken).Take(MostErrors))
        {
            json.WriteStartObject();
            json.WriteString("id", receipt.Id);
            json.WriteString("error", "Another response is stored under this id. Give a changed response an id of its own.");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
