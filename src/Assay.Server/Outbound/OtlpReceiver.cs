using System.Globalization;
using System.Text.Json;
using Assay.Configuring;
using Assay.Server.Telemetry;
using Assay.Server.Telemetry.Wire;
using Assay.Surfacing.Outbound;
using Google.Protobuf;

namespace Assay.Server.Outbound;

/// <summary>Sends evaluation events to a collector or backend, as log records over OTLP.</summary>
internal sealed class OtlpReceiver(OtlpTarget target, OutboundClient client) : IReceiver
{
    public string Name => OtlpExportSettings.Name;

    public string Channel => "otlp";

    public int Batch => target.Batch;

    public async Task<Delivery> SendAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        LogsRequest request = EvaluationEvents.Of(messages);
        int records = request.ResourceLogs[0].ScopeLogs[0].LogRecords.Count;
        OutboundReply reply = target.Encoding == OtlpEncoding.Json
            ? await client.PostAsync(target.Url, LogsJson.Write(request), "application/json", target.Headers, cancellationToken)
            : await client.PostAsync(target.Url, request.ToByteArray(), "application/x-protobuf", target.Headers, cancellationToken);
        // The statuses that the protocol lets a sender try again after; a 500 is not among them.
        return DeliveryReading.Of(reply, status => status is 408 or 429 or 502 or 503 or 504, body => Read(body, records), [.. target.Headers.Select(h => h.Value).Where(v => v.Length >= 6)]);
    }

    /// <summary>A part may have been rejected for good. Which one is not said.</summary>
    private Delivery Read(byte[] body, int records)
    {
        (long rejected, string message) = target.Encoding == OtlpEncoding.Json ? ReadJson(body) : ReadProtobuf(body);
        return rejected >= records ? new Delivery.Refused($"all {records} events were rejected: {message}", IsAboutContent: false)
            : rejected > 0 ? new Delivery.Done($"{rejected} of {records} events were rejected: {message}")
            : new Delivery.Done(message.Length > 0 ? message : null);
    }

    private static (long, string) ReadProtobuf(byte[] body)
    {
        try
        {
            PartialSuccess? partial = ExportAnswer.Parser.ParseFrom(body).PartialSuccess;
            return (partial?.Rejected ?? 0, partial?.ErrorMessage ?? "");
        }
        catch (InvalidProtocolBufferException)
        {
            return (0, "");
        }
    }

    private static (long, string) ReadJson(byte[] body)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(body.Length == 0 ? "{}"u8.ToArray() : body);
            if (answer.RootElement.ValueKind != JsonValueKind.Object || !answer.RootElement.TryGetProperty("partialSuccess", out JsonElement partial) || partial.ValueKind != JsonValueKind.Object)
            {
                return (0, "");
            }

            string count = partial.TryGetProperty("rejectedLogRecords", out JsonElement rejected) ? rejected.ToString() : "";
            return (long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0,
                partial.TryGetProperty("errorMessage", out JsonElement text) ? text.ToString() : "");
        }
        catch (JsonException)
        {
            return (0, "");
        }
    }
}
